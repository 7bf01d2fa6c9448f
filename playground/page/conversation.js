// The centre of the page: the messages of a channel with the composer under them, or the app's Home tab.

import { h } from "./dom.js";
import { makeComposer } from "./composer.js";
import { homeTab } from "./home.js";
import { flash, makeMessageList } from "./message.js";
import { channel, emit, isDirect, placeName, state } from "./state.js";

const NEAR_BOTTOM_PX = 120;

const list = makeMessageList({ inThread: false });
const scroller = h("div", { class: "scroller", data: { conversation: "" } }, list.node);
const composerFrame = h("div", { class: "composer-frame" });
const composer = makeComposer({ name: "channel", place: () => ({ channel: state.channelId, label: composerLabel() }) });

let pinned = true;

export function drawConversation() {
  if (state.tab === "home") return centre().replaceChildren(homeTab());
  mountConversation();
  list.draw(state.messages, state.channelId);
  drawWelcome();
  keepAtBottom();
}

export function mountConversation() {
  if (!scroller.isConnected) centre().replaceChildren(scroller, composerFrame);
}

// Whoever reads the newest message keeps seeing the newest, whatever grows or shrinks; who reads older ones is left alone.
function keepAtBottom() {
  if (pinned) scroller.scrollTop = scroller.scrollHeight;
}

scroller.addEventListener("scroll", () => {
  pinned = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_BOTTOM_PX;
});

function drawWelcome() {
  scroller.querySelector(".empty")?.remove();
  if (!state.messages.length)
    scroller.prepend(h("p", { class: "empty" }, `Nothing has been said in ${placeName(channel())} yet.`));
}

export function drawComposer() {
  const outside = !channel().is_member && outsideNote(channel());
  composerFrame.replaceChildren(outside || composer.node);
  composer.settle();
}

export function stayAtNewest() {
  pinned = true;
}

export function fillComposer(text) {
  composer.fill(text);
}

export function pointOut(ts) {
  flash(list.node, ts);
}

function outsideNote(place) {
  return h(
    "p",
    { class: "outside-note" },
    `${state.me.name} is not in #${place.name}. `,
    h(
      "button",
      { type: "button", class: "link-button", data: { join: place.id }, on: { click: () => emit("join", place.id) } },
      "Join it",
    ),
  );
}

function composerLabel() {
  const place = channel();
  return isDirect(place) ? `Message ${placeName(place)}` : `Message #${place.name}`;
}

function centre() {
  return document.getElementById("centre");
}

new ResizeObserver(keepAtBottom).observe(scroller);
new ResizeObserver(keepAtBottom).observe(list.node);
