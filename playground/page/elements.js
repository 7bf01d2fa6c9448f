// Block Kit elements: one function per element type, looked up by name.

import { h, icon } from "./dom.js";
import { avatar } from "./avatar.js";
import { combobox } from "./combobox.js";
import { confirmed } from "./confirm.js";
import { fileToken } from "./file.js";
import { attempt, openMenu } from "./popover.js";
import { followLink, plain, plainText, textObject } from "./mrkdwn.js";
import { server } from "./server.js";
import { channel, isDirect, person, placeName, state } from "./state.js";

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
  static_select: select(staticSource, "selected_option", "initial_option"),
  multi_static_select: select(staticSource, "selected_options", "initial_options"),
  external_select: select(externalSource, "selected_option", "initial_option"),
  multi_external_select: select(externalSource, "selected_options", "initial_options"),
  users_select: select(peopleSource, "selected_user", "initial_user"),
  multi_users_select: select(peopleSource, "selected_users", "initial_users"),
  conversations_select: select(placesSource, "selected_conversation", "initial_conversation"),
  multi_conversations_select: select(placesSource, "selected_conversations", "initial_conversations"),
  channels_select: select(channelsSource, "selected_channel", "initial_channel"),
  multi_channels_select: select(channelsSource, "selected_channels", "initial_channels"),
};

// place: {surface, blockId, label, dispatches}
export function element(each, place) {
  const draw = ELEMENTS[each.type];
  if (!draw) return h("span", { class: "quiet" }, `The playground does not draw “${each.type}”.`);
  return draw(each, place);
}

// ── what every control does ─────────────────────────────────────────────────

function record(each, place, value) {
  place.surface.record(place.blockId, each.action_id, { type: each.type, ...value });
}

function earlier(each, place) {
  return place.surface.earlier(place.blockId, each.action_id);
}

function changed(each, place, value) {
  record(each, place, value);
  if (place.dispatches) press(each, place, value);
}

async function press(each, place, value) {
  if (each.confirm && !(await confirmed(each.confirm))) return;
  await place.surface.press(place.blockId, each.action_id, value);
}

function control(each, place) {
  return { data: { actionId: each.action_id, blockId: place.blockId }, "aria-label": place.label || plainText(each.placeholder) || each.action_id };
}

// ── buttons ─────────────────────────────────────────────────────────────────

function button(each, place) {
  const node = h("button", { type: "button", class: `button ${each.style ?? ""}`, data: { actionId: each.action_id, blockId: place.blockId }, "aria-label": each.accessibility_label }, plain(each.text.text));
  node.addEventListener("click", async () => {
    node.classList.add("waiting");
    if (each.url) followLink(each.url);
    await press(each, place, { value: each.value });
    node.classList.remove("waiting");
  });
  return node;
}

function overflow(each, place) {
  const node = h("button", { type: "button", class: "button overflow", ...control(each, place), "aria-label": "More actions" }, icon("more"));
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
  const props = { class: "field", value, placeholder: plainText(each.placeholder), maxlength: each.max_length ?? null, autofocus: each.focus_on_load, ...control(each, place) };
  const field = each.multiline ? h("textarea", { rows: 4, ...props }) : h("input", { type: INPUT_TYPES[each.type] ?? "text", ...props });
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
  const field = h("input", { type: "number", class: "field short", value, step, min: each.min_value, max: each.max_value, placeholder: plainText(each.placeholder), ...control(each, place) });
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
    const initial = before ? (many ? before.selected_options : [before.selected_option]) : (each.initial_options ?? [each.initial_option]);
    const ticked = new Set((initial ?? []).filter(Boolean).map((option) => option.value));
    const inputs = each.options.map((option) => choiceInput(type, each, place, option, ticked));
    const chosen = () => each.options.filter((_, index) => inputs[index].checked);
    record(each, place, value(chosen()));
    inputs.forEach((input) => input.addEventListener("change", () => changed(each, place, value(chosen()))));
    return h("div", { class: "choices", role: many ? "group" : "radiogroup", ...control(each, place) }, each.options.map((option, index) => choice(option, inputs[index])));
  };
}

