// Histograms and summaries as bars. Reads both forms of the API: classic buckets, an object from
// upper bounds to cumulative counts, and native ones, a list of [boundaries, lower, upper, count].

import { html, nothing, svg } from "lit";
import { approximate, count, toNumber } from "./text.js";

/** With more bars, each would be narrower than a pixel on most screens. */
const MAX_BARS = 400;
const MAX_TICKS = 8;
const QUANTILES = [0.5, 0.9, 0.99];

/** The buckets from the lowest to the highest, each with its own count: {lower, upper, count}. */
export function bucketsOf(metric) {
  return Array.isArray(metric.buckets) ? nativeBuckets(metric.buckets) : classicBuckets(metric);
}

function classicBuckets(metric) {
  const bounds = Object.entries(metric.buckets)
    .map(([bound, cumulative]) => ({ upper: toNumber(bound), cumulative: Number(cumulative) }))
    .sort((a, b) => a.upper - b.upper);
  const total = Number(metric.count);
  if (bounds.length > 0 && bounds.at(-1).upper !== Infinity) {
    bounds.push({ upper: Infinity, cumulative: total });
  }
  let lower = -Infinity;
  let below = 0;
  return bounds.map(({ upper, cumulative }) => {
    const bucket = { lower, upper, count: Math.max(0, cumulative - below) };
    lower = upper;
    below = Math.max(below, cumulative);
    return bucket;
  });
}

function nativeBuckets(buckets) {
  return buckets.map(([, lower, upper, number]) => ({
    lower: toNumber(lower),
    upper: toNumber(upper),
    count: Number(number),
  }));
}

/** The native buckets and the empty ones between them, unless there are too many. */
export function withGaps(buckets) {
  const filled = [];
  for (const bucket of buckets) {
    const before = filled.at(-1);
    if (before && before.upper < bucket.lower) {
      filled.push(...gap(before, bucket));
    }
    filled.push(bucket);
  }
  return filled.length <= MAX_BARS ? filled : buckets;
}

/** Empty buckets as wide as the one above on the logarithmic scale; a single one if the gap cannot be divided. */
function gap(before, after) {
  const [from, to] = after.lower > 0 ? [before.upper, after.lower] : [-after.lower, -before.upper];
  const width = after.lower > 0 ? after.upper / after.lower : before.lower / before.upper;
  const number = from > 0 && width > 1 ? Math.round(Math.log(to / from) / Math.log(width)) : 1;
  const empty = { lower: before.upper, upper: after.lower, count: 0 };
  return number > 1 && number <= MAX_BARS && after.lower > 0
    ? Array.from({ length: number }, (_, i) => ({
        lower: before.upper * width ** i,
        upper: before.upper * width ** (i + 1),
        count: 0,
      }))
    : [empty];
}

/** A quantile, estimated as PromQL does: linear within classic buckets, exponential within native ones. */
export function quantile(q, buckets, isNative) {
  const total = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  if (!(total > 0)) {
    return NaN;
  }
  let rest = q * total;
  const hit = buckets.find((bucket) => bucket.count > 0 && (rest -= bucket.count) <= 0) ?? buckets.findLast((bucket) => bucket.count > 0);
  const share = Math.min(1, Math.max(0, (rest + hit.count) / hit.count));
  return within(hit, share, isNative);
}

function within({ lower, upper }, share, isNative) {
  if (upper === Infinity) {
    return lower;
  }
  if (lower === -Infinity) {
    return upper > 0 ? upper * share : upper;
  }
  if (isNative && lower > 0) {
    return lower * (upper / lower) ** share;
  }
  return isNative && upper < 0 ? upper * (lower / upper) ** (1 - share) : lower + (upper - lower) * share;
}

