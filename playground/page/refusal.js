// What Slack would have refused: listed, so that nothing goes wrong unseen.

import { h } from "./dom.js";
import { clockTime } from "./date.js";
import { panelHead } from "./panel.js";
import { state } from "./state.js";

export function refusalPanel(close) {
  return h(
    "div",
    { class: "panel-page" },
    panelHead("What Slack refused", "", close),
    h(
      "p",
      { class: "panel-lead" },
      "The playground checks every call against Slack's own limits. These would have failed in a real workspace.",
    ),
    h("ol", { class: "refusals" }, [...state.refusals].reverse().map(refusalCard)),
  );
}

function refusalCard(refusal) {
  return h(
    "li",
    { class: "refusal" },
    h(
      "div",
      { class: "refusal-head" },
      h("code", {}, refusal.method),
      refusal.at && h("time", {}, clockTime(new Date(refusal.at))),
    ),
    h("strong", {}, refusal.error),
    h(
      "ul",
      {},
      (refusal.messages ?? []).map((message) => h("li", {}, message)),
    ),
  );
}
