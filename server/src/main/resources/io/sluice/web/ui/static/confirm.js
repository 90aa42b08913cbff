import { html, render } from "lit";

/**
 * Asks for confirmation before an action that cannot be undone. Resolves with whether to continue;
 * the focus returns to where it was.
 */
export function confirmed({ title, body, action }) {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.setAttribute("aria-labelledby", "confirm-title");
    render(
      html`<h2 id="confirm-title">${title}</h2>
        <div class="dialog-body">${body}</div>
        <p class="actions">
          <button type="button" autofocus @click=${() => dialog.close("no")}>Cancel</button>
          <button type="button" class="danger" @click=${() => dialog.close("yes")}>${action}</button>
        </p>`,
      dialog,
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
