// What floats: popovers, menus, toasts.

import { h } from "./dom.js";

const TOAST_SECONDS = 7;
const GAP = 6;

let closeCurrent = () => {};

export function openPopover(anchor, content, { label, focus, role = "dialog" }) {
  closeCurrent();
  const box = h("div", { class: "popover", role, "aria-label": label }, content);
  const close = () => {
    box.remove();
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("keydown", escape, true);
    closeCurrent = () => {};
  };
  const outside = (event) => {
    if (!box.contains(event.target) && !anchor.contains(event.target)) close();
  };
  const escape = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
    anchor.focus();
  };
  document.getElementById("popovers").append(box);
  placeBeside(box, anchor);
  document.addEventListener("pointerdown", outside, true);
  document.addEventListener("keydown", escape, true);
  closeCurrent = close;
  (focus ?? box.querySelector("button, input"))?.focus();
  return close;
}

// items: {label, hint?, danger?, lead?, data?, run}
export function openMenu(anchor, label, items) {
  const list = h(
    "div",
    { class: "menu" },
    items.length
      ? items.map((item) => menuItem(item, () => close()))
      : h("p", { class: "menu-lead" }, "The app offers none here."),
  );
  const close = openPopover(anchor, list, { label, role: "menu" });
  list.addEventListener("keydown", (event) => moveFocus(list, event));
}

export function placeBeside(box, anchor) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const below = at.bottom + GAP + height <= innerHeight || at.top < height + GAP;
  const top = below ? Math.min(at.bottom + GAP, innerHeight - height - GAP) : at.top - height - GAP;
  box.style.top = `${Math.max(GAP, top)}px`;
  box.style.left = `${Math.max(GAP, Math.min(at.left, innerWidth - width - GAP))}px`;
}

export function toast(message, kind = "error") {
  const box = h("div", { class: `toast toast-${kind}`, data: { toast: kind } }, h("span", {}, message));
  box.append(
    h(
      "button",
      { type: "button", class: "icon-button", "aria-label": "Dismiss", on: { click: () => box.remove() } },
      "×",
    ),
  );
  document.getElementById("toasts").append(box);
  setTimeout(() => box.remove(), TOAST_SECONDS * 1000);
}

// Runs what talks to the server; what goes wrong is said in words.
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    toast(error.message);
    return null;
  }
}

function menuItem(item, close) {
  const run = () => {
    close();
    item.run();
  };
  return h(
    "button",
    {
      type: "button",
      role: "menuitem",
      class: item.danger ? "menu-item danger" : "menu-item",
      data: item.data ?? {},
      on: { click: run },
    },
    item.lead,
    h("span", { class: "menu-words" }, h("span", {}, item.label), item.hint && h("small", {}, item.hint)),
  );
}

function moveFocus(list, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...list.querySelectorAll("button")];
  items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
}
