// Where people write: a growing field with completion of commands, people, channels and emoji.

import { h, icon } from "./dom.js";
import { avatar } from "./avatar.js";
import { emojiMatching, emojiNode, openEmojiPicker } from "./emoji.js";
import { attempt, openMenu, toast } from "./popover.js";
import { server } from "./server.js";
import { emit, isDirect, state } from "./state.js";

const MOST_SUGGESTIONS = 8;
const TALLEST_PX = 220;

const drafts = new Map();

// place() answers {channel, threadTs, label}; name tells the composers of the page apart
export function makeComposer({ name, place }) {
  const field = h("textarea", { rows: 1, class: "composer-field", data: { composer: name }, role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list" });
  const hint = h("div", { class: "composer-hint", hidden: true });
  const suggestions = makeSuggestions(field, () => changed());
  const send = h("button", { type: "button", class: "send", "aria-label": "Send", data: { send: name } }, icon("send"));
  const node = h("div", { class: "composer" }, suggestions.node, hint,
    h("div", { class: "composer-box" }, field, h("div", { class: "composer-bar" }, tools(field, () => changed()), send)));
  let key = null;

  const changed = () => {
    drafts.set(key, field.value);
    grow(field);
    send.disabled = field.value.trim() === "";
    showHint(hint, field.value, place());
    suggestions.update();
  };
  const fill = (text) => {
    field.value = text;
    changed();
    field.focus();
    field.setSelectionRange(text.length, text.length);
  };
  const settle = () => {
    const here = place();
    key = `${state.me.id}/${here.channel}/${here.threadTs ?? ""}`;
    field.value = drafts.get(key) ?? "";
    field.placeholder = here.label;
    field.setAttribute("aria-label", here.label);
    changed();
    suggestions.close();
  };
  const submit = async () => {
    const text = field.value.trim();
    if (!text) return;
    const here = place();
    field.value = "";
    changed();
    const answer = await attempt(() => server.say(here.channel, text, here.threadTs));
    if (answer?.ok) emit("did", { kind: "say", text, channel: here.channel });
    else if (!field.value) fill(text); // Slackbot has whispered why
  };

  field.addEventListener("input", changed);
  field.addEventListener("blur", suggestions.close);
  field.addEventListener("keydown", (event) => {
    if (suggestions.key(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  send.addEventListener("click", submit);
  return { node, fill, settle, focus: () => field.focus() };
}

function grow(field) {
  if (!field.isConnected) return;
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, TALLEST_PX)}px`;
}

function showHint(hint, text, place) {
  const command = state.commands.find((each) => text === each.command || text.startsWith(`${each.command} `));
  hint.hidden = !command;
  if (!command) return;
  const threadNote = place.threadTs && h("span", { class: "hint-warning" }, `In a thread, mention @${state.app.name} instead.`);
  hint.replaceChildren(h("code", {}, `${command.command} ${command.usage_hint ?? ""}`), threadNote || h("span", {}, command.description));
}

// ── the bar under the field ─────────────────────────────────────────────────

function tools(field, changed) {
  const insert = (text) => {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    changed();
  };
  return h("div", { class: "composer-tools" },
    tool("Shortcuts", icon("bolt"), (event) => openGlobalShortcuts(event.currentTarget)),
    tool("Mention someone", icon("at"), () => insert("@")),
    tool("Emoji", icon("smile"), (event) => openEmojiPicker(event.currentTarget, (name) => insert(`:${name}: `))));
}

function tool(label, content, run) {
  return h("button", { type: "button", class: "tool", title: label, "aria-label": label, on: { click: run } }, content);
}

export function openGlobalShortcuts(anchor) {
  const items = state.shortcuts.filter((each) => each.type === "global").map((each) => ({
    label: each.name,
    hint: each.description,
    data: { shortcut: each.callback_id },
    run: () => runGlobal(each.callback_id),
  }));
  openMenu(anchor, "Shortcuts", items);
}

async function runGlobal(callbackId) {
  const answer = await attempt(() => server.shortcut(callbackId));
  if (answer && !answer.ok) toast(answer.error);
}

// ── completion ──────────────────────────────────────────────────────────────

// item: {insert, title, note, lead}
const SOURCES = [
  { pattern: /^(\/\S*)$/, items: commands },
  { pattern: /(?:^|\s)(@[\p{L}\d._-]*)$/u, items: people },
  { pattern: /(?:^|\s)(#[\p{L}\d_-]*)$/u, items: channels },
  { pattern: /(?:^|\s)(:[a-z0-9_+-]{2,})$/, items: emoji },
];

function commands(word) {
  return state.commands.filter((each) => each.command.startsWith(word)).map((each) => ({ insert: `${each.command} `, title: each.command, hint: each.usage_hint, note: each.description }));
}

function people(word) {
  const wanted = word.slice(1).toLowerCase();
  return state.people.filter((each) => !each.deleted && `${each.name} ${each.real_name}`.toLowerCase().includes(wanted)).map((each) => ({ insert: `@${each.name} `, title: each.name, note: each.title || each.real_name, lead: avatar(each, "small") }));
}

function channels(word) {
  const wanted = word.slice(1).toLowerCase();
  return state.channels.filter((each) => !isDirect(each) && each.name.includes(wanted)).map((each) => ({ insert: `#${each.name} `, title: `#${each.name}`, note: each.topic }));
}

function emoji(word) {
  return emojiMatching(word.slice(1)).map((name) => ({ insert: `:${name}: `, title: `:${name}:`, lead: emojiNode(name) }));
}

function completion(field) {
  const before = field.value.slice(0, field.selectionStart);
  for (const { pattern, items } of SOURCES) {
    const found = pattern.exec(before);
    if (found) return { word: found[1], items: items(found[1]).slice(0, MOST_SUGGESTIONS) };
  }
  return { word: "", items: [] };
}

function makeSuggestions(field, changed) {
  const node = h("div", { class: "suggestions", role: "listbox", "aria-label": "Suggestions", hidden: true });
  let current = { word: "", items: [] };
  let active = 0;
  const close = () => {
    node.hidden = true;
    field.setAttribute("aria-expanded", "false");
  };
  const draw = () => {
    node.replaceChildren(...current.items.map((item, index) => suggestion(item, index === active, () => take(item))));
    node.hidden = current.items.length === 0;
    field.setAttribute("aria-expanded", String(!node.hidden));
  };
  const update = () => {
    current = document.activeElement === field ? completion(field) : { word: "", items: [] };
    active = 0;
    draw();
  };
  const take = (item) => {
    const end = field.selectionStart;
    field.setRangeText(item.insert, end - current.word.length, end, "end");
    close();
    changed();
  };
  const moves = { ArrowDown: 1, ArrowUp: -1 };
  const key = (event) => {
    if (node.hidden) return false;
    if (event.key in moves) active = (active + moves[event.key] + current.items.length) % current.items.length;
    else if (event.key === "Escape") close();
    else if (event.key === "Tab" || (event.key === "Enter" && !complete())) take(current.items[active]);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    if (event.key in moves) draw();
    return true;
  };
  const complete = () => active === 0 && current.items[0].insert.trim() === current.word;
  return { node, update, close, key };
}

function suggestion(item, active, take) {
  const node = h("div", { class: active ? "option active" : "option", role: "option", "aria-selected": String(active), on: { click: take } },
    item.lead, h("span", { class: "menu-words" }, h("span", {}, item.title, item.hint && h("span", { class: "usage" }, ` ${item.hint}`)), item.note && h("small", {}, item.note)));
  node.addEventListener("pointerdown", (event) => event.preventDefault());
  return node;
}
