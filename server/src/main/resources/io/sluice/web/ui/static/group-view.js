import { html, nothing } from "lit";
import { ask, deleteGroup } from "./api.js";
import { confirmedGroup } from "./groups-view.js";
import { histogram, summary } from "./histogram.js";
import { live } from "./live.js";
import { go, link } from "./route.js";
import { ago, at, bytes, count, counted, duration, holders, labelList, meaning, statePill, value } from "./text.js";
import { View } from "./view.js";

/** The number of series shown per family until the user requests all. */
const FEW_SERIES = 100;
const FEW_DRAWINGS = 12;

const REFRESH_SECONDS = 15;

/** One group with its families, series and values. */
class GroupView extends View {
  static properties = { whole: { state: true } };

  #lastMillis = 0;
  #soon = 0;

  constructor() {
    super();
    /** The names of families that are shown with all their series. */
    this.whole = new Set();
  }

  connectedCallback() {
    super.connectedCallback();
    this.every(1, () => this.requestUpdate());
    this.every(REFRESH_SECONDS, () => this.isLoading || this.load());
    live.addEventListener("push", this.#pushed);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    live.removeEventListener("push", this.#pushed);
    clearTimeout(this.#soon);
    this.#soon = 0;
  }

  willUpdate(changed) {
    if (changed.get("route") && changed.get("route").key !== this.route.key) {
      this.data = null;
      this.whole = new Set();
    }
    super.willUpdate(changed);
  }

  async load() {
    const begin = performance.now();
    await this.fill((init) => ask(`groups/${this.route.key}`, {}, init));
    this.#lastMillis = performance.now() - begin;
  }

  #pushed = (event) => {
    if (event.detail.key === this.data?.group.key) {
      this.#soon ||= setTimeout(
        () => {
          this.#soon = 0;
          this.load();
        },
        Math.max(500, 20 * this.#lastMillis),
      );
    }
  };

  render() {
    if (this.problem) {
      return this.#missing();
    }
    if (!this.data) {
      return html`<h1>Group</h1>`;
    }
    const { group, families } = this.data;
    const text = (this.route.params.get("q") ?? "").toLowerCase();
    const shown = lastPushTimes(families).filter((family) => text === "" || family.name.toLowerCase().includes(text) || (family.help ?? "").toLowerCase().includes(text));
    return html`
      <p class="crumbs"><a href="#/groups">Groups</a></p>
      <div class="head">
        <h1 class="group-name">${labelList(group.labels)}</h1>
        <button type="button" class="danger" @click=${() => this.#delete()}>Delete group</button>
      </div>
      ${this.#facts(group)} ${this.#failure(group)}
      <div class="head families-head">
        <h2>${counted(families.length, "family").replace("familys", "families")}</h2>
        <div class="field">
          <label for="family-search">Filter</label>
          <input id="family-search" type="search" autocomplete="off" spellcheck="false" placeholder="Name or help"
            @input=${(event) => go(link("group", { q: event.target.value }, this.route.key), { replace: true })} />
        </div>
      </div>
      ${shown.length === 0 && families.length > 0 ? html`<p>No family matches.</p>` : nothing}
      ${shown.map((family) => this.#family(family, group))}
    `;
  }

  updated(changed) {
    const field = this.querySelector("#family-search");
    if (field && document.activeElement !== field && (changed.has("route") || changed.has("data"))) {
      field.value = this.route.params.get("q") ?? "";
    }
  }

  #missing() {
    const expired = this.problem.data?.expired;
    const isGone = this.problem.status === 404;
    return html`
      <p class="crumbs"><a href="#/groups">Groups</a></p>
      <h1>${isGone ? "No such group" : "Group"}</h1>
      ${isGone
        ? html`<p>It was deleted, or never pushed.${expired ? html` It expired ${ago(expired)}, as its time to live said.` : nothing}</p>
            <p><code class="wrap">${this.route.key}</code></p>`
        : this.problemBox()}
    `;
  }

