// What a composer offers while a command, a name, a channel or an emoji is being typed.

import { h } from "./dom.js";
import { avatar } from "./avatar.js";
import { emojiMatching, emojiNode } from "./emoji.js";
import { isDirect, state } from "./state.js";

const MOST_SUGGESTIONS = 8;

// item: {insert, title, note, lead}
const SOURCES = [
  { pattern: /^(\/\S*)$/, items: commands },
  { pattern: /(?:^|\s)(@[\p{L}\d._-]*)$/u, items: people },
  { pattern: /(?:^|\s)(#[\p{L}\d_-]*)$/u, items: channels },
  { pattern: /(?:^|\s)(:[a-z0-9_+-]{2,})$/, items: emoji },
];

function commands(word) {
  return state.commands
    .filter((each) => each.command.startsWith(word))
    .map((each) => ({
      insert: `${each.command} `,
      title: each.command,
      hint: each.usage_hint,
      note: each.description,
    }));
}

function people(word) {
  const wanted = word.slice(1).toLowerCase();
  return state.people
    .filter((each) => !each.deleted && `${each.name} ${each.real_name}`.toLowerCase().includes(wanted))
    .map((each) => ({
      insert: `@${each.name} `,
      title: each.name,
      note: each.title || each.real_name,
      lead: avatar(each, "small"),
    }));
}

function channels(word) {
  const wanted = word.slice(1).toLowerCase();
  return state.channels
    .filter((each) => !isDirect(each) && each.name.includes(wanted))
    .map((each) => ({ insert: `#${each.name} `, title: `#${each.name}`, note: each.topic }));
}

function emoji(word) {
  return emojiMatching(word.slice(1)).map((name) => ({
    insert: `:${name}: `,
    title: `:${name}:`,
    lead: emojiNode(name),
  }));
}

function completion(field) {
  const before = field.value.slice(0, field.selectionStart);
  for (const { pattern, items } of SOURCES) {
    const found = pattern.exec(before);
    if (found) return { word: found[1], items: items(found[1]).slice(0, MOST_SUGGESTIONS) };
  }
  return { word: "", items: [] };
}

export function makeSuggestions(field, changed) {
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
  const node = h(
    "div",
    {
      class: active ? "option active" : "option",
      role: "option",
      "aria-selected": String(active),
      on: { click: take },
    },
    item.lead,
    h(
      "span",
      { class: "menu-words" },
      h("span", {}, item.title, item.hint && h("span", { class: "usage" }, ` ${item.hint}`)),
      item.note && h("small", {}, item.note),
    ),
  );
  node.addEventListener("pointerdown", (event) => event.preventDefault());
  return node;
}
