// Files: on a message, and in a field before they are sent.

import { h, icon } from "./dom.js";

export function renderFile(file) {
  const words = h(
    "span",
    { class: "menu-words" },
    h("strong", {}, file.name),
    h("small", {}, `${file.mimetype || "file"} · ${fileSize(file.size)}`),
  );
  return h("div", { class: "file" }, icon("file"), words);
}

export function fileToken(file, remove) {
  return h(
    "span",
    { class: "token" },
    icon("file"),
    `${file.name} · ${fileSize(file.size)}`,
    h("button", { type: "button", "aria-label": `Remove ${file.name}`, on: { click: remove } }, "×"),
  );
}

function fileSize(bytes = 0) {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(bytes < 10_240 ? 1 : 0)} kB`;
}