  #facts(group) {
    const facts = [
      ["State", statePill(group)],
      ["Last push", html`${ago(group.last_push)}${group.last_push ? html` <span class="muted">${at(group.last_push)}</span>` : nothing}`],
      ["Pushes", count(group.push_count)],
      ["Series", count(group.series)],
      ["Size", bytes(group.bytes)],
    ];
    if (group.expected_interval_seconds) {
      facts.push(["Expected every", duration(group.expected_interval_seconds)]);
    }
    if (group.ttl_seconds) {
      facts.push(["Time to live", html`${duration(group.ttl_seconds)}${group.expires ? html` <span class="muted">until ${at(group.expires)}</span>` : nothing}`]);
    }
    return html`<dl class="facts">${facts.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>`;
  }

  #failure(group) {
    const failure = group.last_failure;
    if (!failure) {
      return nothing;
    }
    const isLast = group.state !== "ok";
    return html`<section class="failure ${isLast ? "" : "past"}" aria-labelledby="failure-title">
      <h2 id="failure-title">${isLast ? "The last push was refused" : "An earlier push was refused"}</h2>
      <p class="muted">${ago(failure.time)}, ${at(failure.time)}${failure.peer ? html`, from <code>${failure.peer}</code>` : nothing}</p>
      <pre tabindex="0" aria-label="Reason"><bdi>${failure.message}</bdi></pre>
      ${holders(failure.held_by)}
    </section>`;
  }

  #family(family, group) {
    const isDrawn = family.metrics.some((metric) => metric.buckets || metric.quantiles);
    const limit = this.whole.has(family.name) ? Infinity : isDrawn ? FEW_DRAWINGS : FEW_SERIES;
    const metrics = family.metrics.slice(0, limit);
    const hidden = family.metrics.length - metrics.length;
    return html`<section class="family">
      <header>
        <h3><bdi>${family.name}</bdi></h3>
        <span class="type">${family.type.toLowerCase().replace("_", " ")}</span>
        ${family.unit ? html`<span class="type">${family.unit}</span>` : nothing}
        <span class="muted">${count(family.metrics.length)} series</span>
      </header>
      ${family.help ? html`<p class="help"><bdi>${family.help}</bdi></p>` : nothing}
      ${isDrawn ? metrics.map((metric) => drawing(metric, group)) : valueTable(family, metrics, group)}
      ${hidden > 0
        ? html`<button type="button" @click=${() => (this.whole = new Set([...this.whole, family.name]))}>Show ${count(hidden)} more</button>`
        : nothing}
    </section>`;
  }

  async #delete() {
    const { group } = this.data;
    if (await confirmedGroup(group)) {
      try {
        await deleteGroup(group.key);
        go("#/groups");
      } catch (failure) {
        this.problem = failure;
      }
    }
  }
}

/** The families, with the two that the gateway itself sets at the end. */
function lastPushTimes(families) {
  const isOwn = ({ name }) => /^push_(failure_)?time_seconds$/.test(name);
  return [...families.filter((family) => !isOwn(family)), ...families.filter(isOwn)];
}

/** The labels that distinguish a series from the others of its group. */
function ownLabels(metric, group) {
  const own = Object.entries(metric.labels).filter(
    ([name, text]) => group.labels[name] !== text && !(name === "instance" && text === "" && group.labels.instance === undefined),
  );
  return Object.fromEntries(own);
}

function seriesName(metric, group) {
  const own = ownLabels(metric, group);
  return Object.keys(own).length === 0 ? html`<span class="muted">labels of the group</span>` : labelList(own);
}

function valueTable(family, metrics, group) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Series of ${family.name.slice(0, 100)}">
    <table class="series">
      <thead><tr><th scope="col">Series</th><th scope="col" class="number">Value</th></tr></thead>
      <tbody>
        ${metrics.map((metric) => {
          const more = meaning(family.name, metric.value);
          return html`<tr>
            <td>${seriesName(metric, group)}</td>
            <td class="number"><span title=${metric.value}>${value(metric.value)}</span>${more ? html`<br /><span class="muted">${more}</span>` : nothing}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

function drawing(metric, group) {
  return html`<div class="drawing">
    <p>${seriesName(metric, group)}</p>
    ${metric.buckets ? histogram(metric) : metric.quantiles ? summary(metric) : html`<p class="number">${value(metric.value)}</p>`}
  </div>`;
}

customElements.define("group-view", GroupView);
