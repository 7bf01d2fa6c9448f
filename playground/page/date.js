// Moments in the time zone of whoever one acts as: Slack's date tokens, clock times, names of days.

import { now, state } from "./state.js";

export function formatDate(seconds, format) {
  if (!Number.isFinite(seconds)) return null;
  const date = new Date(seconds * 1000);
  return format.replace(/\{(\w+)\}/g, (whole, name) => DATE_TOKENS[name]?.(date) ?? whole);
}

export function clockTime(date) {
  return local(date, { hour: "2-digit", minute: "2-digit", hour12: false });
}

export function dayName(date) {
  return near(date) ?? capital(local(date, { weekday: "long", day: "numeric", month: "long" }).replace(",", ""));
}

const DATE_TOKENS = {
  date_num: (date) => local(date, { year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA"),
  date: (date) => longDate(date, false),
  date_short: (date) => local(date, { month: "short", day: "numeric", ...yearIfFar(date) }, "en-US"),
  date_long: (date) => longDate(date, true),
  date_pretty: (date) => near(date)?.toLowerCase() ?? longDate(date, false),
  date_short_pretty: (date) => near(date)?.toLowerCase() ?? DATE_TOKENS.date_short(date),
  date_long_pretty: (date) => near(date)?.toLowerCase() ?? longDate(date, true),
  day_divider_pretty: (date) => near(date) ?? longDate(date, true),
  time: clockTime,
  time_secs: (date) => local(date, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false }),
  ago: (date) => ago(date),
};

function local(date, options, locale = "en-GB") {
  return new Intl.DateTimeFormat(locale, { timeZone: state.me?.tz || "UTC", ...options }).format(date);
}

function longDate(date, withWeekday) {
  const weekday = withWeekday ? `${local(date, { weekday: "long" })}, ` : "";
  const day = Number(local(date, { day: "numeric" }));
  const year = "year" in yearIfFar(date) ? `, ${local(date, { year: "numeric" })}` : "";
  return `${weekday}${local(date, { month: "long" })} ${day}${ordinal(day)}${year}`;
}

function yearIfFar(date) {
  const halfYear = 183 * 86_400_000;
  return Math.abs(date - now()) > halfYear ? { year: "numeric" } : {};
}

function ordinal(day) {
  if (day > 10 && day < 14) return "th";
  return ["th", "st", "nd", "rd"][day % 10] ?? "th";
}

function near(date) {
  const days = Math.round((dayNumber(date) - dayNumber(now())) / 86_400_000);
  return { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[days] ?? null;
}

function dayNumber(date) {
  return Date.parse(local(date, { year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA"));
}

function ago(date) {
  const minutes = Math.round((date - now()) / 60_000);
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  if (Math.abs(minutes) < 60) return words.format(minutes, "minute");
  if (Math.abs(minutes) < 1440) return words.format(Math.round(minutes / 60), "hour");
  return words.format(Math.round(minutes / 1440), "day");
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
