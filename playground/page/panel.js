// The head every side panel shares.

import { h, icon } from "./dom.js";

export function panelHead(title, note, close) {
  return h(
    "header",
    { class: "panel-head" },
    h("h2", {}, title),
    h("span", { class: "quiet" }, note),
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": `Close ${title.toLowerCase()}`,
        data: { closePanel: "" },
        on: { click: close },
      },
      icon("close"),
    ),
  );
}
