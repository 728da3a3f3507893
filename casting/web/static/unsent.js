// What was typed and not sent yet stays in this tab with whom it is about, until it is sent. Its key tells no name.

const short = (text) => {
  let sum = 0x811c9dc5;
  for (const letter of text) sum = Math.imul(sum ^ letter.codePointAt(0), 0x01000193);
  return String(sum >>> 0);
};

const whose = () => document.querySelector(".menu:not(.lenses) summary bdi")?.textContent ?? "";
const key = (form) => `casting.unsent.${short(`${whose()} ${new URL(form.action).pathname}`)}`;
const words = (form) => form.querySelector("textarea, input[type=text]");
const plain = (text) => (text ?? "").replaceAll("\r\n", "\n");
const fields = (form) => [...form.elements].filter(({ name, type }) => name && type !== "hidden" && type !== "submit");

function tell(form, waits) {
  const hint = form.querySelector("[data-not-saved]");
  if (hint) hint.hidden = !waits;
}

function keep(form) {
  const waits = Boolean(words(form).value.trim());
  if (waits) sessionStorage.setItem(key(form), JSON.stringify(fields(form).map(({ name, value }) => [name, value])));
  else sessionStorage.removeItem(key(form));
  tell(form, waits);
}

// What the page itself brings back, as after a refusal, is newer than what is kept here.
function putBack(form) {
  const kept = JSON.parse(sessionStorage.getItem(key(form)) ?? "[]");
  if (words(form).value) return keep(form);
  for (const [name, value] of kept) if (form.elements[name]) form.elements[name].value = value;
  tell(form, kept.length > 0);
}

function putAllBack() {
  for (const form of document.querySelectorAll("form[data-unsent]")) putBack(form);
}

for (const kind of ["input", "focusout"]) {
  document.addEventListener(kind, ({ target }) => {
    const form = target.closest?.("form[data-unsent]");
    if (form?.dataset.unsent === "") keep(form);
  });
}

// What was typed while the answer was under way is not what was saved.
document.addEventListener("kept", ({ detail: { form, sent } }) => {
  if (!form.matches("[data-unsent]")) return;
  const kept = Object.fromEntries(JSON.parse(sessionStorage.getItem(key(form)) ?? "[]"));
  const { name } = words(form);
  if (plain(kept[name]) === plain(sent.get(name))) sessionStorage.removeItem(key(form));
  form.dataset.unsent = "sent"; // as it leaves the page, it loses the focus
});

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && event.target.matches("form[data-unsent]")) sessionStorage.removeItem(key(event.target));
});

document.addEventListener("shown", putAllBack);
putAllBack();
