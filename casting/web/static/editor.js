// What a row asks for depends on a few choices in it: the form is shown anew as soon as one of them is made.

const DECIDES = /\.(kind|class|only_if)$/;

document.addEventListener("change", (event) => {
  const form = event.target.closest("#editor");
  if (!form || !DECIDES.test(event.target.name)) return;
  const id = event.target.id;
  htmx.ajax("POST", form.action, {
    source: form, values: { do: "look" }, target: "#editor", select: "#editor", swap: "outerHTML show:none",
  }).then(() => document.getElementById(id)?.focus());
});

// Which rows stand open is sent along, so that the page that comes back is the same.

document.addEventListener("toggle", (event) => {
  const kept = event.target.querySelector(":scope > input[name$='.open']");
  if (kept) kept.value = event.target.open ? "yes" : "";
}, true);

// Who has added a row types into it next; who has moved one may want to move it further.

document.addEventListener("htmx:afterSettle", (event) => {
  const button = event.detail.requestConfig?.elt;
  if (!button?.matches?.("button[formaction]")) return;
  const row = document.getElementById(new URL(button.formAction).hash.slice(1));
  const act = button.value.split(".").pop();
  const next = act === "add" ? ".entries :is(input, select, textarea)" : `button[value$=".${act}"]`;
  (row?.querySelector(next) ?? row?.querySelector("summary"))?.focus();
});

// Who leaves with something unsaved is asked first.

let typed = false;
let saving = false;

document.addEventListener("input", (event) => { typed ||= Boolean(event.target.closest("#editor")); });
document.addEventListener("submit", (event) => { saving = event.target.id === "editor"; });
window.addEventListener("pageshow", () => { saving = false; });
window.addEventListener("beforeunload", (event) => {
  if (!saving && (typed || document.querySelector("#editor[data-unsaved]"))) event.preventDefault();
});
