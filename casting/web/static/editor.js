// What a row asks for depends on a few choices in it: the form is shown anew as soon as one of them is made.

const DECIDES = /\.(kind|class|asks|only_if|options|order|unit)$/;
let changes = 0;      // counts what was typed, chosen, opened or closed in the form
let waiting = null;   // for which answer the form waits, and after how many changes it was asked

function look() {
  const form = document.getElementById("editor");
  htmx.ajax("POST", form.action, {
    source: form, values: { do: "look" }, target: "#editor", select: "#editor", swap: "outerHTML show:none",
  });
}

document.addEventListener("input", (event) => { if (event.target.closest("#editor")) changes += 1; });
document.addEventListener("change", (event) => {
  if (event.target.closest("#editor") && DECIDES.test(event.target.name) && !waiting) look();
});

// An answer shows the form as it was when it was asked: where the form has changed since, it is asked anew instead.
// A button outdoes a look; a second button waits to be pressed again, as the rows may have moved under it.

document.addEventListener("htmx:beforeRequest", (event) => {
  const { xhr, target, requestConfig } = event.detail;
  if (target.id !== "editor") return;
  const button = requestConfig.elt.matches("button") ? requestConfig.elt : null;
  if (waiting?.button) event.preventDefault();
  else waiting = { xhr, button, changes };
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target, shouldSwap } = event.detail;
  if (target.id !== "editor" || !shouldSwap) return;
  const current = xhr === waiting?.xhr;
  event.detail.shouldSwap = current && waiting.changes === changes;
  if (current) waiting.late = !event.detail.shouldSwap;
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (!waiting || event.detail.xhr !== waiting.xhr) return;
  const { late, button } = waiting;
  waiting = null;
  if (late) button ? button.click() : look();
});

// Which rows stand open is sent along, so that the page that comes back is the same.

document.addEventListener("toggle", (event) => {
  const kept = event.target.querySelector(":scope > input[name$='.open']");
  const open = event.target.open ? "yes" : "";
  if (!kept || kept.value === open) return;
  kept.value = open;
  changes += 1;
}, true);

// Who has added a row types into it next; who has moved one may want to move it further.

document.addEventListener("htmx:afterSettle", (event) => {
  const button = event.detail.requestConfig?.elt;
  if (!button?.matches?.("button[formaction]")) return;
  const row = document.getElementById(new URL(button.formAction).hash.slice(1));
  const act = button.value.split(".").pop();
  const nexts = { add: ".entries :is(input, select, textarea)", remove: "button" };
  (row?.querySelector(nexts[act] ?? `button[value$=".${act}"]`) ?? row?.querySelector("summary"))?.focus();
});

// The form is put in whole, and what one has just used stays where it was on the screen, and in use.

let used = null;

function found(element) {
  if (element.id) return document.getElementById(element.id);
  if (element.matches("summary")) return document.getElementById(element.parentElement.id)?.querySelector("summary");
  return [...document.getElementsByName(element.name ?? "")].find((other) => other.value === element.value);
}

function inView() {
  const rows = document.querySelectorAll("#editor :is(.row[id], .group[id])");
  return [...rows].find((row) => row.getBoundingClientRect().bottom > 0);
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "editor" || !event.detail.shouldSwap) return;
  const active = document.activeElement.closest("#editor") && document.activeElement;
  const element = active || inView();
  used = element && { element, active, top: element.getBoundingClientRect().top };
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "editor" || !used) return;
  const now = found(used.element);
  if (now) {
    if (used.active) now.focus({ preventScroll: true });
    window.scrollBy({ top: now.getBoundingClientRect().top - used.top, behavior: "instant" });
  }
  used = null;
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

// A new call begins in the zone of whoever sets it up, unless another one was chosen.

const zone = document.querySelector("#editor[action$='/calls/new']:not([data-unsaved]) [name='time_zone']");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !zone.value && here?.includes("/")) {
  if (![...zone.options].some((option) => option.value === here)) zone.add(new Option(here, here));
  zone.value = here;
}
