// Rich text: sections, lists, quotes and code, and what may stand in them.

import { formatDate } from "./date.js";
import { h } from "./dom.js";
import { emojiNode } from "./emoji.js";
import { broadcastTag, channelTag, link, personTag } from "./mrkdwn.js";

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
