// What was typed and not sent yet stays in this tab with whom it is about, until it is sent. Its key tells no name.

const short = (text) => {
  let sum = 0x811c9dc5;
  for (const letter of text) sum = Math.imul(sum ^ letter.codePointAt(0), 0x01000193);
  return String(sum >>> 0);
};

const whose = () => document.querySelector(".menu:not(.lenses) summary bdi")?.textContent ?? "";
const key = (form) => `casting.unsent.${short(`${whose()} ${new URL(form.action).pathname}`)}`;
const words = (form) => form.querySelector("textarea, input[type=text]");
const plain = (text) => (text ?? "").replaceAll("\r\n", "\n").trim();
const fields = (form) => [...form.elements].filter(({ name, type }) => name && type !== "hidden" && type !== "submit");
const forms = () => [...document.querySelectorAll("form[data-unsent]")];

const read = (at) => JSON.parse(sessionStorage.getItem(at) ?? "[]");
const store = (at, list) => (list.length ? sessionStorage.setItem(at, JSON.stringify(list)) : sessionStorage.removeItem(at));

// What has been sent and is not answered waits beside what is being typed since, with the page that has sent it: once
// that is left, nobody hears the answer.
const sentKey = (form) => `${key(form)}.sent`;
const PAGE = performance.timeOrigin;

function tell(form, waits) {
  const hint = form.querySelector("[data-not-saved]");
  if (hint) hint.hidden = !waits;
}

// What the page has begun with, and nobody has typed, is kept by the page alone.
const untouched = (form) => "begun" in form.dataset && words(form).value === words(form).defaultValue;

function keep(form) {
  if (untouched(form)) return tell(form, Boolean(words(form).value));
  const waits = Boolean(words(form).value.trim());
  store(key(form), waits ? fields(form).map(({ name, value }) => [name, value]) : []);
  tell(form, waits);
}

// What the page itself brings back, as after a refusal, is newer than what is kept here.
function putBack(form) {
  const kept = read(key(form));
  const lost = read(sentKey(form)).filter(({ page }) => page !== PAGE);
  if (words(form).value && !(untouched(form) && kept.length)) keep(form);
  else {
    if (!("begun" in form.dataset)) choose(form);
    for (const [name, value] of kept) if (form.elements[name]) form.elements[name].value = value;
    tell(form, kept.length > 0);
  }
  if (untouched(form)) words(form).setSelectionRange(words(form).value.length, words(form).value.length);
  for (const { values } of lost) {
    take(form, values);
    if (!standsHere(values[words(form).name])) putBefore(form, values);
  }
}

// For whom the last note of this role was, the next one is, as long as this tab stands open.
const chosenKey = (form) => `casting.seen-by.${short(new URL(form.action).pathname.split("/").slice(0, 4).join("/"))}`;

function choose(form) {
  const last = sessionStorage.getItem(chosenKey(form));
  if (last && form.elements.visibility) form.elements.visibility.value = last;
}

const putAllBack = () => forms().forEach(putBack);

const standsHere = (text) => [...document.querySelectorAll(".note.mine > p")].some((note) => plain(note.textContent) === plain(text));

function take(form, values) {
  const { name } = words(form);
  const sent = read(sentKey(form));
  const at = sent.findIndex((one) => plain(one.values[name]) === plain(values[name]));
  if (at >= 0) store(sentKey(form), sent.filter((_, place) => place !== at));
}

// Before what is typed already; where her page has been left, it waits for who comes back.
function putBefore(left, values) {
  const form = forms().find((one) => key(one) === key(left)) ?? left;
  const { name } = words(form);
  const since = Object.fromEntries(form.isConnected ? [[name, words(form).value]] : read(key(form)));
  const text = [values[name], since[name]].filter((one) => one?.trim()).join("\n");
  const together = Object.entries({ ...since, ...values, [name]: text });
  if (!form.isConnected) return store(key(form), together);
  for (const [field, value] of together) if (form.elements[field]) form.elements[field].value = value;
  keep(form);
}

for (const kind of ["input", "focusout"]) {
  document.addEventListener(kind, ({ target }) => {
    const form = target.closest?.("form[data-unsent]");
    if (form) keep(form);
  });
}

document.addEventListener("sent", ({ detail: { form, sent } }) => {
  store(sentKey(form), [...read(sentKey(form)), { page: PAGE, values: Object.fromEntries(sent) }]);
  if (sent.has("visibility")) sessionStorage.setItem(chosenKey(form), sent.get("visibility"));
  form.removeAttribute("data-begun");
  form.querySelector("[data-begins]")?.remove();
  for (const field of fields(form)) if (!field.matches("select")) field.value = "";
  keep(form);
});

document.addEventListener("kept", ({ detail: { form, sent } }) => take(form, Object.fromEntries(sent)));

document.addEventListener("unkept", ({ detail: { form, sent } }) => {
  take(form, Object.fromEntries(sent));
  putBefore(form, Object.fromEntries(sent));
});

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && event.target.matches("form[data-unsent]")) sessionStorage.removeItem(key(event.target));
});

document.addEventListener("shown", putAllBack);
putAllBack();
