// Block Kit: one function per block type, looked up by name.

import { h } from "./dom.js";
import { element } from "./elements.js";
import { emojiNode } from "./emoji.js";
import { markdown } from "./markdown.js";
import { formatDate } from "./date.js";
import { NEWER } from "./newer.js";
import { broadcastTag, channelTag, link, mrkdwn, personTag, plain, plainText, textObject } from "./mrkdwn.js";

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
  ...NEWER,
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
    each.type === "image" ? smallImage(each) : h("span", { class: "text" }, textObject(each)),
  );
}

export function smallImage(each) {
  return h("img", { class: "context-image", src: imageSource(each), alt: each.alt_text ?? "" });
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
    h("img", { src: imageSource(block), alt: block.alt_text ?? "", loading: "lazy" }),
  );
}

function imageSource(each) {
  const url = each.image_url ?? "";
  return /^(https?:|data:image\/|\/)/.test(url) ? url : "";
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

export function at(block, surface, label = "") {
  return { surface, blockId: block.block_id, label, dispatches: true };
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

// ── tables ──────────────────────────────────────────────────────────────────

export function table(block, caption) {
  const [head, ...rows] = block.rows;
  const row = (tag) => (cells) =>
    h(
      "tr",
      {},
      cells.map((cell, column) => h(tag, { style: columnStyle(block, column) }, tableCell(cell))),
    );
  return h(
    "div",
    { class: "table-frame" },
    h("table", {}, caption, h("thead", {}, row("th")(head)), h("tbody", {}, rows.map(row("td")))),
  );
}

function columnStyle(block, column) {
  const settings = block.column_settings?.[column] ?? {};
  return { textAlign: settings.align ?? "left", whiteSpace: settings.is_wrapped ? "normal" : "nowrap" };
}

function tableCell(cell) {
  if (cell.type === "rich_text") return richText(cell);
  return plain(String(cell.text ?? cell.value ?? ""));
}

// ── rich text ───────────────────────────────────────────────────────────────

const RICH_PARTS = {
  rich_text_section: (part) => h("div", { class: "line" }, part.elements.map(richElement)),
  rich_text_list: richList,
  rich_text_quote: (part) => h("blockquote", {}, part.elements.map(richElement)),
  rich_text_preformatted: (part) => h("pre", {}, part.elements.map(richElement)),
};

export function richText(block) {
  return h(
    "div",
    { class: "text" },
    block.elements.map((part) => RICH_PARTS[part.type]?.(part)),
  );
}

function richList(part) {
  const items = part.elements.map((item) => h("li", {}, item.elements.map(richElement)));
  return h(
    part.style === "ordered" ? "ol" : "ul",
    { style: { marginLeft: `${(part.indent ?? 0) * 1.4}em` }, start: part.offset ? part.offset + 1 : null },
    items,
  );
}

const RICH_ELEMENTS = {
  text: (each) => each.text,
  link: (each) => link(each.url, each.text ?? each.url),
  user: (each) => personTag(each.user_id),
  usergroup: () => h("span", { class: "mention" }, "@group"),
  channel: (each) => channelTag(each.channel_id),
  broadcast: (each) => broadcastTag(each.range),
  emoji: (each) => emojiNode(each.name),
  date: (each) => h("time", { title: each.fallback }, formatDate(each.timestamp, each.format)),
  color: (each) => h("code", {}, h("span", { class: "swatch", style: { background: each.value } }), each.value),
};

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

function richElement(each) {
  const content = RICH_ELEMENTS[each.type]?.(each) ?? "";
  return Object.entries(each.style ?? {})
    .filter(([name, wanted]) => wanted && STYLES[name])
    .reduce((inner, [name]) => h(STYLES[name], {}, inner), content);
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
