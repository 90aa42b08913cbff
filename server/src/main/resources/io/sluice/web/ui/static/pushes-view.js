import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { ask } from "./api.js";
import { live } from "./live.js";
import { go, link } from "./route.js";
import { at, bytes, count, duration, holders, labelList } from "./text.js";
import { View } from "./view.js";

const PAGE_SIZE = 100;
const MAX_SHOWN = 500;

const REASONS = {
  malformed: "Malformed",
  inconsistent: "Inconsistent",
  limit: "Over a limit",
  unavailable: "Unavailable",
};

const OUTCOMES = [
  ["", "All"],
  ["rejected", "Refused"],
  ["applied", "Applied"],
];

/** Recent pushes and refusals, newest first, and charts of the last hour. */
class PushesView extends View {
  static properties = {
    isPaused: { state: true },
    history: { state: true },
    waiting: { state: true },
    news: { state: true },
  };

  #plots = plotsOf(null);
  #arrived = [];
  #frame = 0;

  constructor() {
    super();
    this.isPaused = false;
    this.history = null;
    this.waiting = 0;
    this.news = "";
  }

  connectedCallback() {
    super.connectedCallback();
    live.addEventListener("push", this.#pushed);
    live.addEventListener("state", this.#connected);
    this.every(10, () => this.#loadHistory());
    this.every(5, () => live.isConnected || this.isPaused || this.isLoading || this.load());
    this.#loadHistory();
    import("./chart.js");
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    live.removeEventListener("push", this.#pushed);
    live.removeEventListener("state", this.#connected);
    cancelAnimationFrame(this.#frame);
  }

  willUpdate(changed) {
    super.willUpdate(changed);
    if (changed.has("history")) {
      this.#plots = plotsOf(this.history);
    }
  }

  async load() {
    this.#arrived = [];
    this.waiting = 0;
    const { params } = this.route;
    await this.fill((init) =>
      ask(
        "pushes",
        { outcome: params.get("outcome"), "match[]": params.get("match"), before: params.get("before"), limit: PAGE_SIZE },
        init,
      ),
    );
  }

  async #loadHistory() {
    try {
      this.history = await ask("history");
    } catch {
      this.history ??= { step_seconds: 10, points: [] };
    }
  }

  /** Fetches the events missed while the connection was closed. */
  #connected = (event) => {
    if (event.detail && !this.isPaused && this.data) {
      this.load();
    }
  };

  #pushed = (event) => {
    const push = event.detail;
    const outcome = this.route.params.get("outcome");
    // Only the gateway can evaluate a selector, and older pages do not change.
    if ((outcome && push.outcome !== outcome) || this.route.params.has("match") || this.route.params.has("before")) {
      return;
    }
    this.#arrived.push(push);
    if (this.#arrived.length > MAX_SHOWN) {
      this.#arrived.shift();
    }
    if (this.isPaused) {
      this.waiting = this.#arrived.length;
    } else {
      this.#frame ||= requestAnimationFrame(() => this.#take());
    }
  };

  /** Adds all pushes that arrived since the last frame at the top, in one update. */
  #take() {
    this.#frame = 0;
    if (!this.data) {
      return;
    }
    const known = new Set(this.data.pushes.map((push) => push.id));
    const fresh = this.#arrived.filter((push) => !known.has(push.id)).reverse();
    this.#arrived = [];
    this.waiting = 0;
    this.data = { pushes: [...fresh, ...this.data.pushes].slice(0, MAX_SHOWN) };
    const refused = fresh.filter((push) => push.outcome === "rejected").length;
    if (refused > 0) {
      this.news = `${refused} refused just now`;
    }
  }

  #togglePause() {
    this.isPaused = !this.isPaused;
    if (!this.isPaused) {
      this.#take();
    }
  }

  render() {
    const { params } = this.route;
    return html`
      <h1 class="hidden">Pushes</h1>
      ${this.#charts()}
      <div class="head">
        <h2>Recent pushes</h2>
        <div class="tools">
          <div class="segments" role="group" aria-label="Outcome">
            ${OUTCOMES.map(
              ([outcome, title]) =>
                html`<button type="button" aria-pressed=${(params.get("outcome") ?? "") === outcome}
                  @click=${() => go(link("pushes", { outcome, match: params.get("match") }))}>${title}</button>`,
            )}
          </div>
          <form class="field" @submit=${(event) => this.#search(event)}>
            <label for="push-match">Selector</label>
            <input id="push-match" type="search" autocomplete="off" spellcheck="false" placeholder='{job="backup"}' .value=${params.get("match") ?? ""} />
          </form>
          ${params.has("before") || params.has("match")
            ? nothing
            : html`<button type="button" aria-pressed=${this.isPaused} @click=${() => this.#togglePause()}>
                ${this.isPaused ? (this.waiting ? `Resume (${this.waiting})` : "Resume") : "Pause"}
              </button>`}
        </div>
      </div>
      <p class="hidden" role="status">${this.news}</p>
      ${this.problemBox()} ${this.data ? this.#table() : nothing}
    `;
  }

  #search(event) {
    event.preventDefault();
    const match = this.querySelector("#push-match").value.trim();
    go(link("pushes", { outcome: this.route.params.get("outcome"), match }));
  }

  #charts() {
    return html`<section class="charts" aria-label="The last hour">
      ${this.#plots.map(
        ({ label, unit, times, lines }) =>
          html`<history-chart label=${label} unit=${unit} .times=${times} .lines=${lines}></history-chart>`,
      )}
    </section>`;
  }

