// Block Kit elements: one function per element type, looked up by name.

import { h, icon } from "./dom.js";
import { changed, control, earlier, press, record } from "./control.js";
import { fileToken } from "./file.js";
import { attempt, openMenu } from "./popover.js";
import { followLink, plain, plainText, textObject } from "./mrkdwn.js";
import { SELECTS } from "./select.js";
import { server } from "./server.js";

const ELEMENTS = {
  button,
  overflow,
  plain_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  number_input: numberInput,
  datepicker: dateInput("date", "initial_date", "selected_date"),
  timepicker: dateInput("time", "initial_time", "selected_time"),
  checkboxes: choices("checkbox"),
  radio_buttons: choices("radio"),
  file_input: fileInput,
  image: (each) => h("img", { src: each.image_url ?? "", alt: each.alt_text ?? "", class: "accessory-image" }),
  ...SELECTS,
};

// place: {surface, blockId, label, dispatches}
export function element(each, place) {
  const draw = ELEMENTS[each.type];
  if (!draw) return h("span", { class: "quiet" }, `The playground does not draw “${each.type}”.`);
  return draw(each, place);
}

// ── buttons ─────────────────────────────────────────────────────────────────

function button(each, place) {
  const node = h(
    "button",
    {
      type: "button",
      class: `button ${each.style ?? ""}`,
      data: { actionId: each.action_id, blockId: place.blockId },
      "aria-label": each.accessibility_label,
    },
    plain(each.text.text),
  );
  node.addEventListener("click", () => {
    if (each.url) followLink(each.url);
    press(each, place, { value: each.value }, node);
  });
  return node;
}

function overflow(each, place) {
  const node = h(
    "button",
    { type: "button", class: "button overflow", ...control(each, place), "aria-label": "More actions" },
    icon("more"),
  );
  const items = each.options.map((option) => ({
    label: plainText(option.text),
    hint: option.description && plainText(option.description),
    data: { value: option.value ?? "" },
    run: () => {
      if (option.url) followLink(option.url);
      press(each, place, { selected_option: option });
    },
  }));
  node.addEventListener("click", () => openMenu(node, "More actions", items));
  return node;
}

// ── typing ──────────────────────────────────────────────────────────────────

const INPUT_TYPES = { email_text_input: "email", url_text_input: "url" };

function textInput(each, place) {
  const value = earlier(each, place)?.value ?? each.initial_value ?? "";
  const props = {
    class: "field",
    value,
    placeholder: plainText(each.placeholder),
    maxlength: each.max_length ?? null,
    ...control(each, place),
    "data-focus-on-load": each.focus_on_load,
  };
  const field = each.multiline
    ? h("textarea", { rows: 4, ...props })
    : h("input", { type: INPUT_TYPES[each.type] ?? "text", ...props });
  const counter = each.max_length && h("span", { class: "counter", "aria-hidden": "true" });
  const keep = () => {
    record(each, place, { value: field.value || null });
    if (counter) count(counter, field.value.length, each.max_length);
  };
  field.addEventListener("input", keep);
  listenForDispatch(field, each, place);
  keep();
  return h("div", { class: "text-field" }, field, counter);
}

function count(counter, used, most) {
  counter.textContent = used > most / 2 ? String(most - used) : "";
}

function listenForDispatch(field, each, place) {
  if (!place.dispatches) return;
  const triggers = each.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const send = () => press(each, place, { value: field.value });
  if (triggers.includes("on_character_entered")) field.addEventListener("input", send);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || !triggers.includes("on_enter_pressed")) return;
    event.preventDefault();
    send();
  });
}

function numberInput(each, place) {
  const value = earlier(each, place)?.value ?? each.initial_value ?? "";
  const step = each.is_decimal_allowed ? "any" : "1";
  const field = h("input", {
    type: "number",
    class: "field short",
    value,
    step,
    min: each.min_value,
    max: each.max_value,
    placeholder: plainText(each.placeholder),
    ...control(each, place),
  });
  const keep = () => record(each, place, { value: field.value || null });
  field.addEventListener("input", keep);
  listenForDispatch(field, each, place);
  keep();
  return field;
}

function dateInput(type, initial, name) {
  return (each, place) => {
    const value = earlier(each, place)?.[name] ?? each[initial] ?? "";
    const field = h("input", { type, class: "field short", value, ...control(each, place) });
    record(each, place, { [name]: value || null });
    field.addEventListener("change", () => changed(each, place, { [name]: field.value || null }));
    return field;
  };
}

// ── ticking ─────────────────────────────────────────────────────────────────

function choices(type) {
  return (each, place) => {
    const many = type === "checkbox";
    const value = (options) => (many ? { selected_options: options } : { selected_option: options[0] ?? null });
    const before = earlier(each, place);
    const initial = before
      ? many
        ? before.selected_options
        : [before.selected_option]
      : (each.initial_options ?? [each.initial_option]);
    const ticked = new Set((initial ?? []).filter(Boolean).map((option) => option.value));
    const inputs = each.options.map((option) => choiceInput(type, each, place, option, ticked));
    const chosen = () => each.options.filter((_, index) => inputs[index].checked);
    record(each, place, value(chosen()));
    inputs.forEach((input) => input.addEventListener("change", () => changed(each, place, value(chosen()))));
    return h(
      "div",
      { class: "choices", role: many ? "group" : "radiogroup", ...control(each, place) },
      each.options.map((option, index) => choice(option, inputs[index])),
    );
  };
}

function choiceInput(type, each, place, option, ticked) {
  const owner = place.surface.ids.view_id ?? place.surface.ids.ts;
  const input = h("input", {
    type,
    name: `${owner}/${place.blockId}/${each.action_id}`,
    data: { value: option.value },
  });
  input.checked = ticked.has(option.value);
  return input;
}

function choice(option, input) {
  return h(
    "label",
    { class: "choice" },
    input,
    h("span", {}, textObject(option.text), option.description && h("small", {}, textObject(option.description))),
  );
}

// ── files ───────────────────────────────────────────────────────────────────

function fileInput(each, place) {
  const files = [...(earlier(each, place)?.files ?? [])];
  const types = each.filetypes?.map((type) => `.${type}`).join(",");
  const chooser = h("input", {
    type: "file",
    multiple: (each.max_files ?? 10) > 1,
    accept: types ?? null,
    ...control(each, place),
  });
  const list = h("div", { class: "file-list" });
  const draw = () => {
    record(each, place, { files });
    list.replaceChildren(...files.map((file) => fileToken(file, () => remove(file))));
  };
  const remove = (file) => {
    files.splice(files.indexOf(file), 1);
    draw();
  };
  chooser.addEventListener("change", async () => {
    for (const file of chooser.files) {
      const answer = await attempt(() => server.upload(file));
      if (answer) files.push(answer.file);
    }
    files.splice(0, files.length - (each.max_files ?? 10));
    chooser.value = "";
    draw();
  });
  draw();
  return h("div", { class: "file-input" }, chooser, list);
}
