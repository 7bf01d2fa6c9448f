// Cards, alone or in a row.

import { at } from "./control.js";
import { h } from "./dom.js";
import { element } from "./elements.js";
import { textObject } from "./mrkdwn.js";
import { picture } from "./picture.js";

// place: where its buttons are pressed, which in a carousel is the carousel
export function card(each, place) {
  return h(
    "article",
    { class: "card" },
    each.hero_image && picture(each.hero_image, "card-hero"),
    h(
      "div",
      { class: "card-words" },
      headOf(each),
      each.body && h("div", { class: "text" }, textObject(each.body)),
    ),
    each.actions && h("div", { class: "card-actions" }, each.actions.map((button) => element(button, place))),
  );
}

export function carousel(block, surface) {
  const place = at(block, surface);
  return h(
    "div",
    { class: "carousel", tabindex: "0", role: "group", "aria-label": "Cards" },
    block.elements.map((each) => card(each, place)),
  );
}

function headOf(each) {
  if (!each.title && !each.subtitle) return null;
  return h(
    "div",
    { class: "card-head" },
    each.icon && picture(each.icon, "context-image"),
    h(
      "div",
      {},
      each.title && h("strong", {}, textObject(each.title)),
      each.subtitle && h("div", { class: "quiet" }, textObject(each.subtitle)),
    ),
  );
}
