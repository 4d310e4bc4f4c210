// Small comforts; every page works without them.

// Errors are read out first: move to their summary.
document.querySelector(".errors")?.focus();

// Nothing typed is lost by a wrong click: the browser asks before leaving a changed form.
let changed = null;
document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (form?.method === "post") changed = form;
});
document.addEventListener("submit", ({ target }) => {
  if (target === changed) changed = null;
});
window.addEventListener("beforeunload", (event) => {
  if (changed?.isConnected) event.preventDefault();
});

// Only a script can open the print window, so that its button is hidden without one.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// The focus of a line that is removed goes on to the next one, or to what adds one.
document.addEventListener("click", ({ target }) => {
  const row = target.closest?.("[name=remove][hx-post]")?.closest("tr");
  if (!row) return;
  const next = row.nextElementSibling ?? row.previousElementSibling;
  const heir = next?.querySelector("input") ?? row.closest("form").querySelector("[name=add]");
  document.addEventListener("htmx:afterRequest", function moveOn() {
    if (row.isConnected) return;
    document.removeEventListener("htmx:afterRequest", moveOn);
    heir.focus();
  });
});

// An answer that was overtaken by a later one shows what was typed before: ask once more.
let asked = 0;
let shown = 0;
let latest = null;
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  detail.xhr.order = ++asked;
});
document.addEventListener("htmx:afterOnLoad", ({ detail }) => {
  if (detail.xhr.order > shown) {
    shown = detail.xhr.order;
    latest = detail.elt;
  } else if (latest?.isConnected) {
    for (const event of ["input", "change"]) htmx.trigger(latest, event);
  }
});
