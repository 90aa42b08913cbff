// The events that the gateway sends: pushes as they are answered, and statistics of its state.

import { url } from "./api.js";

const RETRY_MILLIS = 5000;

/** Dispatches `push` and `stats` with the event as `detail`, and `state` when the connection opens or closes. */
class Live extends EventTarget {
  isConnected = false;
  stats = null;
  #source = null;
  #retry = 0;

  /** Listens while the page is visible: the gateway serves a limited number of listeners. */
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
    // Some pushes were dropped: views that show pushes load them, as after a reconnection.
    source.addEventListener("dropped", () => this.#tell("state", true));
    source.addEventListener("error", () => this.#failed());
  }

  /** The browser reconnects automatically after a lost connection, but not after a refused one. */
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
