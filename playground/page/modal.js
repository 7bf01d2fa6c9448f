// Views opened by the app: a stack of dialogs.

import { h, icon } from "./dom.js";
import { renderBlocks } from "./blocks.js";
import { firstField, openLayer } from "./layer.js";
import { plain, plainText } from "./mrkdwn.js";
import { attempt, toast } from "./popover.js";
import { server } from "./server.js";
import { state } from "./state.js";
import { makeSurface } from "./surface.js";

const opened = [];

export function showView(view, stack) {
  const known = opened.find((modal) => modal.view.id === view.id);
  if (known) return update(known, view);
  while (stack && opened.length >= stack) remove(opened.at(-1));
  return open(view);
}

export function closeViews(viewId) {
  const from = opened.findIndex((modal) => modal.view.id === viewId);
  if (viewId && from < 0) return;
  while (opened.length > Math.max(from, 0)) remove(opened.at(-1));
}

function open(view) {
  const modal = {
    view,
    surface: makeSurface({ view_id: view.id }),
    dialog: h("form", { class: "modal", role: "dialog", "aria-modal": "true", novalidate: true }),
  };
  opened.push(modal);
  modal.dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(modal);
  });
  modal.dialog.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) modal.dialog.requestSubmit();
  });
  draw(modal);
  modal.close = openLayer(modal.dialog, { escape: () => leave(modal) });
}

// What somebody has typed stays when the app draws the view anew.
function update(modal, view) {
  const body = modal.dialog.querySelector(".modal-body");
  const scrolled = body?.scrollTop ?? 0;
  const focused = { ...document.activeElement?.dataset };
  const inside = modal.dialog.contains(document.activeElement);
  modal.view = view;
  modal.surface = makeSurface({ view_id: view.id }, modal.surface.values);
  draw(modal);
  modal.dialog.querySelector(".modal-body").scrollTop = scrolled;
  if (inside) (sameControl(modal.dialog, focused) ?? firstField(modal.dialog))?.focus();
}

function sameControl(dialog, { actionId, blockId }) {
  if (!actionId) return null;
  const block = dialog.querySelector(`.block[data-block-id="${CSS.escape(blockId ?? "")}"]`) ?? dialog;
  return block.querySelector(`[data-action-id="${CSS.escape(actionId)}"]`);
}

function remove(modal) {
  opened.splice(opened.indexOf(modal), 1);
  modal.close();
}

// ── drawing ─────────────────────────────────────────────────────────────────

function draw(modal) {
  const { view, dialog, surface } = modal;
  dialog.setAttribute("aria-label", plainText(view.title));
  dialog.dataset.viewId = view.id;
  dialog.dataset.callbackId = view.callback_id ?? "";
  dialog.replaceChildren(
    head(modal),
    h("div", { class: "modal-body" }, renderBlocks(view.blocks, surface)),
    foot(modal),
  );
}

function head(modal) {
  const stacked = opened.indexOf(modal) > 0;
  return h(
    "header",
    { class: "modal-head" },
    stacked &&
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": "Back",
          data: { back: "" },
          on: { click: () => leave(modal) },
        },
        icon("back"),
      ),
    h("span", { class: "modal-app" }, state.app.name.slice(0, 1)),
    h("h2", {}, plain(modal.view.title.text)),
    h(
      "button",
      { type: "button", class: "icon-button", "aria-label": "Close", data: { close: "all" }, on: { click: leaveAll } },
      icon("close"),
    ),
  );
}

function foot(modal) {
  const { submit: submitText, close: closeText } = modal.view;
  return h(
    "footer",
    { class: "modal-foot" },
    h(
      "button",
      { type: "button", class: "button", data: { close: "" }, on: { click: () => leave(modal) } },
      closeText ? plain(closeText.text) : submitText ? "Cancel" : "Close",
    ),
    submitText &&
      h(
        "button",
        { type: "submit", class: "button primary", data: { submit: "" }, disabled: modal.view.submit_disabled },
        plain(submitText.text),
      ),
  );
}

// ── leaving and submitting ──────────────────────────────────────────────────

function leave(modal) {
  remove(modal);
  return attempt(() => server.close(modal.view.id));
}

function leaveAll() {
  const top = opened.at(-1);
  closeViews(opened[0].view.id);
  return attempt(() => server.close(top.view.id, { all: true }));
}

async function submit(modal) {
  const button = modal.dialog.querySelector("[data-submit]");
  if (!button || button.disabled) return;
  showErrors(modal, {});
  wait(button, true);
  const answer = await attempt(() => server.submit(modal.view.id, modal.surface.values));
  wait(button, false);
  if (answer) settle(modal, answer);
}

function wait(button, waiting) {
  button.disabled = waiting;
  button.classList.toggle("waiting", waiting);
}

function settle(modal, answer) {
  if (!answer.ok) {
    if (answer.errors) showErrors(modal, answer.errors);
    else toast(answer.error);
  } else if (answer.view) showView(answer.view);
  else closeViews(modal.view.id);
}

function showErrors(modal, errors) {
  for (const block of modal.dialog.querySelectorAll(".block-input")) showError(block, errors[block.dataset.blockId]);
  modal.dialog.querySelector(".block-input.wrong")?.scrollIntoView({ block: "nearest" });
  modal.dialog.querySelector(".block-input.wrong :is(input, textarea)")?.focus();
}

function showError(block, sentence) {
  const error = block.querySelector(".field-error");
  error.textContent = sentence ?? "";
  error.hidden = !sentence;
  block.classList.toggle("wrong", Boolean(sentence));
  block.querySelector("input, textarea")?.setAttribute("aria-invalid", String(Boolean(sentence)));
}
