import { html } from "lit";
import uPlot from "uplot";
import { approximate, clock, duration } from "./text.js";
import { Part } from "./view.js";

const HEIGHT = 110;
const AXIS_FONT = "11px system-ui, sans-serif";
const MINUTE = 60;

/**
 * A small chart of values over the last hour. `times` are seconds since 1970; each of `lines` has
 * `values`, the name of a custom property as its `colour`, and a `name` if there are several.
 */
class HistoryChart extends Part {
  static properties = {
    label: {},
    unit: {},
    times: { attribute: false },
    lines: { attribute: false },
    at: { state: true },
  };

  #plot = null;
  #resizes = new ResizeObserver(() => this.#fit());
  #scheme = matchMedia("(prefers-color-scheme: dark)");
  #recolour = () => {
    this.#drop();
    this.requestUpdate();
  };

  constructor() {
    super();
    this.unit = "";
    this.times = [];
    this.lines = [];
    this.at = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#scheme.addEventListener("change", this.#recolour);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#scheme.removeEventListener("change", this.#recolour);
    this.#resizes.disconnect();
    this.#drop();
  }

  render() {
    const last = this.at ?? this.times.length - 1;
    const shown = this.lines.map((line) => `${line.name ? `${line.name} ` : ""}${this.#text(line.values[last])}`).join(", ");
    const peak = Math.max(...this.lines.flatMap((line) => line.values).filter((value) => value !== null), 0);
    return html`<figure>
      <figcaption>
        <span class="title">${this.label}</span>
        <span class="now">${this.times.length ? shown : "–"}</span>
        <span class="when">${this.at === null ? "" : clock(new Date(this.times[this.at] * 1000))}</span>
      </figcaption>
      <div class="plot" role="img" aria-label="${this.label}, last hour: now ${this.times.length ? shown : "unknown"}, at most ${this.#text(peak)}"></div>
    </figure>`;
  }

  updated(changed) {
    const place = this.querySelector(".plot");
    if (!this.#plot) {
      this.#plot = new uPlot(this.#options(place.clientWidth || 300), this.#data(), place);
      this.#resizes.observe(place);
    } else if (changed.has("times") || changed.has("lines")) {
      this.#plot.setData(this.#data());
    }
  }

  #data() {
    return [this.times, ...this.lines.map((line) => line.values)];
  }

  #text(value) {
    return value === null || value === undefined ? "–" : this.unit === "s" && value > 0 ? duration(value) : approximate(value);
  }

  #fit() {
    const width = this.querySelector(".plot")?.clientWidth;
    if (this.#plot && width && width !== this.#plot.width) {
      this.#plot.setSize({ width, height: HEIGHT });
    }
  }

  /** The whole hour up to the last value, even if the gateway has run for a shorter time. */
  #hour() {
    const end = this.times.at(-1) ?? Date.now() / 1000;
    return [end - 60 * MINUTE, end];
  }

  #drop() {
    this.#plot?.destroy();
    this.#plot = null;
  }

  #options(width) {
    const style = getComputedStyle(this);
    const colour = (name) => style.getPropertyValue(name).trim();
    const axis = { stroke: colour("--muted"), font: AXIS_FONT, grid: { stroke: colour("--border"), width: 1 }, ticks: { show: false } };
    return {
      width,
      height: HEIGHT,
      padding: [6, 4, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 5 } },
      scales: { x: { time: true, range: () => this.#hour() }, y: { range: (_, from, to) => [Math.min(0, from ?? 0), to > 0 ? to * 1.1 : 1] } },
      axes: [
        { ...axis, size: 20, gap: 2, space: 70, values: (_, splits) => splits.map((at) => clock(new Date(at * 1000)).slice(0, 5)) },
        { ...axis, size: 52, gap: 4, space: 28, values: (_, splits) => splits.map((value) => this.#text(value)) },
      ],
      series: [
        {},
        ...this.lines.map((line) => ({
          stroke: colour(line.colour),
          fill: this.lines.length === 1 ? `${colour(line.colour)}22` : undefined,
          width: 1.5,
          points: { show: false },
        })),
      ],
      hooks: { setCursor: [(plot) => (this.at = plot.cursor.idx ?? null)] },
    };
  }
}

customElements.define("history-chart", HistoryChart);
