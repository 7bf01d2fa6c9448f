// Pictures: from the web, from this server, or written out; no other address is followed.

import { h } from "./dom.js";

export function picture(each, name, more = {}) {
  return h("img", { class: name, src: imageSource(each), alt: each.alt_text ?? "", ...more });
}

function imageSource(each) {
  const url = each.image_url ?? "";
  return /^(https?:|data:image\/|\/)/.test(url) ? url : "";
}
