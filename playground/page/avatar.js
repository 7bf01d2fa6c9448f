// A person's face: initials on their colour.

import { h } from "./dom.js";

export function avatar(someone, size = "") {
  const style = { background: someone.avatar?.color ?? "#7a7468" };
  return h(
    "span",
    { class: `avatar ${size} ${someone.is_app ? "app" : ""}`, style, "aria-hidden": "true" },
    someone.avatar?.initials ?? someone.name.slice(0, 1),
  );
}
