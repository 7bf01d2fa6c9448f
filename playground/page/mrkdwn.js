// Slack's mrkdwn, as nodes: links, people, channels, dates, emphasis, code, quotes.

import { formatDate } from "./date.js";
import { h, fragment } from "./dom.js";
import { emojiNode, isEmoji } from "./emoji.js";
import { channel, emit, person, state } from "./state.js";

const MARKERS = { "*": "strong", _: "em", "~": "s" };
const EMOJI = /:([a-z0-9_+'-]+):(?::skin-tone-\d:)?/y;
const BARE_LINK = /https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)\]"'*_~]/y;
const SAFE_LINK = /^(https?:|mailto:|tel:)/i;
const PERMALINK = /\/archives\/(\w+)\/p(\d+)(\d{6})(?:\?.*thread_ts=([\d.]+))?/;
const WORD = /[\p{L}\p{N}]/u;

export function mrkdwn(text) {
  const parts = (text ?? "").split(/```\n?([\s\S]+?)\n?```/);
  return fragment(parts.map((part, index) => (index % 2 ? h("pre", {}, decode(part)) : lines(part))));
}

export function textObject(object) {
  if (!object) return fragment();
  if (typeof object === "string") return fragment(object);
  return object.type === "mrkdwn" ? mrkdwn(object.text) : plain(object.text, object.emoji !== false);
}

export function plain(text, withEmoji = true) {
  const nodes = [];
  scan(decode(text ?? ""), nodes, (rest, at) => (withEmoji ? emojiAt(rest, at) : null));
  return fragment(nodes);
}

export function plainText(object) {
  return decode(object?.text ?? "");
}

