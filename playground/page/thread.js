// A thread, in the panel at the right.

import { h } from "./dom.js";
import { makeComposer } from "./composer.js";
import { makeMessageList } from "./message.js";
import { panelHead } from "./panel.js";
import { channel, isDirect, placeName, state } from "./state.js";

export function makeThread(close) {
  const list = makeMessageList({ inThread: true });
  const scroller = h("div", { class: "scroller" }, list.node);
  const composer = makeComposer({
    name: "thread",
    place: () => ({ channel: state.thread.channel, threadTs: state.thread.ts, label: "Reply…" }),
  });
  const where = h("span");
  const node = h("div", { class: "thread" }, panelHead("Thread", where, close), scroller, composer.node);
  let count = 0;
  const draw = () => {
    const place = channel(state.thread.channel);
    where.textContent = `${isDirect(place) ? "" : "#"}${placeName(place)}`;
    list.draw(state.thread.messages, state.thread.channel);
    if (state.thread.messages.length > count) scroller.scrollTop = scroller.scrollHeight;
    count = state.thread.messages.length;
  };
  return { node, draw, composer, list };
}
