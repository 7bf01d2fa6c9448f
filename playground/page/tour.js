// Five minutes, six steps: enough to have seen the whole loop once.

import { h, icon } from "./dom.js";
import { panelHead } from "./panel.js";
import { mrkdwn } from "./mrkdwn.js";
import { emit, state } from "./state.js";

// doing: who, where and what is put into the composer; point: what is lit up; done: recognises the step in what happened
const STEPS = [
  {
    title: "Look somebody up",
    text: "In *#onboarding*, type `/persona ops-admin`. The card is yours alone until you share it.",
    links: [{ person: "Mara", channel: "onboarding", fill: "/persona ops-admin" }],
    done: (did) => did.kind === "say" && did.text.startsWith("/persona ops-admin"),
  },
  {
    title: "Ask in plain words",
    text: "Ask `/persona what should this user see first`. The channel knows who “this user” is.",
    links: [{ person: "Mara", channel: "onboarding", fill: "/persona what should this user see first" }],
    done: (did) => did.kind === "say" && did.text.includes("what should this user see first"),
  },
  {
    title: "File a ticket as evidence",
    text: "In *#support-tickets*, react :card_index: on a ticket. It becomes evidence, with its source.",
    links: [{ person: "Priya", channel: "support-tickets", point: "message" }],
    done: (did) => did.kind === "react" && did.emoji === "card_index",
  },
  {
    title: "Log what changed",
    text: "Say what you decided and because of whom: `/decided because ops-admin: …`",
    links: [
      {
        person: "Mara",
        channel: "onboarding",
        fill: "/decided because ops-admin: two onboarding paths instead of one wizard",
      },
    ],
    done: (did) => did.kind === "say" && did.text.startsWith("/decided"),
  },
  {
    title: "Ask the people themselves",
    text: "Send `/persona pulse` to the end users. Then act as Jo and answer in the Dramatis messages.",
    links: [
      { person: "Mara", channel: "onboarding", fill: "/persona pulse" },
      { label: "Be Jo", person: "Jo", channel: "app" },
    ],
    done: (did) => did.kind === "say" && did.text.startsWith("/persona pulse"),
  },
  {
    title: "Let a day pass",
    text: "Press *Next working day 10:00* and read Mara's reminder.",
    links: [{ person: "Mara", channel: "app", point: "clock" }],
    done: (did) => did.kind === "clock" && did.jump === "next working day 10:00",
  },
];

const KEY = "dramatis-tour";

const memory = { dismissed: false, done: [], ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };

export function tourDismissed() {
  return memory.dismissed;
}

export function dismissTour(dismissed) {
  memory.dismissed = dismissed;
  remember();
}

export function noticeForTour(did) {
  const steps = STEPS.flatMap((step, index) => (step.done(did) && !memory.done.includes(index) ? [index] : []));
  if (!steps.length) return false;
  memory.done.push(...steps);
  remember();
  return true;
}

export function tourPanel(close) {
  const left = STEPS.length - memory.done.length;
  return h(
    "div",
    { class: "panel-page tour", data: { tour: "" } },
    panelHead("Five-minute tour", "", close),
    h(
      "p",
      { class: "panel-lead" },
      left
        ? "Six small scenes. Do them by hand, or let each one set the stage for you."
        : "That was the whole loop. The rest is yours to find.",
    ),
    h("ol", { class: "steps" }, STEPS.map(stepCard)),
    memory.done.length > 0 &&
      h("button", { type: "button", class: "link-button", on: { click: startOver } }, "Start the tour over"),
  );
}

function stepCard(step, index) {
  const done = memory.done.includes(index);
  const next = STEPS.findIndex((_, each) => !memory.done.includes(each)) === index;
  return h(
    "li",
    { class: `step ${done ? "done" : ""} ${next ? "next" : ""}`, data: { step: String(index + 1) } },
    h("span", { class: "step-mark" }, done ? icon("check") : String(index + 1)),
    h(
      "div",
      {},
      h("strong", {}, step.title),
      h("div", { class: "text" }, mrkdwn(step.text)),
      h(
        "div",
        { class: "step-links" },
        step.links.map((link) =>
          h(
            "button",
            { type: "button", class: "link-button", on: { click: () => emit("set-stage", link) } },
            link.label ?? "Do it for me",
          ),
        ),
      ),
    ),
  );
}

function startOver() {
  memory.done = [];
  remember();
  emit("draw-panel");
}

function remember() {
  localStorage.setItem(KEY, JSON.stringify(memory));
}

export function tourTicket() {
  return (
    state.messages.findLast(
      (message) => !message.ephemeral && !message.reactions?.length && (message.is_app || message.attachments?.length),
    ) ?? state.messages.at(-1)
  );
}