export function decode(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

export function link(url, content) {
  if (!SAFE_LINK.test(url)) return h("span", {}, content);
  const follow = (event) => {
    if (!messageBehind(url)) return;
    event.preventDefault();
    followLink(url);
  };
  return h("a", { href: url, target: "_blank", rel: "noreferrer noopener", on: { click: follow } }, content);
}

// A link to a message leads there inside the page; any other opens in a tab of its own.
export function followLink(url) {
  const message = messageBehind(url);
  if (message) emit("goto", message);
  else if (SAFE_LINK.test(url)) window.open(url, "_blank", "noopener");
}

function messageBehind(url) {
  const found = PERMALINK.exec(url);
  if (!found || !channel(found[1])) return null;
  return { channel: found[1], ts: `${found[2]}.${found[3]}`, thread: found[4] };
}

export function personTag(id) {
  const someone = person(id);
  const own = id === state.me?.id;
  return h("span", { class: own ? "mention mention-me" : "mention", title: someone?.title }, `@${someone?.name ?? id}`);
}

export function channelTag(id, label) {
  return h("span", { class: "mention" }, `#${channel(id)?.name ?? label ?? id}`);
}

export function broadcastTag(range) {
  return h("span", { class: "mention mention-me" }, `@${range}`);
}

// ── lines and quotes ────────────────────────────────────────────────────────

function lines(text) {
  const rows = text.replace(/^\n|\n$/g, "").split("\n");
  if (rows.length === 1 && rows[0] === "") return null;
  const nodes = [];
  while (rows.length) nodes.push(quoteDepth(rows[0]) ? quote(rows) : line(rows.shift()));
  return nodes;
}

function quoteDepth(row) {
  return /^(&gt;|>)/.test(row);
}

function quote(rows) {
  const triple = /^(&gt;|>){3}/;
  if (triple.test(rows[0]))
    return h(
      "blockquote",
      {},
      rows.splice(0).map((row) => line(row.replace(triple, "").trimStart())),
    );
  const quoted = [];
  while (rows.length && quoteDepth(rows[0])) quoted.push(rows.shift().replace(/^(&gt;|>) ?/, ""));
  return h("blockquote", {}, quoted.map(line));
}

function line(row) {
  if (row.trim() === "") return h("div", { class: "gap" });
  const bullet = /^(\s*)([•◦▪–-]|\d+\.)\s+(.*)$/.exec(row);
  if (!bullet) return h("div", { class: "line" }, inline(row));
  const depth = Math.floor(bullet[1].length / 2);
  return h(
    "div",
    { class: "line bullet", style: { marginLeft: `${depth * 1.2}em` } },
    h("span", { class: "bullet-mark" }, bullet[2]),
    h("span", {}, inline(bullet[3])),
  );
}

// ── inside a line ───────────────────────────────────────────────────────────

function inline(text) {
  const nodes = [];
  scan(
    text,
    nodes,
    (whole, at) =>
      codeAt(whole, at) ?? tokenAt(whole, at) ?? emphasisAt(whole, at) ?? emojiAt(whole, at) ?? bareLinkAt(whole, at),
    decode,
  );
  return nodes;
}

// Walks the text; `match` answers {node, end} where something other than plain text starts.
function scan(text, nodes, match, finish = (part) => part) {
  let from = 0;
  let at = 0;
  while (at < text.length) {
    const found = match(text, at);
    if (!found) {
      at += 1;
      continue;
    }
    if (at > from) nodes.push(finish(text.slice(from, at)));
    nodes.push(found.node);
    at = from = found.end;
  }
  if (at > from) nodes.push(finish(text.slice(from)));
}

function codeAt(text, at) {
  if (text[at] !== "`") return null;
  const end = text.indexOf("`", at + 1);
  return end > at + 1 ? { node: h("code", {}, decode(text.slice(at + 1, end))), end: end + 1 } : null;
}

function emojiAt(text, at) {
  if (text[at] !== ":") return null;
  EMOJI.lastIndex = at;
  const found = EMOJI.exec(text);
  return found && isEmoji(found[1]) ? { node: emojiNode(found[1]), end: EMOJI.lastIndex } : null;
}

function bareLinkAt(text, at) {
  if (text[at] !== "h") return null;
  BARE_LINK.lastIndex = at;
  const found = BARE_LINK.exec(text);
  return found ? { node: link(decode(found[0]), decode(found[0])), end: BARE_LINK.lastIndex } : null;
}

function emphasisAt(text, at) {
  const tag = MARKERS[text[at]];
  if (!tag || (at > 0 && WORD.test(text[at - 1])) || /\s/.test(text[at + 1] ?? " ")) return null;
  const end = closing(text, at);
  return end < 0 ? null : { node: h(tag, {}, inline(text.slice(at + 1, end))), end: end + 1 };
}

function closing(text, at) {
  const marker = text[at];
  for (let end = at + 2; end < text.length; end += 1) {
    if (text[end] === "<") end = Math.max(end, text.indexOf(">", end));
    else if (text[end] === "`") end = Math.max(end, text.indexOf("`", end + 1));
    else if (text[end] === marker && !/\s/.test(text[end - 1]) && !WORD.test(text[end + 1] ?? " ")) return end;
  }
  return -1;
}

// ── <…> ─────────────────────────────────────────────────────────────────────

function tokenAt(text, at) {
  if (text[at] !== "<") return null;
  const end = text.indexOf(">", at);
  return end < 0 ? null : { node: token(text.slice(at + 1, end)), end: end + 1 };
}

function token(inner) {
  const [target, ...rest] = inner.split("|");
  const label = decode(rest.join("|"));
  if (target.startsWith("@")) return personTag(target.slice(1));
  if (target.startsWith("#")) return channelTag(target.slice(1), label);
  if (target.startsWith("!date^")) return dateNode(target, label);
  if (target.startsWith("!subteam^")) return h("span", { class: "mention" }, label || "@group");
  if (target.startsWith("!")) return broadcastTag(target.slice(1));
  return link(decode(target), rest.length ? inline(rest.join("|")) : decode(target).replace(/^mailto:/, ""));
}

function dateNode(target, fallback) {
  const [, seconds, format, url] = target.split("^");
  const text = formatDate(Number(seconds), format ?? "") ?? fallback;
  const node = h("time", { title: fallback || null }, text);
  return url ? link(decode(url), node) : node;
}
