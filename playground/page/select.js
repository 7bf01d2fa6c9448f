// Every kind of Slack select: one list that opens, five places its options come from.

import { avatar } from "./avatar.js";
import { combobox } from "./combobox.js";
import { changed, earlier, record } from "./control.js";
import { plainText } from "./mrkdwn.js";
import { attempt } from "./popover.js";
import { channel, isDirect, person, placeName, state } from "./state.js";

export const SELECTS = {
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
  return {
    key: option.value,
    text: plainText(option.text),
    hint: option.description && plainText(option.description),
    raw: option,
  };
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
    return {
      key: id,
      text: someone?.name ?? id,
      hint: someone?.title,
      lead: someone && avatar(someone, "small"),
      raw: id,
    };
  };
  const people = () => state.people.filter((someone) => !someone.deleted).sort((a, b) => a.is_bot - b.is_bot);
  return { item, load: (query) => matching([{ items: people().map((someone) => item(someone.id)) }], query) };
}

function placeItem(id) {
  const place = channel(id);
  return {
    key: id,
    text: place ? `${isDirect(place) ? "" : "#"}${placeName(place)}` : id,
    hint: place?.topic,
    raw: id,
  };
}

const CONVERSATION_KINDS = { channel: "public", private: "private", dm: "im", app: "im" };

function placesSource(each, place) {
  const include = each.filter?.include;
  const places = () => state.channels.filter((one) => !include || include.includes(CONVERSATION_KINDS[one.kind]));
  const fallback = each.default_to_current_conversation && place.surface.ids.view_id ? state.channelId : undefined;
  return {
    item: placeItem,
    fallback,
    load: (query) => matching([{ items: places().map((one) => placeItem(one.id)) }], query),
  };
}

function channelsSource() {
  const places = () => state.channels.filter((one) => one.kind === "channel");
  return { item: placeItem, load: (query) => matching([{ items: places().map((one) => placeItem(one.id)) }], query) };
}
