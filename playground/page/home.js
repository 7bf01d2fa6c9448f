// The app's Home tab.

import { h } from "./dom.js";
import { renderBlocks } from "./blocks.js";
import { attempt } from "./popover.js";
import { server } from "./server.js";
import { state } from "./state.js";
import { makeSurface } from "./surface.js";

export async function openHome() {
  const answer = await attempt(() => server.home());
  if (answer?.view) state.home = answer.view;
}

export function homeTab() {
  if (!state.home)
    return h(
      "div",
      { class: "home" },
      h("p", { class: "empty" }, `${state.app.name} has nothing on its Home tab yet.`),
    );
  const surface = makeSurface({ view_id: state.home.id });
  return h(
    "div",
    { class: "home", data: { viewId: state.home.id } },
    h("div", { class: "home-page" }, renderBlocks(state.home.blocks, surface)),
  );
}