  #table() {
    const { pushes } = this.data;
    if (pushes.length === 0) {
      return html`<div class="empty"><h3>No pushes to show</h3><p>They appear here as they arrive.</p></div>`;
    }
    const oldest = pushes.at(-1).id;
    const { params } = this.route;
    return html`
      <div class="scroll" role="region" aria-label="Recent pushes" tabindex="0">
        <table class="pushes" aria-busy=${this.isLoading}>
          <thead>
            <tr>
              <th scope="col">Time</th><th scope="col">Outcome</th><th scope="col">Group</th>
              <th scope="col" class="wide">From</th><th scope="col" class="number wide">Size</th>
              <th scope="col" class="number wide">Series</th><th scope="col" class="number">Took</th>
            </tr>
          </thead>
          <tbody>${repeat(pushes, (push) => push.id, row)}</tbody>
        </table>
      </div>
      <nav class="pages" aria-label="Pages">
        <span class="grow"></span>
        ${params.has("before") ? html`<a class="button" href=${link("pushes", { outcome: params.get("outcome"), match: params.get("match") })}>Newest</a>` : nothing}
        ${pushes.length >= PAGE_SIZE
          ? html`<a class="button" href=${link("pushes", { outcome: params.get("outcome"), match: params.get("match"), before: oldest })}>Older</a>`
          : nothing}
      </nav>
    `;
  }
}

/** The contents of the charts. Created once per history, so that new pushes do not redraw them. */
function plotsOf(history) {
  const { step_seconds: step = 10, points = [] } = history ?? {};
  const times = points.map((point) => Date.parse(point.time) / 1000);
  const line = (colour, read, name = "") => ({ name, colour, values: points.map((point) => read(point) ?? null) });
  return [
    { label: "Pushes per second", unit: "", lines: [line("--line-1", (point) => point.pushes / step)] },
    { label: "Refused per minute", unit: "", lines: [line("--line-bad", (point) => (point.refused * 60) / step)] },
    { label: "Series held", unit: "", lines: [line("--line-2", (point) => point.series)] },
    {
      label: "Push duration",
      unit: "s",
      lines: [
        line("--line-1", (point) => point.push_duration_seconds?.p50, "p50"),
        line("--line-2", (point) => point.push_duration_seconds?.p99, "p99"),
      ],
    },
  ].map((plot) => ({ ...plot, times }));
}

function row(push) {
  const isRefused = push.outcome === "rejected";
  return html`<tr class=${isRefused ? "state-failed" : ""}>
    <td class="nowrap">${at(push.time)}</td>
    <td><span class="pill ${isRefused ? "failed" : "ok"}">${isRefused ? (REASONS[push.reason] ?? "Refused") : "Applied"}</span></td>
    <td class="key">
      <span class="method">${push.method}</span>
      ${push.labels && push.key ? html`<a href=${link("group", {}, push.key)}>${labelList(push.labels)}</a>` : html`<code class="wrap"><bdi>${push.path}</bdi></code>`}
      ${isRefused && push.message ? html`<pre class="reason" tabindex="0" aria-label="Reason"><bdi>${push.message.trimEnd()}</bdi></pre>${holders(push.held_by)}` : nothing}
    </td>
    <td class="wide"><code>${push.peer}</code></td>
    <td class="number wide">${bytes(push.bytes)}</td>
    <td class="number wide">${count(push.series)}</td>
    <td class="number nowrap" title="Status ${push.status}">${duration(push.duration_seconds)}</td>
  </tr>`;
}

customElements.define("pushes-view", PushesView);