/** A histogram: bars, bounds below them, and a table of the exact numbers. */
export function histogram(metric) {
  const isNative = Array.isArray(metric.buckets);
  const buckets = bucketsOf(metric);
  const total = Number(metric.count);
  const sum = toNumber(metric.sum);
  const facts = [
    ["count", count(total)],
    ["sum", approximate(sum)],
    ["mean", approximate(total > 0 ? sum / total : NaN)],
    ...QUANTILES.map((q) => [`p${q * 100}`, `≈ ${approximate(quantile(q, buckets, isNative))}`]),
  ];
  return html`<div class="distribution">
    ${factList(facts)}
    ${buckets.length === 0 ? nothing : bars(isNative ? withGaps(buckets) : buckets, isNative)}
    ${buckets.length === 0 ? nothing : bucketTable(buckets, isNative)}
  </div>`;
}

function bars(buckets, isNative) {
  const most = Math.max(...buckets.map((bucket) => bucket.count), 1e-300);
  const n = buckets.length;
  const label = `${isNative ? "Native histogram" : "Histogram"}, ${n} buckets; the fullest holds ${approximate(most)}`;
  return html`<figure class="bars">
    <svg viewBox="0 0 ${n} 100" preserveAspectRatio="none" role="img" aria-label=${label}>
      ${buckets.map((bucket, i) => {
        const height = (bucket.count / most) * 100;
        return svg`<g><title>${range(bucket)}: ${approximate(bucket.count)}</title>
          <rect class="hit" x=${i} y="0" width="1" height="100"></rect>
          <rect class="bar" x=${i + 0.06} y=${100 - height} width="0.88" height=${height}></rect></g>`;
      })}
    </svg>
    <div class="ticks" aria-hidden="true">${ticks(buckets)}</div>
  </figure>`;
}

/** Some upper bounds, each below the right edge of its bar. */
function ticks(buckets) {
  const step = Math.ceil(buckets.length / MAX_TICKS);
  return buckets
    .map((bucket, i) => ({ bucket, i }))
    .filter(({ i }) => i % step === step - 1 || step === 1)
    .map(({ bucket, i }) => html`<span .style=${`left: ${((i + 1) / buckets.length) * 100}%`}>${approximate(bucket.upper)}</span>`);
}

function range({ lower, upper }) {
  return lower === -Infinity ? `up to ${approximate(upper)}` : `${approximate(lower)} to ${approximate(upper)}`;
}

function bucketTable(buckets, isNative) {
  const total = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  return html`<details class="exact">
    <summary>${buckets.length} ${isNative ? "native buckets that are not empty" : "buckets"}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Buckets">
      <table>
        <thead><tr><th scope="col">Values</th><th scope="col" class="number">Count</th><th scope="col" class="number">Share</th></tr></thead>
        <tbody>
          ${buckets.map(
            (bucket) => html`<tr><td>${range(bucket)}</td><td class="number">${approximate(bucket.count)}</td><td class="number">${
              total > 0 ? `${approximate((bucket.count / total) * 100)} %` : "–"
            }</td></tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

/** A summary: its quantiles as bars side by side. */
export function summary(metric) {
  const quantiles = Object.entries(metric.quantiles)
    .map(([q, text]) => ({ q: Number(q), text, number: toNumber(text) }))
    .sort((a, b) => a.q - b.q);
  const most = Math.max(...quantiles.map(({ number }) => (Number.isFinite(number) ? Math.abs(number) : 0)), 1e-300);
  const total = Number(metric.count);
  const sum = toNumber(metric.sum);
  return html`<div class="distribution">
    ${factList([
      ["count", count(total)],
      ["sum", approximate(sum)],
      ["mean", approximate(total > 0 ? sum / total : NaN)],
    ])}
    ${quantiles.length === 0
      ? nothing
      : html`<table class="quantiles">
          <thead><tr><th scope="col">Quantile</th><th scope="col" class="number">Value</th><th scope="col"><span class="hidden">Bar</span></th></tr></thead>
          <tbody>
            ${quantiles.map(
              ({ q, text, number }) => html`<tr>
                <td>${q}</td>
                <td class="number" title=${text}>${approximate(number)}</td>
                <td class="bar-cell"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                  <rect class="bar" x="0" y="0" height="10" width=${Number.isFinite(number) ? (Math.abs(number) / most) * 100 : 0}></rect>
                </svg></td>
              </tr>`,
            )}
          </tbody>
        </table>`}
  </div>`;
}

function factList(facts) {
  return html`<dl class="facts inline">${facts.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>`;
}
