// Emoji by Slack's shortcodes, and the searchable picker.

import { h } from "./dom.js";
import { openPopover } from "./popover.js";
import { state } from "./state.js";

export const QUICK_REACTIONS = ["card_index", "white_check_mark", "eyes", "+1"];

const TABLE = `
card_index:📇 scales:⚖️ white_check_mark:✅ eyes:👀 +1:👍 thumbsup:👍 -1:👎 thumbsdown:👎 heavy_check_mark:✔️ ballot_box_with_check:☑️ x:❌
negative_squared_cross_mark:❎ heavy_plus_sign:➕ heavy_minus_sign:➖ question:❓ grey_question:❔ exclamation:❗ bangbang:‼️ interrobang:⁉️ warning:⚠️
no_entry:⛔ no_entry_sign:🚫 o:⭕ 100:💯 bell:🔔 no_bell:🔕 mega:📣 loudspeaker:📢 speech_balloon:💬 thought_balloon:💭 left_speech_bubble:🗨️
bulb:💡 mag:🔍 mag_right:🔎 pushpin:📌 round_pushpin:📍 paperclip:📎 link:🔗 memo:📝 pencil:📝 pencil2:✏️ black_nib:✒️ scroll:📜 page_facing_up:📄
page_with_curl:📃 bookmark_tabs:📑 bookmark:🔖 clipboard:📋 spiral_note_pad:🗒️ spiral_calendar_pad:🗓️ card_file_box:🗃️ file_cabinet:🗄️ wastebasket:🗑️
file_folder:📁 open_file_folder:📂 card_index_dividers:🗂️ date:📅 calendar:📆 chart_with_upwards_trend:📈 chart_with_downwards_trend:📉 bar_chart:📊
books:📚 book:📖 notebook:📓 ledger:📒 closed_book:📕 green_book:📗 blue_book:📘 orange_book:📙 newspaper:📰 label:🏷️ ticket:🎫 admission_tickets:🎟️
email:📧 envelope:✉️ incoming_envelope:📨 envelope_with_arrow:📩 outbox_tray:📤 inbox_tray:📥 package:📦 mailbox:📫 postbox:📮 telephone:☎️ phone:☎️ iphone:📱
computer:💻 desktop_computer:🖥️ keyboard:⌨️ printer:🖨️ floppy_disk:💾 cd:💿 camera:📷 video_camera:📹 tv:📺 radio:📻 battery:🔋 electric_plug:🔌
hourglass:⌛ hourglass_flowing_sand:⏳ watch:⌚ alarm_clock:⏰ stopwatch:⏱️ timer_clock:⏲️ clock10:🕙 lock:🔒 unlock:🔓 key:🔑 old_key:🗝️
hammer:🔨 wrench:🔧 hammer_and_wrench:🛠️ gear:⚙️ nut_and_bolt:🔩 compass:🧭 microscope:🔬 telescope:🔭 test_tube:🧪 dna:🧬 magnet:🧲 toolbox:🧰 ladder:🪜
seedling:🌱 herb:🌿 four_leaf_clover:🍀 evergreen_tree:🌲 deciduous_tree:🌳 palm_tree:🌴 cactus:🌵 leaves:🍃 fallen_leaf:🍂 maple_leaf:🍁 mushroom:🍄
rose:🌹 tulip:🌷 sunflower:🌻 blossom:🌼 cherry_blossom:🌸 bouquet:💐 sun_with_face:🌞 sunny:☀️ partly_sunny:⛅ cloud:☁️ rain_cloud:🌧️ umbrella:☔ snowflake:❄️
snowman:⛄ zap:⚡ fire:🔥 droplet:💧 ocean:🌊 rainbow:🌈 star:⭐ star2:🌟 sparkles:✨ dizzy:💫 boom:💥 moon:🌔 full_moon:🌕 crescent_moon:🌙 earth_africa:🌍
smile:😄 smiley:😃 grinning:😀 grin:😁 laughing:😆 sweat_smile:😅 joy:😂 rolling_on_the_floor_laughing:🤣 blush:😊 innocent:😇 slightly_smiling_face:🙂
upside_down_face:🙃 wink:😉 relieved:😌 heart_eyes:😍 star-struck:🤩 kissing_heart:😘 yum:😋 stuck_out_tongue:😛 zany_face:🤪 hugging_face:🤗 thinking_face:🤔
face_with_raised_eyebrow:🤨 neutral_face:😐 expressionless:😑 no_mouth:😶 smirk:😏 unamused:😒 face_with_rolling_eyes:🙄 grimacing:😬 lying_face:🤥 pensive:😔
sleepy:😪 drooling_face:🤤 sleeping:😴 mask:😷 nerd_face:🤓 sunglasses:😎 confused:😕 worried:😟 slightly_frowning_face:🙁 open_mouth:😮 hushed:😯 astonished:😲
flushed:😳 pleading_face:🥺 fearful:😨 cold_sweat:😰 cry:😢 sob:😭 scream:😱 confounded:😖 persevere:😣 disappointed:😞 sweat:😓 weary:😩 tired_face:😫
triumph:😤 rage:😡 angry:😠 exploding_head:🤯 partying_face:🥳 skull:💀 ghost:👻 alien:👽 robot_face:🤖 clown_face:🤡 see_no_evil:🙈 hear_no_evil:🙉 speak_no_evil:🙊
wave:👋 raised_hand:✋ hand:✋ ok_hand:👌 v:✌️ crossed_fingers:🤞 call_me_hand:🤙 point_left:👈 point_right:👉 point_up_2:👆 point_down:👇 point_up:☝️
fist:✊ facepunch:👊 clap:👏 raised_hands:🙌 open_hands:👐 handshake:🤝 pray:🙏 writing_hand:✍️ muscle:💪 brain:🧠 eye:👁️ ear:👂 lips:👄 footprints:👣
bust_in_silhouette:👤 busts_in_silhouette:👥 speaking_head_in_silhouette:🗣️ man:👨 woman:👩 baby:👶 older_woman:👵 technologist:🧑‍💻 office_worker:🧑‍💼
detective:🕵️ scientist:🧑‍🔬 artist:🧑‍🎨 student:🧑‍🎓 shrug:🤷 facepalm:🤦 raising_hand:🙋 no_good:🙅 ok_woman:🙆 bow:🙇 dancer:💃 runner:🏃 walking:🚶
heart:❤️ orange_heart:🧡 yellow_heart:💛 green_heart:💚 blue_heart:💙 purple_heart:💜 black_heart:🖤 white_heart:🤍 broken_heart:💔 two_hearts:💕 sparkling_heart:💖
dog:🐶 cat:🐱 mouse:🐭 rabbit:🐰 fox_face:🦊 bear:🐻 panda_face:🐼 koala:🐨 tiger:🐯 lion_face:🦁 cow:🐮 pig:🐷 frog:🐸 monkey_face:🐵 chicken:🐔 penguin:🐧
bird:🐦 owl:🦉 bee:🐝 bug:🐛 butterfly:🦋 snail:🐌 turtle:🐢 snake:🐍 octopus:🐙 fish:🐟 dolphin:🐬 whale:🐳 elephant:🐘 unicorn_face:🦄 crab:🦀 parrot:🦜
apple:🍎 green_apple:🍏 lemon:🍋 banana:🍌 grapes:🍇 strawberry:🍓 peach:🍑 avocado:🥑 carrot:🥕 corn:🌽 bread:🍞 cheese_wedge:🧀 hamburger:🍔 pizza:🍕 taco:🌮
sushi:🍣 cookie:🍪 cake:🍰 birthday:🎂 doughnut:🍩 chocolate_bar:🍫 popcorn:🍿 coffee:☕ tea:🍵 beer:🍺 beers:🍻 wine_glass:🍷 champagne:🍾 tropical_drink:🍹
tada:🎉 confetti_ball:🎊 balloon:🎈 gift:🎁 trophy:🏆 medal:🏅 first_place_medal:🥇 dart:🎯 game_die:🎲 jigsaw:🧩 art:🎨 performing_arts:🎭 clapper:🎬 microphone:🎤
headphones:🎧 musical_note:🎵 notes:🎶 guitar:🎸 soccer:⚽ basketball:🏀 chess_pawn:♟️ rocket:🚀 airplane:✈️ car:🚗 bus:🚌 train:🚋 bike:🚲 ship:🚢 anchor:⚓
construction:🚧 vertical_traffic_light:🚦 checkered_flag:🏁 triangular_flag_on_post:🚩 house:🏠 office:🏢 hospital:🏥 bank:🏦 school:🏫 factory:🏭 world_map:🗺️
moneybag:💰 money_with_wings:💸 dollar:💵 euro:💶 credit_card:💳 gem:💎 shopping_trolley:🛒 receipt:🧾 crown:👑 eyeglasses:👓 briefcase:💼 shield:🛡️ bomb:💣 pill:💊
arrow_up:⬆️ arrow_down:⬇️ arrow_left:⬅️ arrow_right:➡️ arrow_upper_right:↗️ arrow_lower_right:↘️ leftwards_arrow_with_hook:↩️ arrow_right_hook:↪️ twisted_rightwards_arrows:🔀
repeat:🔁 arrows_counterclockwise:🔄 arrow_forward:▶️ double_vertical_bar:⏸️ black_square_for_stop:⏹️ fast_forward:⏩ rewind:⏪ new:🆕 ok:🆗 sos:🆘 free:🆓 up:🆙
one:1️⃣ two:2️⃣ three:3️⃣ four:4️⃣ five:5️⃣ six:6️⃣ seven:7️⃣ eight:8️⃣ nine:9️⃣ zero:0️⃣ keycap_ten:🔟 hash:#️⃣ information_source:ℹ️ copyright:©️ tm:™️
red_circle:🔴 large_orange_circle:🟠 large_yellow_circle:🟡 large_green_circle:🟢 large_blue_circle:🔵 large_purple_circle:🟣 white_circle:⚪ black_circle:⚫
large_red_square:🟥 large_orange_square:🟧 large_yellow_square:🟨 large_green_square:🟩 large_blue_square:🟦 large_purple_square:🟪 white_large_square:⬜ black_large_square:⬛
small_blue_diamond:🔹 small_orange_diamond:🔸 large_blue_diamond:🔷 large_orange_diamond:🔶 white_small_square:▫️ black_small_square:▪️ heavy_minus_sign:➖ recycle:♻️
zzz:💤 anger:💢 sweat_drops:💦 dash:💨 hole:🕳️ crystal_ball:🔮 candle:🕯️ flashlight:🔦 broom:🧹 thread:🧵 safety_pin:🧷 mirror:🪞 door:🚪 bed:🛏️ chair:🪑
`;

