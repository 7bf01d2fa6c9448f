// "Are you sure?": the confirm dialog of a button or select.

import { h } from "./dom.js";
import { openLayer } from "./layer.js";
import { plain, plainText, textObject } from "./mrkdwn.js";

export function confirmed(confirm) {
  return new Promise((resolve) => {
    const answer = (yes) => () => {
      close();
      resolve(yes);
    };
    const yes = h(
      "button",
      {
        type: "button",
        class: `button ${confirm.style ?? "primary"}`,
        data: { confirm: "yes" },
        on: { click: answer(true) },
      },
      plain(confirm.confirm?.text ?? "Yes"),
    );
    const no = h(
      "button",
      { type: "button", class: "button", data: { confirm: "no" }, on: { click: answer(false) } },
      plain(confirm.deny?.text ?? "Cancel"),
    );
    const dialog = h(
      "div",
      { class: "modal small", role: "alertdialog", "aria-modal": "true", "aria-label": plainText(confirm.title) },
      h("header", { class: "modal-head" }, h("h2", {}, plain(confirm.title.text))),
      h("div", { class: "modal-body text" }, textObject(confirm.text)),
      h("footer", { class: "modal-foot" }, no, yes),
    );
    const close = openLayer(dialog, { escape: answer(false), focus: yes });
  });
}
