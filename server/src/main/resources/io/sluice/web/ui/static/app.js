import { html, nothing } from "lit";
import { ask } from "./api.js";
import { live } from "./live.js";
import { link, parse } from "./route.js";
import { count, counted } from "./text.js";
import { Part } from "./view.js";
import "./delete-view.js";
import "./group-view.js";
import "./groups-view.js";
import "./push-view.js";
import "./pushes-view.js";
import "./status-view.js";

const NAVIGATION = [
  ["groups", "Groups"],
  ["pushes", "Pushes"],
  ["push", "Push"],
  ["status", "Status"],
];

const VIEWS = {
  groups: { title: "Groups", show: (route) => html`<groups-view .route=${route}></groups-view>` },
  group: { title: "Group", under: "groups", show: (route) => html`<group-view .route=${route}></group-view>` },
  delete: { title: "Delete groups", under: "groups", show: (route) => html`<delete-view .route=${route}></delete-view>` },
  pushes: { title: "Pushes", show: (route) => html`<pushes-view .route=${route}></pushes-view>` },
  push: { title: "Push", show: (route) => html`<push-view .route=${route}></push-view>` },
  status: { title: "Status", show: (route) => html`<status-view .route=${route}></status-view>` },
};

/** The whole page: the header and the view that the URL selects. */
class App extends Part {
  static properties = {
    route: { state: true },
    stats: { state: true },
    isLive: { state: true },
  };

  constructor() {
    super();
    this.route = parse(location.hash);
    this.stats = null;
    this.isLive = false;
  }

  connectedCallback() {
    super.connectedCallback();
    window.addEventListener("hashchange", () => this.#routed());
    window.addEventListener("popstate", () => this.#routed());
    document.addEventListener("keydown", (event) => focusSearch(event));
    live.addEventListener("stats", (event) => (this.stats = event.detail));
    live.addEventListener("state", (event) => (this.isLive = event.detail));
    live.start();
    this.#firstStats();
    document.title = titleOf(this.route);
  }

  /** The counts to show until the first event. */
  async #firstStats() {
    try {
      const runtime = await ask("runtime");
      this.stats ??= runtime;
    } catch {
      // The view shows the problem.
    }
  }

  #routed() {
    const before = this.route;
    const route = parse(location.hash);
    if (link(route.view, Object.fromEntries(route.params), route.key) === link(before.view, Object.fromEntries(before.params), before.key)) {
      return;
    }
    this.route = route;
    document.title = titleOf(route);
    if (route.view !== before.view || route.key !== before.key) {
      // A screen reader starts with the new view, and the next Tab goes to its first control.
      this.updateComplete.then(() => this.querySelector("main").focus());
      window.scrollTo(0, 0);
    }
  }

  render() {
    const view = VIEWS[this.route.view];
    return html`
      <a class="skip" href="#main" @click=${(event) => this.#skip(event)}>Skip to content</a>
      <header class="top">
        <a class="brand" href="#/groups">${mark()}<span>Sluice</span></a>
        <nav aria-label="Main">${NAVIGATION.map(([name, title]) => this.#tab(name, title, view))}</nav>
        <p class="held" title=${this.isLive ? "Live" : "Not connected: shown as last loaded"}>
          <span class="lamp ${this.isLive ? "on" : "off"}" aria-hidden="true"></span>
          <span class="hidden">${this.isLive ? "Live." : "Not live."}</span>
          ${this.stats ? html`<span>${counted(this.stats.groups, "group")}<span class="wide">, ${count(this.stats.series)} series</span></span>` : nothing}
        </p>
      </header>
      <main id="main" tabindex="-1">
        ${view ? view.show(this.route) : html`<h1>Nothing here</h1><p>There is no such view. <a href="#/groups">Groups</a></p>`}
      </main>
    `;
  }

  #tab(name, title, view) {
    const isCurrent = this.route.view === name || view?.under === name;
    return html`<a href="#/${name}" aria-current=${isCurrent ? "page" : nothing}>${title}</a>`;
  }

  #skip(event) {
    event.preventDefault();
    this.querySelector("main").focus();
  }
}

function titleOf(route) {
  const title = VIEWS[route.view]?.title ?? "Nothing here";
  return `${title} · Prometheus Pushgateway`;
}

/** The slash key moves the focus to the view's search field, as in many tools. */
function focusSearch(event) {
  const isTyping = event.target.closest?.("input, textarea, select, dialog");
  const field = document.querySelector("input[type=search]");
  if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey && field) {
    event.preventDefault();
    field.focus();
    field.select();
  }
}

const mark = () => html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
  <rect width="32" height="32" rx="7" />
  <path class="water" d="M6 11h7v3.5H6zM6 17.5h7V21H6zM19 11h7v3.5h-7zM19 17.5h7V21h-7z" />
  <path class="gate" d="M14.5 6h3v20h-3z" />
</svg>`;

customElements.define("sluice-app", App);
