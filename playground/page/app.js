// The page: what happens on the server and what people do, and which part of the page is drawn for it.

import {
  drawComposer,
  drawConversation,
  fillComposer,
  mountConversation,
  pointOut,
  stayAtNewest,
} from "./conversation.js";
import { openHome } from "./home.js";
import { flash } from "./message.js";
import { closeViews, showView } from "./modal.js";
import { attempt } from "./popover.js";
import { refusalPanel } from "./refusal.js";
import { listen, server } from "./server.js";
import { sidebar } from "./sidebar.js";
import { appChannel, channel, channelNamed, emit, on, personNamed, placeName, state } from "./state.js";
import { makeThread } from "./thread.js";
import { placeHead, topbar } from "./topbar.js";
import { dismissTour, noticeForTour, tourDismissed, tourPanel, tourTicket } from "./tour.js";

const REFRESH_MS = 30_000;
const GATHER_MS = 40;
const WIDE_PX = 1200;

const region = (id) => document.getElementById(id);
const thread = makeThread(() => closeThread());
const lastPlaces = new Map();

let stopListening = () => {};
let panel = null;
let barsShown = "";
let turn = 0;

// ── drawing ─────────────────────────────────────────────────────────────────

function drawBars() {
  const shown = JSON.stringify([
    state.me,
    state.people.length,
    state.channels,
    state.app,
    state.clock.label,
    state.refusals.length,
    state.channelId,
    state.tab,
    state.online,
  ]);
  if (shown === barsShown) return;
  barsShown = shown;
  document.title = `${placeName(channel())} · ${state.team.name}`;
  redraw(region("topbar"), topbar());
  redraw(region("sidebar"), sidebar());
  redraw(region("place-head"), placeHead());
}

// The button that had the focus has it again in what is drawn anew.
function redraw(node, children) {
  const focused = node.contains(document.activeElement) && JSON.stringify(document.activeElement.dataset);
  const scrolled = node.querySelector(".places")?.scrollTop;
  node.replaceChildren(...children.filter(Boolean));
  if (focused)
    [...node.querySelectorAll("button")].find((button) => JSON.stringify(button.dataset) === focused)?.focus();
  if (scrolled) node.querySelector(".places").scrollTop = scrolled;
}

const PANELS = {
  thread: () => thread.node,
  tour: () => tourPanel(() => toggleTour(false)),
  refusals: () => refusalPanel(() => openPanel(restingPanel())),
};

function openPanel(name) {
  panel = name;
  drawPanel();
}

function drawPanel() {
  const node = panel && PANELS[panel]();
  region("panel").hidden = !node;
  region("panel").dataset.panel = panel ?? "";
  if (node && region("panel").firstChild !== node) region("panel").replaceChildren(node);
  if (panel === "thread") thread.draw();
}

function restingPanel() {
  return tourDismissed() || innerWidth < WIDE_PX ? null : "tour";
}

function toggleTour(open = panel !== "tour") {
  dismissTour(!open);
  openPanel(open ? "tour" : null);
}

// ── loading ─────────────────────────────────────────────────────────────────

async function loadState(as) {
  Object.assign(state, await server.state(as));
}

// What was asked as one person is nothing to another, who may act by the time it comes.
async function renewState() {
  const asked = state.me.id;
  const found = await server.state(asked);
  if (state.me.id === asked) Object.assign(state, found);
}

async function loadMessages() {
  const mine = (turn += 1);
  const wanted = state.thread;
  const [conversation, replies] = await Promise.all([
    server.messages(state.channelId),
    wanted && server.messages(wanted.channel, wanted.ts),
  ]);
  if (mine !== turn) return;
  state.messages = conversation.messages;
  if (wanted && wanted === state.thread) wanted.messages = replies.messages;
  drawConversation();
  if (panel === "thread") drawPanel();
}

const refresh = gathered(() =>
  attempt(async () => {
    await renewState();
    drawBars();
  }),
);

const reload = gathered(() => attempt(loadMessages));

// Several events in one breath cause one look at the server.
function gathered(work) {
  let timer = null;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, GATHER_MS);
  };
}

// ── going places ────────────────────────────────────────────────────────────

async function go(channelId, tab = "messages") {
  state.channelId = channelId;
  state.tab = tab;
  state.messages = [];
  lastPlaces.set(state.me.id, channelId);
  if (state.thread && state.thread.channel !== channelId) closeThread();
  location.replace(address());
  document.body.classList.remove("sidebar-open");
  stayAtNewest();
  drawBars();
  if (tab === "home") {
    await openHome();
    return drawConversation();
  }
  mountConversation();
  drawComposer();
  await attempt(loadMessages);
  refresh();
}

function address() {
  return `#${state.me.id}/${state.channelId}${state.tab === "home" ? "/home" : ""}`;
}

async function join(channelId) {
  await server.join(channelId);
  await renewState();
  await go(channelId);
}