function choiceInput(type, each, place, option, ticked) {
  const owner = place.surface.ids.view_id ?? place.surface.ids.ts;
  const input = h("input", { type, name: `${owner}/${place.blockId}/${each.action_id}`, data: { value: option.value } });
  input.checked = ticked.has(option.value);
  return input;
}

function choice(option, input) {
  return h("label", { class: "choice" }, input, h("span", {}, textObject(option.text), option.description && h("small", {}, textObject(option.description))));
}

// ── files ───────────────────────────────────────────────────────────────────

function fileInput(each, place) {
  const files = [...(earlier(each, place)?.files ?? [])];
  const types = each.filetypes?.map((type) => `.${type}`).join(",");
  const chooser = h("input", { type: "file", multiple: (each.max_files ?? 10) > 1, accept: types ?? null, ...control(each, place) });
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

// ── choosing from a list ────────────────────────────────────────────────────

function select(makeSource, name, initialName) {
  const multi = name.endsWith("s");
  return (each, place) => {
    const source = makeSource(each, place);
    const before = earlier(each, place);
    const initial = before ? before[name] : (each[initialName] ?? source.fallback);
    const value = (items) => ({ [name]: multi ? items.map((item) => item.raw) : (items[0]?.raw ?? null) });
    const selected = [initial ?? []].flat().map(source.item);
    record(each, place, value(selected));
    return combobox({
      label: place.label,
      placeholder: plainText(each.placeholder) || (multi ? "Choose some" : "Choose one"),
      actionId: each.action_id,
      multi,
      most: each.max_selected_items,
      selected,
      load: source.load,
      change: (items) => changed(each, place, value(items)),
    });
  };
}

function optionItem(option) {
  return { key: option.value, text: plainText(option.text), hint: option.description && plainText(option.description), raw: option };
}

function groupsOf({ options, option_groups: groups }) {
  if (groups) return groups.map((group) => ({ label: plainText(group.label), items: group.options.map(optionItem) }));
  return [{ items: (options ?? []).map(optionItem) }];
}

function matching(groups, query) {
  const wanted = query.trim().toLowerCase();
  const fits = (item) => `${item.text} ${item.hint ?? ""}`.toLowerCase().includes(wanted);
  return groups.map((group) => ({ ...group, items: group.items.filter(fits) })).filter((group) => group.items.length);
}

function staticSource(each) {
  return { item: optionItem, load: (query) => matching(groupsOf(each), query) };
}

function externalSource(each, place) {
  const load = async (query) => {
    if (query.length < (each.min_query_length ?? 3)) return [];
    const answer = await attempt(() => place.surface.options(place.blockId, each.action_id, query));
    return answer ? groupsOf(answer) : [];
  };
  return { item: optionItem, load };
}

function peopleSource() {
  const item = (id) => {
    const someone = person(id);
    return { key: id, text: someone?.name ?? id, hint: someone?.title, lead: someone && avatar(someone, "small"), raw: id };
  };
  const people = () => state.people.filter((someone) => !someone.deleted).sort((a, b) => a.is_bot - b.is_bot);
  return { item, load: (query) => matching([{ items: people().map((someone) => item(someone.id)) }], query) };
}

function placeItem(id) {
  const place = channel(id);
  return { key: id, text: place ? `${isDirect(place) ? "" : "#"}${placeName(place)}` : id, hint: place?.topic, raw: id };
}

const CONVERSATION_KINDS = { channel: "public", private: "private", dm: "im", app: "im" };

function placesSource(each, place) {
  const include = each.filter?.include;
  const places = () => state.channels.filter((one) => !include || include.includes(CONVERSATION_KINDS[one.kind]));
  const fallback = each.default_to_current_conversation && place.surface.ids.view_id ? state.channelId : undefined;
  return { item: placeItem, fallback, load: (query) => matching([{ items: places().map((one) => placeItem(one.id)) }], query) };
}

function channelsSource() {
  const places = () => state.channels.filter((one) => one.kind === "channel");
  return { item: placeItem, load: (query) => matching([{ items: places().map((one) => placeItem(one.id)) }], query) };
}
