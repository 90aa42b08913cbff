// The state of the page is in its URL, after the hash: `#/groups?q=batch&sort=-push`.

/** The contents of a URL: a view, a grouping key in its URL form if the view is of one group, and parameters. */
export function parse(hash) {
  const text = hash.replace(/^#\/?/, "");
  const end = text.indexOf("?");
  const path = end < 0 ? text : text.slice(0, end);
  const slash = path.indexOf("/");
  return {
    view: (slash < 0 ? path : path.slice(0, slash)) || "groups",
    key: slash < 0 ? "" : path.slice(slash + 1),
    params: new URLSearchParams(end < 0 ? "" : text.slice(end + 1)),
  };
}

/** The link to a view. Empty parameters are left out. */
export function link(view, params = {}, key = "") {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== "") {
      query.set(name, String(value));
    }
  }
  const text = query.toString();
  return `#/${view}${key && `/${key}`}${text && `?${text}`}`;
}

/** Opens a link; with `replace`, without a new entry in the browser's history. */
export function go(to, { replace = false } = {}) {
  if (replace) {
    history.replaceState(null, "", to);
  } else {
    history.pushState(null, "", to);
  }
  window.dispatchEvent(new Event("hashchange"));
}
