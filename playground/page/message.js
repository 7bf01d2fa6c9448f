// One message, and the list of them.

import { h, icon, patchChildren } from "./dom.js";
import { avatar } from "./avatar.js";
import { renderAttachment, renderBlocks } from "./blocks.js";
import { emojiNode, openEmojiPicker, QUICK_REACTIONS } from "./emoji.js";
import { renderFile } from "./file.js";
import { clockTime, dayName, formatDate } from "./date.js";
import { mrkdwn } from "./mrkdwn.js";
import { attempt, openMenu } from "./popover.js";
import { server } from "./server.js";
import { emit, person, state } from "./state.js";
import { makeSurface } from "./surface.js";

const SAME_BREATH_MS = 5 * 60_000;

// A list draws only what changed, so a menu being read or a field being filled stays untouched.
export function makeMessageList({ inThread }) {
  const node = h("div", { class: "messages", role: "feed", "aria-label": inThread ? "Thread" : "Messages" });
  let drawn = new Map();
  const draw = (messages, channelId) => {
    const next = new Map();
    const rows = [];
    messages.forEach((message, index) => {
      const before = messages[index - 1];
      if (!inThread && !sameDay(before, message))
        rows.push(kept(drawn, next, `day ${dayName(new Date(message.at))} ${message.ts}`, () => dayDivider(message)));
      const look = { inThread, channelId, compact: !inThread && follows(before, message), first: index === 0 };
      rows.push(
        kept(drawn, next, JSON.stringify([message, look, state.me.id, state.clock.label.split(",")[0]]), () =>
          row(message, look),
        ),
      );
    });
    drawn = next;
    patchChildren(node, rows);
  };
  node.addEventListener("keydown", walk);
  return { node, draw };
}

export function flash(list, ts) {
  const target = list.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
  if (!target) return;
  target.scrollIntoView({ block: "center" });
  target.classList.add("flash");
  target.addEventListener("animationend", () => target.classList.remove("flash"), { once: true });
  target.focus({ preventScroll: true });
}

function kept(drawn, next, key, make) {
  const node = drawn.get(key) ?? make();
  next.set(key, node);
  return node;
}

function sameDay(before, message) {
  return before && dayName(new Date(before.at)) === dayName(new Date(message.at));
}

function follows(before, message) {
  if (!before || before.deleted || before.user !== message.user || before.ephemeral !== message.ephemeral) return false;
  if (before.reply_count || isCard(before) || isCard(message) || !sameDay(before, message)) return false;
  return new Date(message.at) - new Date(before.at) < SAME_BREATH_MS;
}

function isCard(message) {
  return Boolean(message.blocks?.length || message.attachments?.length);
}

function dayDivider(message) {
  return h("div", { class: "day", role: "separator" }, h("span", {}, dayName(new Date(message.at))));
}

// ── one row ─────────────────────────────────────────────────────────────────

function row(message, look) {
  if (message.deleted)
    return h(
      "div",
      { class: "message deleted", data: { ts: message.ts } },
      h("div", { class: "gutter" }),
      h("div", { class: "quiet" }, "This message was deleted."),
      threadSummary(message, look),
    );
  const time = clockTime(new Date(message.at));
  const node = h(
    "article",
    {
      class: rowClass(message, look),
      tabindex: "0",
      data: { ts: message.ts, user: message.user },
      "aria-label": `${message.name}, ${time}`,
    },
    h("div", { class: "gutter" }, look.compact ? h("time", { class: "gutter-time" }, time) : avatar(authorOf(message))),
    h(
      "div",
      { class: "message-body" },
      message.ephemeral && h("div", { class: "only-you" }, icon("eye"), "Only visible to you"),
      !look.compact &&
        h(
          "div",
          { class: "message-head" },
          h("strong", { class: "author" }, message.name),
          message.is_app && h("span", { class: "badge" }, "App"),
          h("time", { title: formatDate(Number(message.ts), "{date_long}, {time_secs}") }, time),
        ),
      content(message, look),
      reactions(message, look),
      threadSummary(message, look),
    ),
  );
  if (!message.ephemeral) showToolbarOnDemand(node, message, look);
  return node;
}

function rowClass(message, look) {
  return [
    "message",
    look.compact && "compact",
    message.ephemeral && "ephemeral",
    look.inThread && look.first && "parent",
  ]
    .filter(Boolean)
    .join(" ");
}