const BY_NAME = new Map(
  TABLE.trim()
    .split(/\s+/)
    .map((pair) => [pair.slice(0, pair.lastIndexOf(":")), pair.slice(pair.lastIndexOf(":") + 1)]),
);

export function isEmoji(name) {
  return BY_NAME.has(name) || state.emoji.custom.includes(name);
}

export function emojiNode(name) {
  const glyph = BY_NAME.get(name);
  if (glyph) return h("span", { class: "emoji", role: "img", "aria-label": name, title: `:${name}:` }, glyph);
  return h("span", { class: "emoji-custom", title: `:${name}:` }, name);
}

export function emojiMatching(query) {
  const wanted = query.toLowerCase().replaceAll(" ", "_");
  const names = [...state.emoji.custom, ...BY_NAME.keys()].filter((name) => name.includes(wanted));
  return names.sort((a, b) => b.startsWith(wanted) - a.startsWith(wanted));
}

export function openEmojiPicker(anchor, choose) {
  const search = h("input", {
    type: "search",
    class: "field",
    placeholder: "Search emoji",
    "aria-label": "Search emoji",
  });
  const grid = h("div", { class: "emoji-grid", role: "group", "aria-label": "Emoji" });
  const close = openPopover(anchor, h("div", { class: "emoji-picker" }, search, grid), {
    label: "Emoji",
    focus: search,
  });
  const pick = (name) => {
    close();
    choose(name);
  };
  const draw = () => grid.replaceChildren(...gridContent(emojiMatching(search.value), pick));
  search.addEventListener("input", draw);
  search.addEventListener("keydown", (event) => {
    const first = emojiMatching(search.value)[0];
    if (event.key === "Enter" && first) pick(first);
  });
  draw();
}

function gridContent(names, pick) {
  if (!names.length) return [h("p", { class: "quiet" }, "No emoji by that name.")];
  return names.map((name) =>
    h(
      "button",
      {
        type: "button",
        class: "emoji-cell",
        title: `:${name}:`,
        "aria-label": `:${name}:`,
        data: { emoji: name },
        on: { click: () => pick(name) },
      },
      emojiNode(name),
    ),
  );
}
