// What the gateway tells without being asked: pushes as they are answered, and how much it holds.

import { url } from "./api.js";

const RETRY_MILLIS = 5000;

/** Dispatches `push` and `stats` with what arrived as `detail`, and `state` when the connection comes or goes. */
class Live extends EventTarget {
  isConnected = false;
  stats = null;
  #source = null;
  #retry = 0;

  /** Listens while the page can be seen: the gateway serves a bounded number of listeners. */
  start() {
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#close() : this.#open()));
    window.addEventListener("pagehide", () => this.#close());
    window.addEventListener("pageshow", () => this.#open());
    this.#open();
  }

  #open() {
    clearTimeout(this.#retry);
    if (this.#source || document.hidden) {
      return;
    }
    const source = new EventSource(url("api/v1/events"));
    this.#source = source;
    source.addEventListener("open", () => this.#connected(true));
    source.addEventListener("push", (event) => this.#tell("push", JSON.parse(event.data)));
    source.addEventListener("stats", (event) => {
      this.stats = JSON.parse(event.data);
      this.#tell("stats", this.stats);
    });
    // Some pushes were left out: views that show pushes ask for them, as after a cut.
    source.addEventListener("dropped", () => this.#tell("state", true));
    source.addEventListener("error", () => this.#failed());
  }

  /** The browser tries again by itself after a cut, but not after a refusal. */
  #failed() {
    this.#connected(false);
    if (this.#source?.readyState === EventSource.CLOSED) {
      this.#source = null;
      this.#retry = setTimeout(() => this.#open(), RETRY_MILLIS);
    }
  }

  #close() {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
    this.#connected(false);
  }

  #connected(isConnected) {
    if (this.isConnected !== isConnected) {
      this.isConnected = isConnected;
      this.#tell("state", isConnected);
    }
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

export const live = new Live();
