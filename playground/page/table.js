// Tables: the plain one, and the one of data that is read a page at a time.

import { h, icon } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { richText } from "./rich.js";

export function table(block, caption) {
  const [head, ...rows] = block.rows;
  const row = (tag) => (cells) =>
    h(
      "tr",
      {},
      cells.map((cell, column) => h(tag, { style: columnStyle(block, column) }, cellContent(cell))),
    );
  return h(
    "div",
    { class: "table-frame" },
    h("table", {}, caption, h("thead", {}, row("th")(head)), h("tbody", {}, rows.map(row("td")))),
  );
}

function columnStyle(block, column) {
  const settings = block.column_settings?.[column] ?? {};
  return { textAlign: settings.align ?? "left", whiteSpace: settings.is_wrapped ? "normal" : "nowrap" };
}

function cellContent(cell) {
  if (cell.type === "rich_text") return richText(cell);
  return plain(String(cell.text ?? cell.value ?? ""));
}

// ── tables of data ──────────────────────────────────────────────────────────

export function dataTable(block) {
  const size = block.page_size ?? 5;
  const [head, ...rows] = block.rows;
  const frame = h("div", {});
  show(0);
  return frame;

  function show(from) {
    const page = { ...block, rows: [head, ...rows.slice(from, from + size)] };
    frame.replaceChildren(table(page, h("caption", {}, plain(block.caption))), ...(rows.length > size ? [turner(from)] : []));
  }

  function turner(from) {
    const to = Math.min(from + size, rows.length);
    return h(
      "div",
      { class: "turner quiet" },
      `${from + 1}–${to} of ${rows.length}`,
      turn("Earlier rows", "back", from > 0, () => show(from - size)),
      turn("Later rows", "next", to < rows.length, () => show(from + size)),
    );
  }
}

function turn(label, name, possible, run) {
  const way = h("span", { class: `turn-${name}` }, icon("back"));
  return h("button", { type: "button", class: "tool", "aria-label": label, disabled: !possible, on: { click: run } }, way);
}
