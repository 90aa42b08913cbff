// Formats numbers, times and labels.

import { html, nothing } from "lit";
import { link } from "./route.js";

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const exact = new Intl.NumberFormat("en", { maximumSignificantDigits: 17 });
const short = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const rounded = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });

/** 1,234,567 */
export const count = (number) => (number === null || number === undefined ? "–" : whole.format(number));

/** `one group`, `3 groups` */
export const counted = (number, noun) => `${count(number)} ${noun}${number === 1 ? "" : "s"}`;

/** Four digits, or a power of ten instead of many zeros. */
export function approximate(number) {
  if (number === null || number === undefined) {
    return "–";
  }
  if (!Number.isFinite(number)) {
    return Number.isNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf";
  }
  const size = Math.abs(number);
  return size !== 0 && (size >= 1e12 || size < 1e-4) ? number.toExponential(2) : rounded.format(number);
}

/** The value of a sample in a readable form; the API uses Go's, `1.048576e+06`. */
export function value(text) {
  const number = toNumber(text);
  const size = Math.abs(number);
  return Number.isFinite(number) && (size === 0 || (size < 1e15 && size >= 1e-6)) ? exact.format(number) : text;
}

/** The number that a string of the API represents. */
export function toNumber(text) {
  return text === "+Inf" || text === "Inf" ? Infinity : text === "-Inf" ? -Infinity : Number(text);
}

/** The meaning of a value, if the family name implies it: a time, or many bytes. */
export function meaning(name, text) {
  const number = toNumber(text);
  if (/_time(stamp)?_seconds$/.test(name) && number > 1e8 && number < 1e11) {
    return dateTime(new Date(number * 1000));
  }
  if (/_bytes(_total)?$/.test(name) && Math.abs(number) >= 1024 && Number.isFinite(number)) {
    return bytes(number);
  }
  return "";
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** 1.2 MiB */
export function bytes(number) {
  if (number === null || number === undefined) {
    return "–";
  }
  let unit = 0;
  let rest = number;
  while (Math.abs(rest) >= 1024 && unit < UNITS.length - 1) {
    rest /= 1024;
    unit++;
  }
  return `${rest.toLocaleString("en", { maximumFractionDigits: unit === 0 || rest >= 100 ? 0 : 1 })} ${UNITS[unit]}`;
}

/** 12 ms, 3.4 s, 5 min, 2 h 10 min, 3 d 4 h */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) {
    return "–";
  }
  if (seconds < 0.001) {
    return `${short.format(seconds * 1e6)} µs`;
  }
  if (seconds < 1) {
    return `${short.format(seconds * 1000)} ms`;
  }
  if (seconds < 60) {
    return `${seconds < 10 ? seconds.toFixed(1).replace(/\.0$/, "") : Math.floor(seconds)} s`;
  }
  return pair(Math.floor(seconds));
}

function pair(seconds) {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (hours < 1) {
    return `${minutes} min`;
  }
  const [large, small] = days < 1 ? [`${hours} h`, `${minutes % 60} min`] : [`${days} d`, `${hours % 24} h`];
  return small.startsWith("0 ") ? large : `${large} ${small}`;
}

/** How long ago, in one unit: `now`, `12 s`, `5 min`, `3 h`, `40 d`. */
export function age(time) {
  const seconds = Math.floor((Date.now() - Date.parse(time)) / 1000);
  if (seconds < 1) {
    return "now";
  }
  if (seconds < 60) {
    return `${seconds} s ago`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min ago`;
  }
  return seconds < 172800 ? `${Math.floor(seconds / 3600)} h ago` : `${Math.floor(seconds / 86400)} d ago`;
}

/** The age of a push, as a CSS class: a push of the last minutes is highlighted. */
export function freshness(time) {
  const minutes = (Date.now() - Date.parse(time)) / 60000;
  return minutes < 5 ? "fresh" : minutes < 60 ? "recent" : minutes < 1440 ? "today" : "old";
}

/** 2026-05-27 15:04:05, in the user's time zone. */
export function dateTime(date) {
  const two = (number) => String(number).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${clock(date)}`;
}

/** 15:04:05 */
export function clock(date) {
  const two = (number) => String(number).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** An age, with the time as a tooltip. */
export function ago(time) {
  return time
    ? html`<time datetime=${time} title=${dateTime(new Date(time))}>${age(time)}</time>`
    : html`<span class="never">never</span>`;
}

/** A time, with its age in the tooltip. */
export function at(time) {
  const date = new Date(time);
  const isToday = date.toDateString() === new Date().toDateString();
  return html`<time datetime=${time} title="${dateTime(date)} (${age(time)})">${isToday ? clock(date) : dateTime(date)}</time>`;
}

/** The entries of labels with `job` first, the others by name. */
export function sorted(labels) {
  return Object.entries(labels).sort(([a], [b]) => (b === "job") - (a === "job") || (a < b ? -1 : 1));
}

/** Labels for display, each value isolated from the surrounding text direction. */
export function labelList(labels) {
  const entries = sorted(labels);
  return entries.length === 0
    ? html`<span class="labels none">no labels</span>`
    : html`<span class="labels">${entries.map(
        ([name, text]) =>
          html`<span class="label"><bdi class="name">${name}</bdi><span class="equals">=</span><bdi class="value">${
            text === "" ? html`<i>empty</i>` : text
          }</bdi></span> `,
      )}</span>`;
}

/** Links to the groups that a rejected push conflicted with. */
export function holders(groups) {
  return groups
    ? html`<p class="holders">Held by ${groups.map(
        (group) => html`<a href=${link("group", {}, group.key)}>${labelList(group.labels)}</a> `,
      )}</p>`
    : nothing;
}

/** Labels in one line of plain text, truncated if they are long. */
export function labelText(labels) {
  const text = sorted(labels)
    .map(([name, label]) => `${name}="${label}"`)
    .join(" ");
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

const STATES = { ok: "OK", failed: "Failed", never: "Never succeeded" };

/** The result of a group's last push, as a word and a colour. */
export function statePill(group) {
  return html`<span class="pill ${group.state}">${STATES[group.state] ?? group.state}</span>${
    group.overdue ? html` <span class="pill overdue">Overdue</span>` : nothing
  }`;
}
