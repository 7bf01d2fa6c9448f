// Dialogs over the page: the page behind is inert, Tab stays inside, Escape leaves.

import { h } from "./dom.js";

const FOCUSABLE =
  "button:not([disabled]), input:not([disabled]), textarea:not([disabled]), select, a[href], [tabindex='0']";

const layers = [];

export function openLayer(dialog, { escape, focus }) {
  const layer = { node: h("div", { class: "layer" }, dialog), dialog, escape, returnTo: document.activeElement };
  layers.push(layer);
  root().append(layer.node);
  settle();
  (focus ?? firstField(dialog))?.focus();
  return () => closeLayer(layer);
}

function closeLayer(layer) {
  layers.splice(layers.indexOf(layer), 1);
  layer.node.remove();
  settle();
  if (layer.returnTo?.isConnected) layer.returnTo.focus();
}

export function firstField(dialog) {
  return (
    dialog.querySelector("[data-focus-on-load]") ??
    dialog.querySelector(".modal-body input, .modal-body textarea") ??
    dialog.querySelector("[data-submit], button")
  );
}

function settle() {
  document.getElementById("app").inert = layers.length > 0;
  layers.forEach((layer, index) => {
    const depth = layers.length - 1 - index;
    layer.node.inert = depth > 0;
    layer.node.dataset.depth = String(depth);
  });
}

function root() {
  return document.getElementById("modals");
}

document.addEventListener("keydown", (event) => {
  const top = layers.at(-1);
  if (!top) return;
  if (event.key === "Escape" && !event.defaultPrevented) top.escape();
  if (event.key === "Tab") keepInside(top.dialog, event);
});

function keepInside(dialog, event) {
  if (!dialog.contains(document.activeElement) && document.activeElement !== document.body) return;
  const stops = [...dialog.querySelectorAll(FOCUSABLE)].filter((node) => node.offsetParent !== null);
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== edge && dialog.contains(document.activeElement)) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
}
