import { html, nothing } from "lit";
import { ask, keyOf, url } from "./api.js";
import { go, link } from "./route.js";
import { counted, holders } from "./text.js";
import { View } from "./view.js";

const CLIENTS = {
  curl: { title: "curl", lines: curlLines },
  python: { title: "Python", lines: pythonLines },
  go: { title: "Go", lines: goLines },
  java: { title: "Java", lines: javaLines },
  node: { title: "Node.js", lines: nodeLines },
};

const SAMPLE = `# HELP backup_size_bytes Size of the last backup.
# TYPE backup_size_bytes gauge
backup_size_bytes{kind="full"} 1048576
`;

/** Lines shown on each side of an error. */
const CONTEXT = 2;
const TYPING_MILLIS = 150;

/** How to push to this gateway, and a check of a push before it is sent. */
class PushView extends View {
  static properties = { verdict: { state: true } };

  #typing = 0;
  #checked = "";

  constructor() {
    super();
    this.verdict = null;
  }

  load() {}

  get #job() {
    return this.route.params.get("job") ?? "some_job";
  }

  get #labels() {
    return this.route.params.get("labels") ?? "";
  }

  get #client() {
    const name = this.route.params.get("client");
    return CLIENTS[name] ? name : "curl";
  }

  get #key() {
    return keyOf([["job", this.#job || "some_job"], ...pairs(this.#labels)]);
  }

  #link(changes) {
    return link("push", { ...Object.fromEntries(this.route.params), ...changes });
  }

  firstUpdated() {
    this.querySelector("#push-job").value = this.#job;
    this.querySelector("#push-labels").value = this.#labels;
    this.querySelector("#exposition").value = SAMPLE;
  }

  render() {
    const target = { job: this.#job || "some_job", labels: pairs(this.#labels) };
    const text = CLIENTS[this.#client].lines(target);
    return html`
      <h1>Push</h1>
      <section aria-labelledby="how-title">
        <h2 id="how-title">To this gateway</h2>
        <div class="search">
          <div class="field"><label for="push-job">Job</label>
            <input id="push-job" autocomplete="off" spellcheck="false" @input=${() => this.#typed()} /></div>
          <div class="field grow"><label for="push-labels">More labels of the group</label>
            <input id="push-labels" autocomplete="off" spellcheck="false" placeholder="instance=db1, path=/var/tmp" @input=${() => this.#typed()} /></div>
        </div>
        <div class="code">
          <div class="code-head">
            <div class="segments" role="group" aria-label="Client">
              ${Object.entries(CLIENTS).map(
                ([name, { title }]) =>
                  html`<button type="button" aria-pressed=${name === this.#client} @click=${() => go(this.#link({ client: name }))}>${title}</button>`,
              )}
            </div>
            <button type="button" @click=${(event) => copy(event.target, text)}>Copy</button>
          </div>
          <pre id="push-lines" tabindex="0" aria-label="Lines for ${CLIENTS[this.#client].title}">${text}</pre>
        </div>
      </section>
      <section aria-labelledby="check-title">
        <h2 id="check-title">Check an exposition</h2>
        <p class="muted">Paste what you are about to push. It is checked as a push to the group above would be, and nothing is stored.</p>
        <label for="exposition" class="hidden">Exposition</label>
        <textarea id="exposition" rows="10" spellcheck="false" wrap="off" @keydown=${(event) => this.#pressed(event)}></textarea>
        <p class="actions start"><button type="button" class="primary" @click=${() => this.#check()}>Check</button>
          <span class="hint">or <kbd>Ctrl</kbd> <kbd>Enter</kbd></span></p>
        ${this.problemBox()}
        <div aria-live="polite">${this.verdict ? this.#verdict() : nothing}</div>
      </section>
    `;
  }

  #typed() {
    const [job, labels] = ["#push-job", "#push-labels"].map((id) => this.querySelector(id).value);
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => go(this.#link({ job, labels }), { replace: true }), TYPING_MILLIS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#typing);
  }

  #pressed(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#check();
    }
  }

  async #check() {
    this.#checked = this.querySelector("#exposition").value;
    this.verdict = null;
    this.problem = null;
    try {
      this.verdict = await ask("check", { key: this.#key }, { method: "POST", body: this.#checked, headers: { "Content-Type": "text/plain; version=0.0.4" } });
    } catch (failure) {
      this.problem = failure;
    }
  }

  #verdict() {
    const { verdict } = this;
    if (verdict.valid) {
      return html`<p class="success">Good: ${counted(verdict.families, "family").replace("familys", "families")}, ${verdict.series} series.</p>`;
    }
    return html`<div class="failure">
      <h3>${verdict.line ? `Line ${verdict.line}${verdict.column ? `, column ${verdict.column}` : ""}` : "Not accepted"}</h3>
      <p><bdi>${verdict.message}</bdi></p>
      ${holders(verdict.held_by)}
      ${verdict.line ? this.#marked(verdict.line, verdict.column) : verdict.excerpt ? html`<pre>${verdict.excerpt}</pre>` : nothing}
      ${verdict.line ? html`<button type="button" @click=${() => this.#select(verdict.line, verdict.column)}>Go to the place</button>` : nothing}
    </div>`;
  }

  /** The lines around an error, with its place marked. */
  #marked(line, column) {
    const lines = this.#checked.split("\n");
    const first = Math.max(1, line - CONTEXT);
    const shown = lines.slice(first - 1, line + CONTEXT);
    return html`<ol class="lines" start=${first} tabindex="0" aria-label="The lines around it">
      ${shown.map((text, i) => html`<li class=${first + i === line ? "bad" : ""}><code>${first + i === line ? markedAt(text, column) : text}</code></li>`)}
    </ol>`;
  }

  #select(line, column) {
    const field = this.querySelector("#exposition");
    const before = this.#checked.split("\n").slice(0, line - 1);
    const start = before.reduce((sum, text) => sum + text.length + 1, 0) + Math.max(0, (column ?? 1) - 1);
    const end = this.#checked.indexOf("\n", start);
    field.focus();
    field.setSelectionRange(start, end < 0 ? this.#checked.length : end);
  }
}

function markedAt(text, column) {
  if (!column) {
    return html`<mark>${text}</mark>`;
  }
  const at = Math.min(column - 1, text.length);
  const place = text.slice(at, at + 1);
  return html`${text.slice(0, at)}<mark>${place || "⏎"}</mark>${text.slice(at + 1)}`;
}

async function copy(button, text) {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    // There is no clipboard without HTTPS; select the lines, so that the user can copy them.
    getSelection().selectAllChildren(document.querySelector("#push-lines"));
    button.textContent = "Selected";
  }
  setTimeout(() => (button.textContent = before), 1500);
}

/** `instance=db1, path=/tmp` as pairs. */
function pairs(text) {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part.includes("="))
    .map((part) => [part.slice(0, part.indexOf("=")).trim(), part.slice(part.indexOf("=") + 1).trim().replace(/^"(.*)"$/, "$1")]);
}

const gateway = () => url("").replace(/\/$/, "");
const host = () => gateway().replace(/^https?:\/\//, "");
const quoted = (text) => JSON.stringify(text);
const shellQuoted = (text) => (/^[\w:/.@%=~+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

function curlLines({ job, labels }) {
  const target = shellQuoted(url(`metrics/${keyOf([["job", job], ...labels])}`));
  return `# Replace the families of the same names, keep the group's others:
cat <<'END' | curl --fail-with-body --data-binary @- ${target}
# TYPE some_metric gauge
some_metric 42
END

# Replace the whole group:
curl --fail-with-body -X PUT --data-binary @metrics.txt ${target}

# Delete the group:
curl --fail-with-body -X DELETE ${target}
`;
}

function pythonLines({ job, labels }) {
  const key = labels.length === 0 ? "" : `, grouping_key={${labels.map(([name, text]) => `${quoted(name)}: ${quoted(text)}`).join(", ")}}`;
  return `from prometheus_client import CollectorRegistry, Gauge, push_to_gateway

registry = CollectorRegistry()
duration = Gauge("job_duration_seconds", "How long the job took.", registry=registry)
duration.set(42)
push_to_gateway(${quoted(gateway())}, job=${quoted(job)}${key}, registry=registry)
`;
}

function goLines({ job, labels }) {
  const grouping = labels.map(([name, text]) => `\n\tGrouping(${quoted(name)}, ${quoted(text)}).`).join("");
  return `import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/push"
)

duration := prometheus.NewGauge(prometheus.GaugeOpts{
	Name: "job_duration_seconds",
	Help: "How long the job took.",
})
duration.Set(42)
err := push.New(${quoted(gateway())}, ${quoted(job)}).${grouping}
	Collector(duration).
	Push()
`;
}

function javaLines({ job, labels }) {
  const grouping = labels.map(([name, text]) => `\n        .groupingKey(${quoted(name)}, ${quoted(text)})`).join("");
  const scheme = gateway().startsWith("https:") ? "\n        .scheme(Scheme.HTTPS)" : "";
  return `// io.prometheus:prometheus-metrics-exporter-pushgateway
Gauge duration = Gauge.builder().name("job_duration_seconds").help("How long the job took.").register();
duration.set(42);
PushGateway gateway =
    PushGateway.builder()
        .address(${quoted(host())})${scheme}
        .job(${quoted(job)})${grouping}
        .build();
gateway.push();
`;
}

function nodeLines({ job, labels }) {
  const groupings = labels.length === 0 ? "" : `, groupings: { ${labels.map(([name, text]) => `${quoted(name)}: ${quoted(text)}`).join(", ")} }`;
  return `const client = require("prom-client");

const duration = new client.Gauge({ name: "job_duration_seconds", help: "How long the job took." });
duration.set(42);
const gateway = new client.Pushgateway(${quoted(gateway())});
await gateway.push({ jobName: ${quoted(job)}${groupings} });
`;
}

customElements.define("push-view", PushView);
