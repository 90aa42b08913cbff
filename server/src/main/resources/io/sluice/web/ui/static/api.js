// The gateway's HTTP API. Modules are below `static/`, so the parent folder is the gateway, with any prefix.

const base = new URL("../", import.meta.url);

/** An answer other than success, or no answer (status 0). */
export class ApiError extends Error {
  constructor(status, message, data = null) {
    super(message);
    this.status = status;
    this.data = data;
  }
}

/** The absolute URL of a path below the gateway's. */
export function url(path, params = {}) {
  const at = new URL(path, base);
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== "") {
      at.searchParams.append(name, value);
    }
  }
  return at.href;
}

/** The data of an answer of the JSON API. */
export async function ask(path, params = {}, init = {}) {
  const response = await send(url(`api/v1/${path}`, params), init);
  const answer = await readJson(response);
  if (!response.ok || answer.status !== "success") {
    throw new ApiError(response.status, answer.error || `Answer ${response.status}`, answer.data ?? null);
  }
  return answer.data;
}

/** Deletes the group with this key, as returned by the API, with the request that every client may send. */
export async function deleteGroup(key) {
  // Groups without a job exist only below aggregate/.
  const base = /^job(@base64)?\//.test(key) ? "" : "aggregate/";
  const response = await send(url(`${base}metrics/${key}`), { method: "DELETE" });
  if (!response.ok) {
    throw new ApiError(response.status, await response.text());
  }
}

/** Deletes all groups; needs the admin API. */
export async function wipe() {
  const response = await send(url("api/v1/admin/wipe"), { method: "PUT" });
  if (!response.ok) {
    throw new ApiError(response.status, await response.text());
  }
}

async function send(to, init) {
  try {
    return await fetch(to, init);
  } catch (failure) {
    if (failure.name === "AbortError") {
      throw failure;
    }
    throw new ApiError(0, "The gateway does not answer.");
  }
}

async function readJson(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(response.status, text.trim() || `Answer ${response.status}`);
  }
}

/** The path below `metrics/` of the group with these labels, given as pairs; `job` comes first. */
export function keyOf(labels) {
  return labels.map(([name, value]) => segmentsOf(name, value)).join("/");
}

function segmentsOf(name, value) {
  const isPlain = value !== "" && value !== "." && value !== ".." && !value.includes("/");
  return isPlain
    ? `${encodeURIComponent(name)}/${encodeURIComponent(value)}`
    : `${encodeURIComponent(name)}@base64/${base64(value) || "="}`;
}

/** Base64 with the URL-safe alphabet, of the UTF-8 form. */
function base64(text) {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte));
  return btoa(bytes.join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
