// Where people write: a growing field with completion of commands, people, channels and emoji.

import { h, icon } from "./dom.js";
import { openEmojiPicker } from "./emoji.js";
import { attempt, openMenu, toast } from "./popover.js";
import { server } from "./server.js";
import { emit, state } from "./state.js";
import { makeSuggestions } from "./suggestion.js";

const TALLEST_PX = 220;

const drafts = new Map();

// place() answers {channel, threadTs, label}; name tells the composers of the page apart
export function makeComposer({ name, place }) {
  const field = h("textarea", {
    rows: 1,
    class: "composer-field",
    data: { composer: name },
    role: "combobox",
    "aria-expanded": "false",
    "aria-autocomplete": "list",
  });
  const hint = h("div", { class: "composer-hint", hidden: true });
  const suggestions = makeSuggestions(field, () => changed());
  const send = h("button", { type: "button", class: "send", "aria-label": "Send", data: { send: name } }, icon("send"));
  const node = h(
    "div",
    { class: "composer" },
    suggestions.node,
    hint,
    h(
      "div",
      { class: "composer-box" },
      field,
      h(
        "div",
        { class: "composer-bar" },
        tools(field, () => changed()),
        send,
      ),
    ),
  );
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
  const threadNote =
    place.threadTs && h("span", { class: "hint-warning" }, `In a thread, mention @${state.app.name} instead.`);
  hint.replaceChildren(
    h("code", {}, `${command.command} ${command.usage_hint ?? ""}`),
    threadNote || h("span", {}, command.description),
  );
}

// ── the bar under the field ─────────────────────────────────────────────────

function tools(field, changed) {
  const insert = (text) => {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    changed();
  };
  return h(
    "div",
    { class: "composer-tools" },
    tool("Shortcuts", icon("bolt"), (event) => openGlobalShortcuts(event.currentTarget)),
    tool("Mention someone", icon("at"), () => insert("@")),
    tool("Emoji", icon("smile"), (event) => openEmojiPicker(event.currentTarget, (name) => insert(`:${name}: `))),
  );
}

function tool(label, content, run) {
  return h("button", { type: "button", class: "tool", title: label, "aria-label": label, on: { click: run } }, content);
}

export function openGlobalShortcuts(anchor) {
  const items = state.shortcuts
    .filter((each) => each.type === "global")
    .map((each) => ({
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
