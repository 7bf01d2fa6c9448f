// Slack's newer blocks: cards, containers, alerts, plans, tables of data and small actions.

import { h, icon } from "./dom.js";
import { at, renderBlocks, richText, smallImage, table } from "./blocks.js";
import { press } from "./control.js";
import { element } from "./elements.js";
import { link, plain, plainText, textObject } from "./mrkdwn.js";

export const NEWER = {
  card: (block, surface) => card(block, at(block, surface)),
  carousel,
  container,
  alert,
  plan,
  task_card: (block) => task(block),
  data_table: dataTable,
  context_actions: contextActions,
};

// ── cards ───────────────────────────────────────────────────────────────────

// place: where its buttons are pressed, which in a carousel is the carousel
function card(each, place) {
  return h(
    "article",
    { class: "card" },
    each.hero_image && h("img", { class: "card-hero", src: each.hero_image.image_url ?? "", alt: each.hero_image.alt_text ?? "" }),
    h(
      "div",
      { class: "card-words" },
      headOf(each),
      each.body && h("div", { class: "text" }, textObject(each.body)),
    ),
    each.actions && h("div", { class: "card-actions" }, each.actions.map((button) => element(button, place))),
  );
}

function carousel(block, surface) {
  const place = at(block, surface);
  return h(
    "div",
    { class: "carousel", tabindex: "0", role: "group", "aria-label": "Cards" },
    block.elements.map((each) => card(each, place)),
  );
}

function headOf(each) {
  if (!each.title && !each.rich_text_title && !each.subtitle) return null;
  return h(
    "div",
    { class: "card-head" },
    each.icon && smallImage(each.icon),
    h(
      "div",
      {},
      each.rich_text_title ? richText(each.rich_text_title) : each.title && h("strong", {}, textObject(each.title)),
      each.subtitle && h("div", { class: "quiet" }, textObject(each.subtitle)),
    ),
  );
}

function container(block, surface) {
  const inside = standingIn(block, surface);
  const children = h("div", { class: "container-blocks" }, renderBlocks(block.child_blocks, inside));
  if (!block.is_collapsible) {
    const divided = block.has_header_divider ? "divided" : "";
    return h("section", { class: `container ${block.width ?? "standard"} ${divided}` }, headOf(block), children);
  }
  return h(
    "details",
    { class: `container ${block.width ?? "standard"}`, open: !block.default_collapsed },
    h("summary", {}, headOf(block)),
    children,
  );
}

// What stands in a container is pressed and filled in under the container's name.
function standingIn(block, surface) {
  const ways = ["press", "record", "earlier", "options"];
  const here = ways.map((way) => [way, (_, ...rest) => surface[way](block.block_id, ...rest)]);
  return { ...surface, ...Object.fromEntries(here) };
}

// ── notices and progress ────────────────────────────────────────────────────

function alert(block) {
  const level = block.level ?? "default";
  const mark = { warning: "warning", error: "warning", success: "check" }[level] ?? "bolt";
  return h(
    "div",
    { class: `alert ${level}`, role: "note" },
    icon(mark),
    h("div", { class: "text" }, textObject(block.text)),
  );
}

const STATES = { pending: "To do", in_progress: "In progress", complete: "Done", error: "Failed" };

function plan(block) {
  return h(
    "section",
    { class: "plan" },
    h("strong", {}, plain(block.title)),
    h("div", { class: "tasks" }, (block.tasks ?? []).map(task)),
  );
}

function task(each) {
  const mark = { complete: icon("check"), error: icon("warning") }[each.status];
  return h(
    "div",
    { class: `task ${each.status}` },
    h("span", { class: "task-mark", title: STATES[each.status] ?? each.status }, mark),
    h(
      "div",
      {},
      h("div", {}, plain(each.title), h("span", { class: "quiet" }, ` · ${STATES[each.status] ?? each.status}`)),
      each.details && richText(each.details),
      each.output && richText(each.output),
      each.sources?.length &&
        h("div", { class: "task-sources" }, each.sources.map((source) => link(source.url, source.text ?? source.url))),
    ),
  );
}

// ── tables of data ──────────────────────────────────────────────────────────

function dataTable(block) {
  const size = block.page_size ?? 5;
  const [head, ...rows] = block.rows;
  const frame = h("div", {});
  show(0);
  return frame;

  function show(from) {
    const page = { ...block, rows: [head, ...rows.slice(from, from + size)] };
    frame.replaceChildren(table(page, h("caption", {}, plain(block.caption))), ...(rows.length > size ? [turner(from)] : []));
  }

  function turner(from) {
    const to = Math.min(from + size, rows.length);
    return h(
      "div",
      { class: "turner quiet" },
      `${from + 1}–${to} of ${rows.length}`,
      turn("Earlier rows", "back", from > 0, () => show(from - size)),
      turn("Later rows", "next", to < rows.length, () => show(from + size)),
    );
  }
}

function turn(label, name, possible, run) {
  const way = h("span", { class: `turn-${name}` }, icon("back"));
  return h("button", { type: "button", class: "tool", "aria-label": label, disabled: !possible, on: { click: run } }, way);
}

// ── small actions under an answer ───────────────────────────────────────────

function contextActions(block, surface) {
  const place = at(block, surface);
  return block.elements.map((each) => (each.type === "feedback_buttons" ? thumbs(each, place) : iconButton(each, place)));
}

function thumbs(each, place) {
  return h(
    "span",
    { class: "thumbs" },
    [each.positive_button, each.negative_button].map((one) => small(each, place, one.text, one)),
  );
}

function iconButton(each, place) {
  return small(each, place, each.text, each);
}

function small(each, place, text, said) {
  const node = h(
    "button",
    {
      type: "button",
      class: "button small",
      data: { actionId: each.action_id, blockId: place.blockId },
      "aria-label": said.accessibility_label ?? plainText(text),
    },
    plain(text.text),
  );
  node.addEventListener("click", () => press(each, place, { value: said.value }, node));
  return node;
}
