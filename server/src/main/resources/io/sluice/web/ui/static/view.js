import { LitElement, html } from "lit";

/** An element in the page's own tree, so that one stylesheet and one set of ids serve all. */
export class Part extends LitElement {
  createRenderRoot() {
    return this;
  }
}

/**
 * What is shown below the header. A view loads its `data` whenever its `route` changes; what fails
 * is in `problem`.
 */
export class View extends Part {
  static properties = {
    route: { attribute: false },
    data: { state: true },
    problem: { state: true },
    isLoading: { state: true },
  };

  #request = null;
  #timers = [];

  constructor() {
    super();
    this.data = null;
    this.problem = null;
    this.isLoading = false;
  }

  willUpdate(changed) {
    if (changed.has("route")) {
      this.load();
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#request?.abort();
    this.#timers.forEach(clearInterval);
    this.#timers = [];
  }

  /** Runs `action` now and then while the view is there and can be seen. */
  every(seconds, action) {
    const timer = setInterval(() => document.hidden || action(), seconds * 1000);
    this.#timers.push(timer);
  }

  /** Takes as `data` what `request` gives, unless something else is asked for before. */
  async fill(request) {
    this.#request?.abort();
    const own = new AbortController();
    this.#request = own;
    this.isLoading = true;
    try {
      const data = await request({ signal: own.signal });
      if (!own.signal.aborted) {
        this.data = data;
        this.problem = null;
      }
    } catch (failure) {
      if (!own.signal.aborted) {
        this.problem = failure;
      }
    } finally {
      if (!own.signal.aborted) {
        this.isLoading = false;
      }
    }
  }

  /** The problem, if there is one, above everything else. */
  problemBox() {
    return this.problem && html`<p class="problem" role="alert">${this.problem.message}</p>`;
  }
}
