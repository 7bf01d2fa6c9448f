// The bar over everything (team, clock, state of the app), and the head of the conversation.

import { h, icon } from "./dom.js";
import { attempt } from "./popover.js";
import { server } from "./server.js";
import { placeMark } from "./sidebar.js";
import { channel, emit, isDirect, person, placeName, state } from "./state.js";

const JUMPS = [
  ["in an hour", "In an hour"],
  ["tomorrow", "Tomorrow"],
  ["next working day 10:00", "Next working day 10:00"],
];

export function topbar() {
  return [
    h(
      "button",
      {
        type: "button",
        class: "bar-button menu-button",
        "aria-label": "Channels and people",
        on: { click: () => emit("toggle-sidebar") },
      },
      icon("menu"),
    ),
    h(
      "span",
      { class: "team" },
      h("span", { class: "team-mark", "aria-hidden": "true" }),
      state.team.name,
      h("small", {}, "playground"),
    ),
    h(
      "div",
      { class: "clock", role: "group", "aria-label": "The demo's clock" },
      h("span", { class: "clock-label", data: { clock: "" } }, icon("clock"), state.clock.label),
      JUMPS.map(([jump, label]) =>
        h(
          "button",
          { type: "button", class: "bar-button", data: { jump }, on: { click: () => moveClock(jump) } },
          label,
        ),
      ),
    ),
    h("div", { class: "bar-end" }, refusalButton(), connection()),
  ];
}

function moveClock(jump) {
  emit("did", { kind: "clock", jump });
  return attempt(async () => emit("clock", (await server.clock(jump)).clock));
}

function refusalButton() {
  const count = state.refusals.length;
  if (!count) return null;
  return h(
    "button",
    {
      type: "button",
      class: "bar-button warn",
      data: { open: "refusals" },
      "aria-label": `What Slack refused: ${count}`,
      on: { click: () => emit("toggle-refusals") },
    },
    icon("warning"),
    h("span", { class: "long" }, "What Slack refused ·"),
    String(count),
  );
}

function connection() {
  const words = !state.online
    ? "Playground stopped"
    : state.app.connected
      ? `${state.app.name} is here`
      : `${state.app.name} is not connected`;
  return h(
    "span",
    {
      class: state.online && state.app.connected ? "connection" : "connection off",
      role: "status",
      data: { connected: String(state.online && state.app.connected) },
    },
    words,
  );
}

export function placeHead() {
  const place = channel();
  return [
    h(
      "div",
      { class: "place-title" },
      placeMark(place),
      h("h1", {}, placeName(place)),
      h("p", { class: "topic" }, place.topic || person(place.with)?.title),
    ),
    place.kind === "app" &&
      h("div", { class: "tabs", role: "tablist" }, tab("messages", "Messages"), tab("home", "Home")),
    !isDirect(place) && h("span", { class: "members" }, memberCount(place)),
  ];
}

function memberCount(place) {
  const count = place.members?.length;
  return count ? `${count} members` : "";
}

function tab(name, label) {
  const here = state.tab === name;
  return h(
    "button",
    {
      type: "button",
      role: "tab",
      class: "tab",
      "aria-selected": String(here),
      data: { tab: name },
      on: { click: () => emit("tab", name) },
    },
    label,
  );
}
