// What the page knows. Rooms read it, change it through here, and hear about changes by topic.

export const state = {
  me: null,
  people: [],
  channels: [],
  commands: [],
  shortcuts: [],
  clock: { now: null, label: "" },
  app: { name: "", user_id: "", connected: false },
  team: { id: "", name: "" },
  emoji: { custom: [] },
  channelId: null,
  tab: "messages",
  messages: [],
  thread: null,
  home: null,
  refusals: [],
  online: true,
};

const listeners = new Map();

export function on(topic, listener) {
  listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
}

export function emit(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail);
}

export function person(id) {
  return state.people.find((someone) => someone.id === id) ?? null;
}

export function personNamed(name) {
  const wanted = name.toLowerCase();
  return state.people.find((someone) => someone.name.toLowerCase().split(" ")[0] === wanted) ?? null;
}

export function channel(id = state.channelId) {
  return state.channels.find((place) => place.id === id) ?? null;
}

export function channelNamed(name) {
  return state.channels.find((place) => place.name === name) ?? null;
}

export function appChannel() {
  return state.channels.find((place) => place.kind === "app") ?? null;
}

export function placeName(place) {
  if (place.kind === "app") return state.app.name;
  if (place.kind === "dm") return person(place.with)?.name ?? place.name;
  return place.name;
}

export function isDirect(place) {
  return place.kind === "dm" || place.kind === "app";
}

export function now() {
  return new Date(state.clock.now);
}
