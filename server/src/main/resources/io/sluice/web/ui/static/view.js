import { LitElement, html } from "lit";

/** An element in the page's own tree, so that all elements share one stylesheet and one set of ids. */
export class Part extends LitElement {
  createRenderRoot() {
    return this;
  }
}

/**
 * The part of the page below the header. A view loads its `data` whenever its `route` changes; a
 * failure is in `problem`.
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

  /** Runs `action` periodically while the view exists and is visible. */
  every(seconds, action) {
    const timer = setInterval(() => document.hidden || action(), seconds * 1000);
    this.#timers.push(timer);
  }

  /** Stores the result of `request` in `data`, unless another request is started before. */
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

  /** The problem, if there is one, shown above everything else. */
  problemBox() {
    return this.problem && html`<p class="problem" role="alert">${this.problem.message}</p>`;
  }
}