async function actAs(personId) {
  await loadState(personId);
  closeViews();
  closeThread();
  state.home = null;
  stopListening();
  stopListening = listen(personId, hear);
  await go(homeOf(personId));
}

function homeOf(personId) {
  const before = channel(lastPlaces.get(personId) ?? state.channelId);
  const same = before?.kind === "app" ? appChannel() : before;
  return (same?.is_member ? same : (state.channels.find((place) => place.is_member) ?? state.channels[0])).id;
}

async function openThread(ts) {
  state.thread = { channel: state.channelId, ts, messages: [] };
  openPanel("thread");
  await attempt(loadMessages);
  thread.composer.settle();
  thread.composer.focus();
}

function closeThread() {
  state.thread = null;
  if (panel === "thread") openPanel(restingPanel());
}

async function goTo({ channel: channelId, ts, thread: threadTs }) {
  if (state.channelId !== channelId || state.tab !== "messages") await go(channelId);
  if (threadTs && threadTs !== ts) await openThread(threadTs);
  if (threadTs && threadTs !== ts) flash(thread.list.node, ts);
  else pointOut(ts);
}

// ── the tour sets the stage ─────────────────────────────────────────────────

async function setStage({ person: name, channel: place, fill, point }) {
  const someone = name && personNamed(name);
  if (someone && someone.id !== state.me.id) await actAs(someone.id);
  const target = place === "app" ? appChannel() : channelNamed(place);
  if (target && (target.id !== state.channelId || state.tab !== "messages")) await go(target.id);
  if (fill) fillComposer(fill);
  if (point === "message" && tourTicket()) pointOut(tourTicket().ts);
  if (point === "clock") pointAt(document.querySelector('[data-jump="next working day 10:00"]'));
  if (innerWidth < WIDE_PX) openPanel(null);
}

function pointAt(node) {
  node.classList.add("pointed");
  node.focus();
}

// ── what the server says ────────────────────────────────────────────────────

function messageEvent(event) {
  if (event.channel === state.channelId || event.channel === state.thread?.channel) reload();
  refresh();
}

const HEARD = {
  message: messageEvent,
  message_changed: messageEvent,
  message_deleted: messageEvent,
  reaction: messageEvent,
  ephemeral: messageEvent,
  ephemeral_changed: messageEvent,
  ephemeral_deleted: messageEvent,
  unread: refresh,
  member: () => refresh(),
  person: () => refresh(),
  view: (event) => showView(event.view, event.stack),
  view_closed: (event) => closeViews(event.view_id ?? event.view?.id),
  home: (event) => {
    state.home = event.view;
    if (state.tab === "home") drawConversation();
  },
  clock: (event) => emit("clock", event.clock),
  refused: (event) => {
    state.refusals.push({ at: state.clock.now, ...event });
    drawBars();
    if (panel === "refusals") drawPanel();
  },
  app: (event) => {
    state.app.connected = event.connected;
    drawBars();
  },
  online: () => {
    const wasOffline = !state.online;
    state.online = true;
    if (wasOffline) catchUp();
  },
  offline: () => {
    state.online = false;
    drawBars();
  },
};

function hear(event) {
  HEARD[event.type]?.(event);
}

function catchUp() {
  refresh();
  reload();
}

// ── what people do ──────────────────────────────────────────────────────────

on("go", (channelId) => go(channelId));
on("join", (channelId) => attempt(() => join(channelId)));
on("tab", (name) => go(state.channelId, name));
on("goto", goTo);
on("act-as", (personId) => attempt(() => actAs(personId)));
on("open-thread", openThread);
on("toggle-tour", () => toggleTour());
on("toggle-refusals", () => openPanel(panel === "refusals" ? restingPanel() : "refusals"));
on("toggle-sidebar", () => document.body.classList.toggle("sidebar-open"));
on("set-stage", (stage) => attempt(() => setStage(stage)));
on("draw-panel", drawPanel);
on("clock", (clock) => {
  state.clock = clock;
  drawBars();
  drawConversation();
});
on("did", (did) => {
  if (noticeForTour(did) && panel === "tour") drawPanel();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.classList.contains("sidebar-open")) emit("toggle-sidebar");
});

addEventListener("hashchange", () => {
  if (state.me && location.hash !== address()) location.reload();
});

region("panel").addEventListener("keydown", (event) => {
  if (event.key === "Escape" && panel === "thread") closeThread();
});

async function start() {
  const [, as, channelId, tab] = /^#(\w+)\/(\w+)(?:\/(home))?/.exec(location.hash) ?? [];
  await loadState(as).catch(() => loadState());
  state.refusals = (await server.refusals()).refusals;
  stopListening = listen(state.me.id, hear);
  openPanel(restingPanel());
  await go(channel(channelId) ? channelId : homeOf(state.me.id), tab);
  document.body.classList.add("ready");
  setInterval(refresh, REFRESH_MS);
}

attempt(start);
