import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { ask, deleteGroup, url } from "./api.js";
import { confirmed } from "./confirm.js";
import { live } from "./live.js";
import { go, link } from "./route.js";
import { ago, bytes, count, counted, freshness, labelList, labelText, statePill } from "./text.js";
import { View } from "./view.js";

const STATES = [
  ["", "All"],
  ["failed", "Failed"],
  ["never", "Never succeeded"],
  ["overdue", "Overdue"],
  ["ok", "OK"],
];

const PAGE_SIZES = [50, 100, 250, 1000];
const TYPING_MILLIS = 200;

/** An age or a time at the beginning or the end of the typed text. */
const PUSHED_BEFORE = /^\s*pushed_before=([^\s"{}]+)(?=\s|$)|(?<=\s)pushed_before=([^\s"{}]+)\s*$/;

/** The query for the typed `text`: `pushed_before=7d`, and a selector or words. */
export function queryOf(text) {
  const [found, first, last] = PUSHED_BEFORE.exec(text) ?? [""];
  const query = selectorOrWords(text.replace(found, ""));
  return found ? { ...query, pushed_before: first ?? last } : query;
}

/** A selector if `text` looks like one, otherwise words. */
function selectorOrWords(text) {
  const trimmed = text.trim();
  if (trimmed === "") {
    return {};
  }
  if (/^[a-zA-Z_:][\w:]*\s*\{|^\{/.test(trimmed)) {
    return { "match[]": trimmed };
  }
  return /^[a-zA-Z_]\w*\s*(=~|!~|!=|=)\s*"/.test(trimmed) ? { "match[]": `{${trimmed}}` } : { search: trimmed };
}

/** The table of groups. */
class GroupsView extends View {
  /** The start positions of the previous pages. */
  #trail = [];
  #typing = 0;
  #soon = 0;
  #lastMillis = 0;

  connectedCallback() {
    super.connectedCallback();
    this.every(1, () => this.requestUpdate());
    this.every(15, () => this.#refresh());
    live.addEventListener("push", this.#refreshSoon);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    live.removeEventListener("push", this.#refreshSoon);
    clearTimeout(this.#soon);
    clearTimeout(this.#typing);
    this.#soon = 0;
  }

  get #text() {
    return this.route.params.get("q") ?? "";
  }

  get #sort() {
    return this.route.params.get("sort") ?? "key";
  }

  get #limit() {
    return Number(this.route.params.get("limit")) || PAGE_SIZES[0];
  }

  async load() {
    if (!this.route.params.has("cursor")) {
      this.#trail = [];
    }
    const begin = performance.now();
    await this.fill((init) => this.#page(init));
    this.#lastMillis = performance.now() - begin;
  }

  /** A page of groups. The API ends a long search early, with a page that may be empty but is not the last. */
  async #page(init) {
    const query = { ...queryOf(this.#text), state: this.route.params.get("state"), sort: this.#sort, limit: this.#limit };
    let page = await ask("groups", { ...query, cursor: this.route.params.get("cursor") }, init);
    while (page.groups.length === 0 && page.next_cursor) {
      page = await ask("groups", { ...query, cursor: page.next_cursor }, init);
    }
    return page;
  }

  /** Refreshes after a push, but such that requests take at most a twentieth of the time. */
  #refreshSoon = () => {
    this.#soon ||= setTimeout(
      () => {
        this.#soon = 0;
        this.#refresh();
      },
      Math.max(1000, 20 * this.#lastMillis),
    );
  };

  #refresh() {
    if (!document.querySelector("dialog[open]") && !this.isLoading && !document.hidden) {
      this.load();
    }
  }

  updated(changed) {
    // Do not replace the text that the user is typing with an earlier query.
    const field = this.querySelector("#search");
    if (changed.has("route") && field && document.activeElement !== field) {
      field.value = this.#text;
    }
  }

  /** The link to this view with other parameters; to its first page unless they include another one. */
  #link(changes) {
    return link("groups", { ...Object.fromEntries(this.route.params), cursor: "", from: "", ...changes });
  }

  render() {
    const isFiltered = this.#text !== "" || this.route.params.has("state");
    return html`
      <div class="head">
        <h1>Groups</h1>
        <a class="button" href=${this.#deleteLink()}>Delete matching…</a>
      </div>
      ${this.#searchForm()} ${this.problemBox()}
      ${this.data === null ? nothing : this.data.groups.length > 0 ? this.#table() : this.#nothing(isFiltered)}
    `;
  }

  #deleteLink() {
    const query = queryOf(this.#text);
    return link("delete", { match: query["match[]"], pushed_before: query.pushed_before });
  }

  #searchForm() {
    return html`<form class="search" role="search" @submit=${(event) => this.#search(event)}>
      <div class="field">
        <label for="search">Search</label>
        <input
          id="search"
          type="search"
          autocomplete="off"
          spellcheck="false"
          placeholder='Words, or a selector: {job=~"batch.*"}'
          aria-describedby="search-help"
          @input=${(event) => this.#typed(event)}
          @keydown=${(event) => this.#toRows(event)}
        />
      </div>
      <div class="segments" role="group" aria-label="State">
        ${STATES.map(([state, title]) => {
          const isOn = (this.route.params.get("state") ?? "") === state;
          return html`<button type="button" aria-pressed=${isOn} @click=${() => go(this.#link({ state }))}>${title}</button>`;
        })}
      </div>
      <p id="search-help" class="hint">
        Words are looked for in label names and values. A selector with a name, as <code>up{}</code>, finds groups that hold the family;
        <code>pushed_before=7d</code> finds those last pushed to more than seven days ago.
        Press <kbd>/</kbd> to search.
      </p>
    </form>`;
  }

  #typed(event) {
    clearTimeout(this.#typing);
    const text = event.target.value;
    this.#typing = setTimeout(() => go(this.#link({ q: text }), { replace: true }), TYPING_MILLIS);
  }

  #search(event) {
    event.preventDefault();
    clearTimeout(this.#typing);
    go(this.#link({ q: this.querySelector("#search").value }));
  }

  #toRows(event) {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      this.querySelector("tbody a")?.focus();
    }
  }

  /** The arrow keys move between rows. */
  #betweenRows(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = [...this.querySelectorAll("tbody a")];
    const at = links.indexOf(document.activeElement);
    if (step && at >= 0) {
      event.preventDefault();
      (links[at + step] ?? (step < 0 ? this.querySelector("#search") : links[at])).focus();
    }
  }

  #nothing(isFiltered) {
    if (isFiltered || this.data.held > 0) {
      return html`<div class="empty"><h2>No group matches</h2>
        <p>${counted(this.data.held, "group")} held. <a href="#/groups">Show all</a></p></div>`;
    }
    const line = `echo "some_metric 3.14" | curl --data-binary @- ${url("metrics/job/some_job")}`;
    return html`<div class="empty">
      <h2>Nothing was pushed yet</h2>
      <p>Push a first metric from a shell:</p>
      <pre tabindex="0" aria-label="Command">${line}</pre>
      <p><a href="#/push">More ways to push</a></p>
    </div>`;
  }

  #table() {
    return html`
      <div class="scroll" role="region" aria-label="Groups" tabindex="0">
        <table class="groups" aria-busy=${this.isLoading} @keydown=${(event) => this.#betweenRows(event)}>
          <thead>
            <tr>
              <th scope="col">State</th>
              ${this.#column("key", "Group", false)} ${this.#column("series", "Series", true, "number middle")}
              <th scope="col" class="number wide">Families</th>
              ${this.#column("bytes", "Size", true, "number wide")}
              <th scope="col" class="number wide">Pushes</th>
              ${this.#column("push", "Last push", true)}
              <th scope="col"><span class="hidden">Actions</span></th>
            </tr>
          </thead>
          <tbody>
            ${repeat(
              this.data.groups,
              (group) => group.key,
              (group) => this.#row(group),
            )}
          </tbody>
        </table>
      </div>
      ${this.#pages()}
    `;
  }

  #column(key, title, isLargeFirst, classes = "") {
    const [up, down] = [key, `-${key}`];
    const current = this.#sort === up ? "ascending" : this.#sort === down ? "descending" : nothing;
    const next = current === nothing ? (isLargeFirst ? down : up) : current === "ascending" ? down : up;
    return html`<th scope="col" class=${classes} aria-sort=${current}>
      <button type="button" class="sort" @click=${() => go(this.#link({ sort: next === "key" ? "" : next }))}>
        ${title}<span class="arrow" aria-hidden="true">${current === "ascending" ? "▲" : current === "descending" ? "▼" : ""}</span>
      </button>
    </th>`;
  }

  #row(group) {
    return html`<tr class="state-${group.state}">
      <td>${statePill(group)}</td>
      <td class="key">
        <a href=${link("group", {}, group.key)}>${labelList(group.labels)}</a>
        ${group.state === "ok" || !group.last_failure
          ? nothing
          : html`<p class="reason" title="Why the last push was refused"><bdi>${firstLine(group.last_failure.message)}</bdi></p>`}
      </td>
      <td class="number middle">${count(group.series)}</td>
      <td class="number wide">${count(group.families)}</td>
      <td class="number wide">${bytes(group.bytes)}</td>
      <td class="number wide">${count(group.push_count)}</td>
      <td class="age ${group.last_push ? freshness(group.last_push) : ""}">${ago(group.last_push)}</td>
      <td>
        <button type="button" class="quiet" aria-label="Delete ${labelText(group.labels)}" title="Delete" @click=${() => this.#delete(group)}>
          ${bin()}
        </button>
      </td>
    </tr>`;
  }

  async #delete(group) {
    if (await confirmedGroup(group)) {
      try {
        await deleteGroup(group.key);
        await this.load();
      } catch (failure) {
        this.problem = failure;
      }
    }
  }

  #pages() {
    const from = Number(this.route.params.get("from")) || 1;
    const shown = this.data.groups.length;
    const next = this.data.next_cursor;
    const isFirst = !this.route.params.has("cursor");
    return html`<nav class="pages" aria-label="Pages">
      <span role="status">${count(from)} to ${count(from + shown - 1)}; ${counted(this.data.held, "group")} held</span>
      <span class="grow"></span>
      <label>Rows
        <select @change=${(event) => go(this.#link({ limit: event.target.value }))}>
          ${PAGE_SIZES.map((size) => html`<option value=${size} ?selected=${size === this.#limit}>${size}</option>`)}
        </select>
      </label>
      <button type="button" ?disabled=${isFirst} @click=${() => this.#back()}>${this.#trail.length > 0 || isFirst ? "Previous" : "First page"}</button>
      <button type="button" ?disabled=${!next} @click=${() => this.#forward(next, from + shown)}>Next</button>
    </nav>`;
  }

  #forward(cursor, from) {
    const { params } = this.route;
    this.#trail.push({ cursor: params.get("cursor"), from: params.get("from") });
    go(this.#link({ cursor, from }));
    this.querySelector(".scroll")?.scrollIntoView({ block: "nearest" });
  }

  #back() {
    go(this.#link(this.#trail.pop() ?? {}));
  }
}

/** Asks whether to delete one group. */
export function confirmedGroup(group) {
  return confirmed({
    title: "Delete this group?",
    body: html`<p>${labelList(group.labels)}</p>
      <p>${count(group.series)} series go. The next scrape no longer has them.</p>`,
    action: "Delete group",
  });
}

const firstLine = (text) => text.split("\n", 1)[0];

const bin = () => html`<svg viewBox="0 0 16 16" aria-hidden="true">
  <path d="M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5M6.8 7v3.8M9.2 7v3.8" />
</svg>`;

customElements.define("groups-view", GroupsView);
