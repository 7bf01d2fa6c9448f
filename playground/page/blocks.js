// Block Kit: one function per block type, looked up by name.

import { h } from "./dom.js";
import { card, carousel } from "./card.js";
import { at } from "./control.js";
import { element } from "./elements.js";
import { markdown } from "./markdown.js";
import { link, mrkdwn, plain, plainText, textObject } from "./mrkdwn.js";
import { picture } from "./picture.js";
import { richText } from "./rich.js";
import { dataTable, table } from "./table.js";

// surface: where the blocks stand (message, view, home); see surface.js
export function renderBlocks(blocks, surface) {
  return (blocks ?? []).map((block, index) => renderBlock({ block_id: `block-${index}`, ...block }, surface));
}

const RENDERERS = {
  header,
  section,
  context,
  actions,
  divider,
  image,
  input,
  rich_text: richText,
  markdown: markdownBlock,
  table: (block) => table(block),
  data_table: dataTable,
  card: (block, surface) => card(block, at(block, surface)),
  carousel,
};

function renderBlock(block, surface) {
  const render = RENDERERS[block.type];
  const content = render ? render(block, surface) : undrawn(block);
  return h("div", { class: `block block-${block.type}`, data: { blockId: block.block_id } }, content);
}

// What Slack draws and this page does not: said in its place, with the words that stand in it.
function undrawn(block) {
  const words = wordsIn(block).map((each) => h("div", { class: "line" }, plain(each)));
  return h(
    "div",
    { class: "undrawn" },
    h("p", { class: "quiet" }, `Slack draws a “${block.type}” block here; the playground shows only its words.`),
    h("div", { class: "text" }, words),
  );
}

const WORDS = ["text", "title", "subtitle", "body", "caption", "description", "value"];

function wordsIn(value) {
  if (Array.isArray(value)) return value.flatMap(wordsIn);
  if (!value || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, part]) =>
    WORDS.includes(key) && typeof part === "string" ? [part] : wordsIn(part),
  );
}

function header(block) {
  return h("h3", {}, plain(block.text.text));
}

function section(block, surface) {
  const text = block.text && h("div", { class: "text" }, textObject(block.text));
  const fields =
    block.fields &&
    h(
      "div",
      { class: "fields" },
      block.fields.map((field) => h("div", { class: "text" }, textObject(field))),
    );
  const accessory =
    block.accessory &&
    h("div", { class: "accessory" }, element(block.accessory, at(block, surface, plainLabel(block.text))));
  return [h("div", { class: "section-words" }, text, fields), accessory];
}

function context(block) {
  return block.elements.map((each) =>
    each.type === "image" ? picture(each, "context-image") : h("span", { class: "text" }, textObject(each)),
  );
}

function actions(block, surface) {
  return block.elements.map((each) => element(each, at(block, surface)));
}

function divider() {
  return h("hr");
}

function image(block) {
  return h(
    "figure",
    {},
    block.title && h("figcaption", {}, textObject(block.title)),
    picture(block, "", { loading: "lazy" }),
  );
}

function input(block, surface) {
  const label = plainText(block.label);
  const place = { ...at(block, surface, label), dispatches: block.dispatch_action === true };
  return [
    h(
      "div",
      { class: "input-label" },
      plain(block.label.text),
      block.optional && h("span", { class: "optional" }, "optional"),
    ),
    element(block.element, place),
    h("p", { class: "field-error", role: "alert", hidden: true }),
    block.hint && h("p", { class: "hint" }, textObject(block.hint)),
  ];
}

function plainLabel(text) {
  return plainText(text)
    .replace(/[*_~`<>]/g, "")
    .split("\n")[0]
    .slice(0, 80);
}

function markdownBlock(block) {
  return h("div", { class: "text" }, markdown(block.text));
}

// ── attachments ───────────────────────────────────────────────────

export function renderAttachment(attachment, surface) {
  return h(
    "div",
    { class: "attachment", style: { borderLeftColor: barColor(attachment.color) } },
    attachment.author_name && h("div", { class: "attachment-author" }, attachment.author_name),
    attachment.title &&
      h(
        "div",
        { class: "attachment-title" },
        attachment.title_link ? link(attachment.title_link, plain(attachment.title)) : plain(attachment.title),
      ),
    attachment.text && h("div", { class: "text" }, mrkdwn(attachment.text)),
    attachment.fields?.length && h("div", { class: "fields" }, attachment.fields.map(attachmentField)),
    attachment.blocks && renderBlocks(attachment.blocks, surface),
    attachment.footer && h("div", { class: "quiet" }, plain(attachment.footer)),
  );
}

function attachmentField(field) {
  return h(
    "div",
    { class: field.short ? "text" : "text wide" },
    h("strong", {}, plain(field.title)),
    h("div", {}, mrkdwn(field.value)),
  );
}

function barColor(color) {
  const named = { good: "#2f8f63", warning: "#d29a2e", danger: "#b5392f" };
  if (!color) return null;
  return named[color] ?? (/^#?[0-9a-f]{3,8}$/i.test(color) ? `#${color.replace("#", "")}` : null);
}
