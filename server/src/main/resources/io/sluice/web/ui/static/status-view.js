import { html, nothing } from "lit";
import { ask } from "./api.js";
import { ago, at, bytes, count, duration } from "./text.js";
import { View } from "./view.js";

const REFRESH_SECONDS = 5;

/** The status of the gateway and its settings. */
class StatusView extends View {
  connectedCallback() {
    super.connectedCallback();
    this.every(REFRESH_SECONDS, () => this.isLoading || this.load());
  }

  load() {
    return this.fill(async (init) => {
      const [status, runtime] = await Promise.all([ask("status", {}, init), ask("runtime", {}, init)]);
      const cluster = status.flags["cluster.data"] ? await ask("cluster", {}, init) : null;
      return { status, runtime, cluster };
    });
  }

  render() {
    if (!this.data) {
      return html`<h1>Status</h1>${this.problemBox()}`;
    }
    const { status, runtime, cluster } = this.data;
    return html`
      <h1>Status</h1>
      ${this.problemBox()}
      <div class="cards">
        ${card("Held", [
          ["Groups", count(runtime.groups)],
          ["Series", count(runtime.series)],
          ["Stored", bytes(runtime.store_bytes)],
        ])}
        ${card("Runtime", [
          ["Version", runtime.version],
          ["Started", html`${ago(status.start_time)} <span class="muted">${at(status.start_time)}</span>`],
          ["Up", duration(runtime.uptime_seconds)],
          ["Java", runtime.java],
          ["Threads", count(runtime.threads)],
        ])}
        ${memoryCard(runtime.memory)} ${persistenceCard(runtime.persistence)}
        ${card("APIs", [
          ["Admin", onOff(runtime.admin_api)],
          ["Lifecycle", onOff(runtime.lifecycle)],
        ])}
        ${cluster ? clusterCard(cluster) : nothing}
      </div>
      ${cluster ? nodes(cluster) : nothing} ${table("Limits", runtime.limits)} ${table("Flags", status.flags)} ${table("Build", status.build_information)}
    `;
  }
}

function card(title, facts, more = nothing) {
  return html`<section class="card">
    <h2>${title}</h2>
    <dl>${facts.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>
    ${more}
  </section>`;
}

function memoryCard(memory) {
  const share = memory.heap_max_bytes > 0 ? memory.heap_used_bytes / memory.heap_max_bytes : 0;
  return card(
    "Memory",
    [
      ["Heap in use", `${bytes(memory.heap_used_bytes)} of ${bytes(memory.heap_max_bytes)}`],
      ["Whole process", bytes(memory.rss_bytes)],
    ],
    html`<meter min="0" max="1" high="0.9" value=${share} aria-label="Heap in use"></meter>`,
  );
}

function persistenceCard(persistence) {
  if (!persistence) {
    return card("Persistence", [["File", "none: kept in memory only"]]);
  }
  const { problem, ...rest } = persistence;
  return card("Persistence", [
    ["State", problem ? html`<span class="pill failed">Trouble</span> ${problem}` : html`<span class="pill ok">OK</span>`],
    ...Object.entries(rest).map(([name, text]) => [words(name), readable(name, text)]),
  ]);
}

function clusterCard(cluster) {
  return card("Cluster", [
    ["State", clusterState(cluster)],
    ["This node", cluster.node],
    ["Leader", cluster.leader ?? "none"],
    ["Term", count(cluster.term)],
    ["Committed", count(known(cluster.committed_index))],
    ["Applied", count(known(cluster.applied_index))],
    ["In the snapshot", count(known(cluster.snapshot_index))],
  ]);
}

function clusterState({ draining, problem }) {
  if (problem) {
    return html`<span class="pill failed">${draining ? "Draining" : "Not ready"}</span> ${problem}`;
  }
  return html`<span class="pill ok">Ready</span>`;
}

/** A log position; null before the first entry. */
const known = (index) => (index < 0 ? null : index);

/** The nodes, as known to this one. Only the leader knows the positions of the others. */
function nodes(cluster) {
  return html`<section class="settings">
    <h2>Nodes</h2>
    <div class="scroll" role="region" aria-label="Nodes" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Node</th>
            <th scope="col">Role</th>
            <th scope="col">Address</th>
            <th scope="col" class="number">Log position</th>
            <th scope="col" class="number">Behind</th>
            <th scope="col" class="number">Last contact</th>
          </tr>
        </thead>
        <tbody>${cluster.members.map((member) => nodeRow(member, cluster))}</tbody>
      </table>
    </div>
  </section>`;
}

function nodeRow(member, cluster) {
  const behind = member.matched_index === null ? null : Math.max(0, cluster.committed_index - member.matched_index);
  const contact = member.name === cluster.node ? "this node" : duration(member.contact_millis === null ? null : member.contact_millis / 1000);
  return html`<tr>
    <th scope="row">${member.name}</th>
    <td>${member.role}</td>
    <td><code>${member.address}</code></td>
    <td class="number">${count(member.matched_index)}</td>
    <td class="number">${count(behind)}</td>
    <td class="number">${contact}</td>
  </tr>`;
}

/** `last_snapshot_time` as `Last snapshot time` */
function words(name) {
  const text = name.replace(/_(bytes|seconds)$/, "").replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function readable(name, text) {
  if (text === null || text === undefined) {
    return "–";
  }
  if (name.endsWith("_bytes")) {
    return bytes(Number(text));
  }
  if (name.endsWith("_seconds")) {
    return duration(Number(text));
  }
  return typeof text === "number" ? count(text) : typeof text === "string" ? text : JSON.stringify(text);
}

const onOff = (isOn) => (isOn ? "enabled" : "not enabled");

function table(title, map) {
  const entries = Object.entries(map ?? {});
  return entries.length === 0
    ? nothing
    : html`<section class="settings">
        <h2>${title}</h2>
        <div class="scroll" role="region" aria-label=${title} tabindex="0">
          <table><tbody>${entries.map(
            ([name, text]) => html`<tr><th scope="row">${name}</th><td><code class="wrap">${text === "" ? "–" : String(text)}</code></td></tr>`,
          )}</tbody></table>
        </div>
      </section>`;
}

customElements.define("status-view", StatusView);
