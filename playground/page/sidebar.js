// The left column: who you are, where you can go.

import { h, icon } from "./dom.js";
import { avatar } from "./avatar.js";
import { openGlobalShortcuts } from "./composer.js";
import { openPopover } from "./popover.js";
import { emit, person, placeName, state } from "./state.js";

export function sidebar() {
  const kinds = (...wanted) => state.channels.filter((place) => wanted.includes(place.kind));
  return [
    h("div", { class: "acting" }, h("span", { class: "sidebar-label" }, "You are acting as"), actingButton()),
    h(
      "nav",
      { class: "places", "aria-label": "Channels and direct messages" },
      placeList("Channels", kinds("channel", "private")),
      placeList("Apps", kinds("app")),
      placeList("Direct messages", kinds("dm")),
    ),
    h(
      "div",
      { class: "sidebar-foot" },
      footButton("Shortcuts", "bolt", { open: "shortcuts" }, (event) => openGlobalShortcuts(event.currentTarget)),
      footButton("Five-minute tour", "map", { open: "tour" }, () => emit("toggle-tour")),
    ),
  ];
}

function footButton(label, glyph, data, run) {
  return h("button", { type: "button", class: "place", data, on: { click: run } }, icon(glyph), h("span", {}, label));
}

// ── who ─────────────────────────────────────────────────────────────────────

function actingButton() {
  const { me } = state;
  return h(
    "button",
    {
      type: "button",
      class: "acting-button",
      "aria-haspopup": "dialog",
      "aria-label": `Acting as ${me.real_name}. Switch person`,
      data: { acting: me.id },
      on: { click: (event) => openPeople(event.currentTarget) },
    },
    avatar(me),
    h("span", { class: "menu-words" }, h("strong", {}, me.real_name), h("small", { title: me.title }, me.title)),
    icon("down"),
  );
}

function openPeople(anchor) {
  const actors = state.people.filter((someone) => someone.can_act).sort((a, b) => a.is_bot - b.is_bot);
  const rows = actors.map((someone) =>
    personRow(someone, () => {
      close();
      emit("act-as", someone.id);
    }),
  );
  const close = openPopover(
    anchor,
    h(
      "div",
      { class: "menu people-menu" },
      h("p", { class: "menu-lead" }, "See the workspace through someone else's eyes."),
      rows,
    ),
    { label: "Act as" },
  );
}

function personRow(someone, choose) {
  const here = someone.id === state.me.id;
  return h(
    "button",
    {
      type: "button",
      class: "menu-item",
      "aria-current": here ? "true" : null,
      data: { person: someone.id },
      on: { click: choose },
    },
    avatar(someone),
    h(
      "span",
      { class: "menu-words" },
      h("span", {}, someone.real_name, someone.is_guest && h("span", { class: "badge" }, "Guest")),
      h("small", {}, someone.title),
    ),
    here && icon("check"),
  );
}

// ── where ───────────────────────────────────────────────────────────────────

function placeList(title, places) {
  if (!places.length) return null;
  return h(
    "section",
    {},
    h("h2", { class: "sidebar-label" }, title),
    h(
      "ul",
      {},
      places.map((place) => h("li", {}, placeButton(place))),
    ),
  );
}

function placeButton(place) {
  const here = place.id === state.channelId;
  const unread = here ? 0 : place.unread;
  const className = ["place", unread && "unread", !place.is_member && "outside"].filter(Boolean).join(" ");
  return h(
    "button",
    {
      type: "button",
      class: className,
      "aria-current": here ? "page" : null,
      data: { channel: place.id },
      on: { click: () => emit("go", place.id) },
    },
    placeMark(place),
    h("span", { class: "place-name" }, placeName(place)),
    unread > 0 && h("span", { class: "unread-count", "aria-label": `${unread} unread` }, String(unread)),
  );
}

export function placeMark(place) {
  if (place.kind === "private") return icon("lock");
  const other = person(place.with);
  if (other) return avatar(other, "small");
  return h("span", { class: "hash", "aria-hidden": "true" }, "#");
}