function authorOf(message) {
  return person(message.user) ?? { name: message.name, is_app: message.is_app };
}

function content(message, look) {
  const surface = makeSurface({ channel: look.channelId, ts: message.ts, ephemeral: message.ephemeral });
  const words = message.blocks?.length
    ? renderBlocks(message.blocks, surface)
    : message.text && h("div", { class: "text" }, mrkdwn(message.text));
  return h(
    "div",
    { class: "content" },
    words,
    (message.attachments ?? []).map((attachment) => renderAttachment(attachment, surface)),
    (message.files ?? []).map(renderFile),
    message.edited && h("span", { class: "edited" }, "(edited)"),
  );
}

// ── reactions ───────────────────────────────────────────────────────────────

function reactions(message, look) {
  if (!message.reactions?.length) return null;
  return h(
    "div",
    { class: "reactions" },
    message.reactions.map((each) => reactionChip(each, message, look)),
  );
}

function reactionChip({ name, users }, message, look) {
  const mine = users.includes(state.me.id);
  const who = users.map((id) => person(id)?.name ?? id).join(", ");
  return h(
    "button",
    {
      type: "button",
      class: "reaction",
      "aria-pressed": String(mine),
      title: `${who} reacted with :${name}:`,
      "aria-label": `${name}, ${users.length}, ${who}`,
      data: { reaction: name },
      on: { click: () => react(message, look, name, mine) },
    },
    emojiNode(name),
    h("span", {}, String(users.length)),
  );
}

function react(message, look, name, remove = false) {
  emit("did", { kind: "react", emoji: name, ts: message.ts });
  return attempt(() => server.react(look.channelId, message.ts, name, remove));
}

function toggle(message, look, name) {
  const standing = message.reactions?.find((each) => each.name === name);
  return react(message, look, name, Boolean(standing?.users.includes(state.me.id)));
}

// ── threads ─────────────────────────────────────────────────────────────────

function threadSummary(message, look) {
  if (look.inThread || !message.reply_count) return null;
  const faces = (message.reply_users ?? []).slice(0, 4).map((id) => avatar(person(id) ?? { name: id }, "tiny"));
  const words = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  return h(
    "button",
    {
      type: "button",
      class: "thread-summary",
      data: { thread: message.ts },
      on: { click: () => emit("open-thread", message.ts) },
    },
    faces,
    h("span", {}, words),
  );
}

// ── the toolbar that appears over a message ─────────────────────────────────

function showToolbarOnDemand(node, message, look) {
  const show = () => {
    if (!node.querySelector(".toolbar")) node.append(h("div", { class: "toolbar-rail" }, toolbar(message, look)));
  };
  node.addEventListener("mouseenter", show);
  node.addEventListener("focusin", show);
}

function toolbar(message, look) {
  const quick = QUICK_REACTIONS.map((name) =>
    tool(`React with ${name}`, emojiNode(name), { react: name }, () => toggle(message, look, name)),
  );
  const picker = tool("Find another reaction", icon("smile"), { tool: "picker" }, (event) =>
    openEmojiPicker(event.currentTarget, (name) => toggle(message, look, name)),
  );
  const reply =
    !look.inThread &&
    tool("Reply in thread", icon("reply"), { tool: "reply" }, () =>
      emit("open-thread", message.thread_ts || message.ts),
    );
  const more = tool("Message shortcuts", icon("more"), { tool: "shortcuts" }, (event) =>
    openShortcuts(event.currentTarget, message, look),
  );
  return h("div", { class: "toolbar", role: "toolbar", "aria-label": "Message actions" }, quick, picker, reply, more);
}

function tool(label, content, data, run) {
  return h(
    "button",
    { type: "button", class: "tool", title: label, "aria-label": label, data, on: { click: run } },
    content,
  );
}

function openShortcuts(anchor, message, look) {
  const items = state.shortcuts
    .filter((each) => each.type === "message")
    .map((each) => ({
      label: each.name,
      hint: each.description,
      data: { shortcut: each.callback_id },
      run: () => attempt(() => server.shortcut(each.callback_id, { channel: look.channelId, ts: message.ts })),
    }));
  openMenu(anchor, "Message shortcuts", items);
}

function walk(event) {
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  if (!step || !event.target.matches(".message")) return;
  event.preventDefault();
  let neighbour = event.target[step];
  while (neighbour && !neighbour.matches("article.message")) neighbour = neighbour[step];
  neighbour?.focus();
}
