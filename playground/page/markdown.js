// The `markdown` block: the common part of Markdown, as nodes.

import { h } from "./dom.js";
import { emojiNode, isEmoji } from "./emoji.js";
import { link } from "./mrkdwn.js";

const INLINE =
  /`([^`]+)`|\*\*(.+?)\*\*|__(.+?)__|\*([^*\s][^*]*)\*|\b_([^_]+)_\b|~~(.+?)~~|\[([^\]]+)\]\(([^)\s]+)\)|:([a-z0-9_+-]+):/;

export function markdown(source) {
  const rows = source.split("\n");
  const nodes = [];
  while (rows.length) nodes.push(block(rows));
  return nodes;
}

function block(rows) {
  const row = rows[0];
  if (row.startsWith("```")) return fence(rows);
  if (/^\s*([-*+]|\d+\.)\s/.test(row)) return list(rows);
  if (row.startsWith(">"))
    return h(
      "blockquote",
      {},
      take(rows, (each) => each.startsWith(">")).map((each) =>
        h("div", { class: "line" }, inline(each.replace(/^>\s?/, ""))),
      ),
    );
  rows.shift();
  const heading = /^(#{1,6})\s+(.*)$/.exec(row);
  if (heading) return h("h4", { class: `markdown-${heading[1].length}` }, inline(heading[2]));
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(row)) return h("hr");
  return row.trim() ? h("div", { class: "line" }, inline(row)) : h("div", { class: "gap" });
}

function fence(rows) {
  rows.shift();
  const code = take(rows, (row) => !row.startsWith("```"));
  rows.shift();
  return h("pre", {}, code.join("\n"));
}

function list(rows) {
  const ordered = /^\s*\d/.test(rows[0]);
  const items = take(rows, (row) => /^\s*([-*+]|\d+\.)\s/.test(row));
  return h(
    ordered ? "ol" : "ul",
    {},
    items.map((row) => h("li", {}, inline(row.replace(/^\s*([-*+]|\d+\.)\s+/, "")))),
  );
}

function take(rows, wanted) {
  const taken = [];
  while (rows.length && wanted(rows[0])) taken.push(rows.shift());
  return taken;
}

function inline(text) {
  const found = INLINE.exec(text);
  if (!found) return [text];
  return [text.slice(0, found.index), styled(found), ...inline(text.slice(found.index + found[0].length))];
}

function styled([whole, code, bold, strong, star, underscore, struck, label, url, emoji]) {
  if (code) return h("code", {}, code);
  if (bold ?? strong) return h("strong", {}, inline(bold ?? strong));
  if (star ?? underscore) return h("em", {}, inline(star ?? underscore));
  if (struck) return h("s", {}, inline(struck));
  if (label) return link(url, inline(label));
  return isEmoji(emoji) ? emojiNode(emoji) : whole;
}
