// The playground's server: what we ask, what we tell, and the stream of what happens.

import { state } from "./state.js";

const RECONNECT_MS = 2_000;

export const server = {
  state: (as) => get("state", as ? { as } : {}),
  messages: (channel, thread) => get("messages", { as: me(), channel, ...(thread ? { thread } : {}) }),
  refusals: () => get("refusals", {}),
  say: (channel, text, threadTs) => post("say", { channel, text, ...(threadTs ? { thread_ts: threadTs } : {}) }),
  react: (channel, ts, emoji, remove) => post("react", { channel, ts, emoji, remove }),
  press: (body) => post("press", body),
  submit: (viewId, values) => post("submit", { view_id: viewId, values }),
  close: (viewId, how = {}) => post("close", { view_id: viewId, ...how }),
  options: (body) => post("options", body),
  shortcut: (callbackId, place = {}) => post("shortcut", { callback_id: callbackId, ...place }),
  join: (channel) => post("join", { channel, user: me() }),
  home: () => post("home", {}),
  clock: (jump) => post("clock", { jump }),
  upload,
};

// A WebSocket, because a browser opens only six HTTP connections to a host, whatever the number of its tabs.
export function listen(as, hear) {
  const address = `${location.origin.replace("http", "ws")}/playground/stream?as=${encodeURIComponent(as)}`;
  let stream = null;
  let timer = null;
  const connect = () => {
    stream = new WebSocket(address);
    stream.onmessage = (event) => hear(JSON.parse(event.data));
    stream.onopen = () => hear({ type: "online" });
    stream.onclose = () => {
      hear({ type: "offline" });
      timer = setTimeout(connect, RECONNECT_MS);
    };
  };
  connect();
  return () => {
    clearTimeout(timer);
    stream.onclose = stream.onmessage = null;
    stream.close();
  };
}

function me() {
  return state.me?.id;
}

async function get(path, query) {
  return read(await reach(`/playground/${path}?${new URLSearchParams(query)}`));
}

async function post(path, body) {
  return read(
    await reach(`/playground/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ as: me(), ...body }),
    }),
  );
}

async function upload(file) {
  const form = new FormData();
  form.set("as", me());
  form.set("file", file);
  return read(await reach("/playground/upload", { method: "POST", body: form }));
}

async function reach(url, options) {
  try {
    return await fetch(url, options);
  } catch {
    throw new Error("The playground's server does not answer. Is it still running?");
  }
}

async function read(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? `The playground's server answered ${response.status}.`);
  return body;
}
