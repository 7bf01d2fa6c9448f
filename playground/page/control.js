// What every element does: remember its value, tell the app, carry the names tests and readers find it by.

import { confirmed } from "./confirm.js";
import { plainText } from "./mrkdwn.js";

// Where the elements of a block stand.
export function at(block, surface, label = "") {
  return { surface, blockId: block.block_id, label, dispatches: true };
}

// each: the element as the app wrote it; place: {surface, blockId, label, dispatches}
export function record(each, place, value) {
  place.surface.record(place.blockId, each.action_id, { type: each.type, ...value });
}

export function earlier(each, place) {
  return place.surface.earlier(place.blockId, each.action_id);
}

export function changed(each, place, value) {
  record(each, place, value);
  if (place.dispatches) press(each, place, value);
}

export async function press(each, place, value, button) {
  if (each.confirm && !(await confirmed(each.confirm))) return;
  button?.classList.add("waiting");
  await place.surface.press(place.blockId, each.action_id, value);
  button?.classList.remove("waiting");
}

export function control(each, place) {
  return {
    data: { actionId: each.action_id, blockId: place.blockId },
    "aria-label": place.label || plainText(each.placeholder) || each.action_id,
  };
}
