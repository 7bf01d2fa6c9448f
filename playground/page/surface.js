// Where blocks stand: a message, a view, the Home tab. Keeps what is filled in and tells the server what is pressed.

import { server } from "./server.js";
import { attempt, toast } from "./popover.js";

// ids: {channel, ts, ephemeral} of a message, or {view_id}
export function makeSurface(ids, earlierValues = {}) {
  const values = {};
  const inputs = new Map();
  return {
    ids,
    values,
    inputs,
    expect: (block) => inputs.set(block.block_id, block),
    record: (blockId, actionId, value) => {
      values[blockId] = { ...values[blockId], [actionId]: value };
    },
    earlier: (blockId, actionId) => earlierValues[blockId]?.[actionId],
    press: (blockId, actionId, value) => press(ids, values, { block_id: blockId, action_id: actionId, ...value }),
    options: (blockId, actionId, query) => server.options({ ...ids, block_id: blockId, action_id: actionId, value: query }),
  };
}

export function missing(surface) {
  const errors = {};
  for (const [blockId, block] of surface.inputs) {
    const value = surface.values[blockId]?.[block.element.action_id];
    if (!block.optional && isEmpty(value)) errors[blockId] = "Fill this in to go on.";
  }
  return errors;
}

async function press(ids, values, body) {
  const answer = await attempt(() => server.press({ ...ids, ...body, state: values }));
  if (answer && !answer.ok) toast(answer.error ?? "The app did not take that. Try again.");
}

function isEmpty(value) {
  if (!value) return true;
  const { type, ...rest } = value;
  return Object.values(rest).every((part) => part === null || part === undefined || part === "" || part.length === 0);
}
