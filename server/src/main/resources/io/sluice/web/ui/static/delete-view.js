import { html, nothing } from "lit";
import { ask, wipe } from "./api.js";
import { confirmed } from "./confirm.js";
import { queryOf } from "./groups-view.js";
import { go, link } from "./route.js";
import { count, counted, labelList } from "./text.js";
import { View } from "./view.js";

/**
 * Deletes all groups that match a selector. The data is `{runtime, plan}`; the plan lists the
 * groups that would be deleted, or is null without a selector.
 */
class DeleteView extends View {
  static properties = { done: { state: true } };

  constructor() {
    super();
    this.done = null;
  }

  /** The selector; if only an age is given, the one of all groups. */
  get #match() {
    return this.route.params.get("match") ?? (this.#pushedBefore ? "{}" : "");
  }

  get #pushedBefore() {
    return this.route.params.get("pushed_before") ?? "";
  }

  /** The query for the groups, as the user types it. */
  get #text() {
    return this.#pushedBefore ? `${this.#match} pushed_before=${this.#pushedBefore}` : this.#match;
  }

  load() {
    return this.fill(async (init) => {
      const runtime = await ask("runtime", {}, init);
      const isPlanned = runtime.admin_api && this.#match !== "";
      return { runtime, plan: isPlanned ? await this.#remove(true, init) : null };
    });
  }

  updated(changed) {
    const field = this.querySelector("#delete-match");
    if (field && document.activeElement !== field && (changed.has("route") || changed.has("data"))) {
      field.value = this.#text;
    }
  }

  render() {
    return html`
      <p class="crumbs"><a href="#/groups">Groups</a></p>
      <h1>Delete groups</h1>
      ${this.problemBox()}
      ${this.done === null ? nothing : html`<p class="success" role="status">${this.done}</p>`}
      ${this.data === null && !this.problem ? nothing : this.data?.runtime.admin_api === false ? this.#notEnabled() : this.#form()}
    `;
  }

  #notEnabled() {
    return html`<div class="empty">
      <h2>Not enabled</h2>
      <p>Deleting many groups at once needs the admin API. Start the gateway with <code>--web.enable-admin-api</code>.</p>
      <p>Single groups can be deleted without it, in the list of <a href=${link("groups", { q: this.#text })}>groups</a>.</p>
    </div>`;
  }

  #form() {
    const plan = this.data?.plan;
    return html`
      <form class="search" @submit=${(event) => this.#plan(event)}>
        <div class="field">
          <label for="delete-match">Selector</label>
          <input id="delete-match" type="search" autocomplete="off" spellcheck="false" placeholder='{job=~"batch.*",instance="db1"}' aria-describedby="delete-help" />
        </div>
        <button type="submit">Show what would go</button>
        <p id="delete-help" class="hint">Nothing is deleted before you have seen what it is. With <code>pushed_before=7d</code> behind the selector, only groups last pushed to more than seven days ago.</p>
      </form>
      ${plan ? this.#planned(plan) : nothing}
      <section class="all">
        <h2>Everything</h2>
        <p>Deletes all ${count(this.data?.runtime.groups)} groups, whatever they are called.</p>
        <button type="button" class="danger" @click=${() => this.#wipe()}>Delete everything…</button>
      </section>
    `;
  }

  #planned(plan) {
    if (plan.count === 0) {
      return html`<p role="status">No group matches. Nothing would go.</p>`;
    }
    const series = plan.groups.reduce((sum, group) => sum + group.series, 0);
    const rest = plan.count - plan.groups.length;
    return html`<section aria-labelledby="plan-title">
      <div class="head">
        <h2 id="plan-title">${counted(plan.count, "group")} would go${rest > 0 ? nothing : html`, with ${count(series)} series`}</h2>
        <button type="button" class="danger" @click=${() => this.#delete(plan)}>Delete ${counted(plan.count, "group")}…</button>
      </div>
      <div class="scroll" role="region" aria-label="What would go" tabindex="0">
        <table class="plan">
          <thead><tr><th scope="col">Group</th><th scope="col" class="number">Series</th></tr></thead>
          <tbody>${plan.groups.map(
            (group) => html`<tr><td class="key"><a href=${link("group", {}, group.key)}>${labelList(group.labels)}</a></td><td class="number">${count(group.series)}</td></tr>`,
          )}</tbody>
        </table>
      </div>
      ${rest > 0 ? html`<p>And ${count(rest)} more.</p>` : nothing}
    </section>`;
  }

  #plan(event) {
    event.preventDefault();
    this.done = null;
    const query = queryOf(this.querySelector("#delete-match").value);
    const [match, before] = [query["match[]"] ?? query.search ?? "", query.pushed_before ?? ""];
    const to = link("delete", { match, pushed_before: before });
    if (to === link("delete", Object.fromEntries(this.route.params))) {
      this.load();
    } else {
      go(to);
    }
  }

  async #delete(plan) {
    const isSure = await confirmed({
      title: `Delete ${counted(plan.count, "group")}?`,
      body: html`<p>All groups that match <code class="wrap">${this.#text}</code> go, with their series, also those pushed since they were listed.</p>`,
      action: `Delete ${counted(plan.count, "group")}`,
    });
    if (isSure) {
      await this.#carryOut(async () => {
        const gone = await this.#remove(false);
        return `${counted(gone.count, "group")} deleted.`;
      });
    }
  }

  async #wipe() {
    const isSure = await confirmed({
      title: "Delete everything?",
      body: html`<p>All groups go, with all their series. The next scrape has only the gateway's own metrics.</p>`,
      action: "Delete everything",
    });
    if (isSure) {
      await this.#carryOut(async () => {
        await wipe();
        return "Everything was deleted.";
      });
    }
  }

  #remove(isDry, init = {}) {
    const query = { "match[]": this.#match, pushed_before: this.#pushedBefore, dry_run: isDry };
    return ask("groups", query, { ...init, method: "DELETE" });
  }

  async #carryOut(action) {
    try {
      const done = await action();
      await this.load();
      this.done = done;
    } catch (failure) {
      this.problem = failure;
    }
  }
}

customElements.define("delete-view", DeleteView);
