// Where blocks stand: a message, a view, the Home tab. Keeps what is filled in and tells the server what is pressed.

import { server } from "./server.js";
import { attempt, toast } from "./popover.js";

// ids: {channel, ts, ephemeral} of a message, or {view_id}
export function makeSurface(ids, earlierValues = {}) {
  const values = {};
  return {
    ids,
    values,
    record: (blockId, actionId, value) => {
      values[blockId] = { ...values[blockId], [actionId]: value };
    },
    earlier: (blockId, actionId) => earlierValues[blockId]?.[actionId],
    press: (blockId, actionId, value) => press(ids, values, { block_id: blockId, action_id: actionId, ...value }),
    options: (blockId, actionId, query) =>
      server.options({ ...ids, block_id: blockId, action_id: actionId, value: query }),
  };
}

async function press(ids, values, body) {
  const answer = await attempt(() => server.press({ ...ids, ...body, state: values }));
  const saidInChannel = Boolean(ids.ts); // Slackbot whispers it under the message
  if (answer && !answer.ok && !saidInChannel) toast(answer.error);
}
