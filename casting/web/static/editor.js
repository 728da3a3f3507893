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

// Who leaves with something unsaved is asked first.

let typed = false;
let saving = false;

document.addEventListener("input", (event) => { typed ||= Boolean(event.target.closest("#editor")); });
document.addEventListener("submit", (event) => { saving = event.target.id === "editor"; });
window.addEventListener("pageshow", () => { saving = false; });
window.addEventListener("beforeunload", (event) => {
  if (!saving && (typed || document.querySelector("#editor[data-unsaved]"))) event.preventDefault();
});
