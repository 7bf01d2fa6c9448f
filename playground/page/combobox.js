// A field that offers a list: every kind of Slack select is drawn with it.

import { h, icon, patchChildren } from "./dom.js";
import { placeBeside } from "./popover.js";

const TYPING_PAUSE_MS = 180;
const MOST_SHOWN = 100;

let listNumber = 0;

// item: {key, text, hint?, lead?, raw}; load(query) answers groups [{label?, items}]
export function combobox({ label, placeholder, actionId, multi, most = Infinity, selected, load, change }) {
  const box = h("div", { class: multi ? "combobox multi" : "combobox" });
  const input = comboInput(label, placeholder, actionId);
  const arrow = icon("down");
  const chosen = { items: [...selected] };
  const list = makeList(
    box,
    input,
    (item) => choose(item),
    () => chosen.items,
  );

  const draw = () => {
    const tokens = multi ? chosen.items.map((item) => token(item, () => drop(item))) : [];
    patchChildren(box, [...tokens, input, arrow]);
    input.value = multi ? "" : (chosen.items[0]?.text ?? "");
    input.placeholder = multi && chosen.items.length ? "" : placeholder;
  };
  const set = (items) => {
    chosen.items = items;
    draw();
    change(items);
  };
  const choose = (item) => {
    const has = chosen.items.some((each) => each.key === item.key);
    if (multi && has) return drop(item);
    if (multi && chosen.items.length >= most) return;
    set(multi ? [...chosen.items, item] : [item]);
    input.focus();
    list.close();
  };
  const drop = (item) => {
    set(chosen.items.filter((each) => each.key !== item.key));
    input.focus();
  };

  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", () => list.open(load, ""));
  input.addEventListener("input", () => list.open(load, input.value));
  input.addEventListener("blur", () => settle(input, chosen, multi, list, set));
  input.addEventListener("keydown", (event) => keys(event, { input, list, load, chosen, multi, drop }));
  box.addEventListener("click", (event) => event.target === box && input.focus());
  draw();
  return box;
}

function comboInput(label, placeholder, actionId) {
  return h("input", {
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-label": label || placeholder,
    placeholder,
    data: { actionId },
  });
}

function token(item, drop) {
  return h(
    "span",
    { class: "token" },
    item.text,
    h("button", { type: "button", "aria-label": `Remove ${item.text}`, on: { click: drop } }, "×"),
  );
}

function settle(input, chosen, multi, list, set) {
  list.close();
  if (!multi && chosen.items.length && input.value.trim() === "") set([]);
  else input.value = multi ? "" : (chosen.items[0]?.text ?? "");
}

function keys(event, { input, list, load, chosen, multi, drop }) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (list.isOpen()) list.move(event.key === "ArrowDown" ? 1 : -1);
    else list.open(load, "");
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (list.isOpen()) list.take();
    else list.open(load, "");
  } else if (event.key === "Escape" && list.isOpen()) {
    event.stopPropagation();
    list.close();
  } else if (event.key === "Backspace" && multi && input.value === "" && chosen.items.length) {
    drop(chosen.items.at(-1));
  }
}

// ── the list that opens ─────────────────────────────────────────────────────

function makeList(anchor, input, choose, chosenItems) {
  const id = `list-${(listNumber += 1)}`;
  const box = h("div", { class: "listbox", role: "listbox", id });
  let options = [];
  let active = -1;
  let asked = 0;
  let timer = null;

  const isOpen = () => box.isConnected;
  const follow = (event) => event.target !== box && placeBeside(box, anchor);
  const close = () => {
    clearTimeout(timer);
    asked += 1;
    box.remove();
    document.removeEventListener("scroll", follow, true);
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const show = (...nodes) => {
    box.replaceChildren(...nodes);
    document.getElementById("popovers").append(box);
    box.style.width = `${Math.max(anchor.offsetWidth, 220)}px`;
    placeBeside(box, anchor);
    document.addEventListener("scroll", follow, true);
    input.setAttribute("aria-expanded", "true");
    input.setAttribute("aria-controls", id);
  };
  const mark = (index) => {
    options[active]?.node.classList.remove("active");
    active = index;
    options[active]?.node.classList.add("active");
    options[active]?.node.scrollIntoView({ block: "nearest" });
    if (options[active]) input.setAttribute("aria-activedescendant", options[active].node.id);
  };
  const draw = (groups) => {
    options = [];
    const nodes = groups.flatMap((group) => [
      group.label && h("div", { class: "listbox-group" }, group.label),
      ...group.items.slice(0, MOST_SHOWN).map((item) => addOption(item)),
    ]);
    show(...(options.length ? nodes.filter(Boolean) : [h("div", { class: "listbox-empty" }, "Nothing fits.")]));
    mark(options.length ? 0 : -1);
  };
  const addOption = (item) => {
    const picked = chosenItems().some((each) => each.key === item.key);
    const node = h(
      "div",
      {
        class: "option",
        role: "option",
        id: `${id}-${options.length}`,
        "aria-selected": String(picked),
        data: { value: item.key },
      },
      item.lead,
      h("span", { class: "menu-words" }, h("span", {}, item.text), item.hint && h("small", {}, item.hint)),
      picked && icon("check"),
    );
    node.addEventListener("pointerdown", (event) => event.preventDefault());
    node.addEventListener("click", () => choose(item));
    options.push({ item, node });
    return node;
  };
  const open = (load, query) => {
    clearTimeout(timer);
    const turn = (asked += 1);
    timer = setTimeout(
      async () => {
        const groups = await load(query);
        if (turn === asked && document.activeElement === input) draw(groups);
      },
      query ? TYPING_PAUSE_MS : 0,
    );
  };
  return {
    isOpen,
    open,
    close,
    move: (step) => mark((active + step + options.length) % (options.length || 1)),
    take: () => options[active] && choose(options[active].item),
  };
}
