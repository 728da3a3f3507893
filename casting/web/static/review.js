// Marks, and the way from one candidate to the next. Every page works without this file; keys are in keys.js.
//
// A mark is posted in the background while the next candidate, fetched
// ahead, is already on screen; a mark that was not kept is told of, by name.

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

const LAST = "casting.last"; // whom we looked at last, as a number that tells nothing
const LIST = "casting.list"; // among whom: the search and the lens, as such a number
const PICTURES = 12; // held so that the browser keeps them decoded
const CALM = 600; // ms after somebody new is shown in which a press is meant for the one before: a double click
const SLOW = 300; // ms after which it is said that a mark is not saved yet
const STATE = ["q", "lens", "view", "run", "ahead", "trail", "with"]; // of an address: among whom one goes
const AHEAD = 5; // candidates whose pages are fetched before they are asked for

const pictures = new Map();
const ahead = new Map(); // by address: the page of a candidate to come, and the address of the one after her
let shownAt = -CALM; // when the present candidate was shown
let pressed = false; // whether a pointer, and no key, has pressed last
let turn = 0; // of looking ahead: an earlier one stops
let busy = false; // between a key and the page that it leads to
let acting = false; // while a decision or a tag is being kept
let afterwards = ""; // the key of a mark that was given in that time
let swallowed = ""; // the mark that was pressed once more in that time
let deaf = { until: 0, to: "" }; // after it: the same press may be meant for the one before
let marking = ""; // the mark whose effect is under way
let latest = 0; // of marks: the last one speaks
const unanswered = new Map(); // by address: the last mark sent there, until it is answered
let place = -1; // of the active card in the sheet

const note = document.createElement("div");
note.className = "say";
note.setAttribute("role", "status");

// What is said stands above what is told of colleagues (live.js), and both above the buttons of a phone's page.
const notices = document.createElement("div");
notices.className = "notices";
notices.append(note);

function say(text, href, where = "Go back there") {
  note.textContent = text;
  delete note.dataset.of;
  if (href) {
    const link = document.createElement("a");
    link.href = href;
    link.textContent = where;
    note.append(" ", link);
  }
}

// What was done just now, quietly, with the way back: the same as by the key.
function sayDone(text) {
  say(text);
  note.dataset.of = "mark";
  if (!one("form[data-undo]")) return;
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Undo" });
  button.dataset.undoes = "";
  note.append(" ", button);
}

const short = (text) => {
  let sum = 0x811c9dc5;
  for (const letter of text) sum = Math.imul(sum ^ letter.codePointAt(0), 0x01000193);
  return String(sum >>> 0);
};

// -- from candidate to candidate

async function load(href) {
  try {
    const answer = await fetch(href);
    if (!answer.ok || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}

function show(page) {
  kept.clear();
  document.title = page.title;
  document.body.className = page.body.className;
  document.body.replaceChildren(...page.body.childNodes, notices);
  htmx.process(document.body);
  document.dispatchEvent(new Event("shown"));
}

async function go(address, { push = true } = {}) {
  if (busy) return;
  const { href } = carry(new URL(address, location.href));
  busy = true;
  const known = ahead.get(bare(href));
  forget(known && bare(href));
  if (!known) await answered();
  const page = await (known ? known.then((fetched) => fetched?.page) : load(href));
  if (!page) {
    await answered();
    if (away()) busy = false;
    else location.assign(href);
    return;
  }
  if (push) history.pushState({ candidate: true }, "", href);
  if (note.dataset.of === "mark") say("");
  show(page);
  scrollTo(0, 0);
  shownAt = performance.now();
  deaf = { until: shownAt + CALM, to: swallowed };
  swallowed = marking = "";
  busy = false;
  arrive();
  one("h1")?.focus({ preventScroll: true });
}

async function refresh() {
  forget();
  await answered();
  const { href } = location;
  const page = await load(href);
  if (location.href !== href || busy) return; // one has gone on meanwhile
  if (!page) return away() || location.reload();
  const held = document.activeElement;
  const { selectionStart, selectionEnd } = held;
  show(page);
  arrive();
  const again = held.id ? document.getElementById(held.id) : held.dataset.key && one(`[data-key="${CSS.escape(held.dataset.key)}"]`);
  again?.focus({ preventScroll: true });
  if (again?.matches("textarea, [type=text]")) again.setSelectionRange(selectionStart, selectionEnd); // letters typed meanwhile go on
}

// Marks of one candidate are sent one after the other, so that the last one given is the last one kept; those of
// different candidates do not wait for each other: each says which of the page's marks it is, for undo.
const PAGE = Math.random().toString(36).slice(2, 12);
let turns = 0;

function post(action, values, { name, here }) {
  turns += 1;
  const order = { turn: `${PAGE}.${turns}` };
  const given = { action, values: { ...values, ...order }, name, here, by: member(), at: new Date().toISOString() };
  if (waiting.length) return wait(given);
  const body = new URLSearchParams({ ...given.values, partial: "card" });
  const headers = { "HX-Request": "true" };
  const sent = (unanswered.get(action) ?? Promise.resolve())
    .then(() => fetch(action, { method: "POST", body, headers, keepalive: true }))
    .then(async (answer) => {
      const elsewhere = answer.headers.get("HX-Redirect");
      if (elsewhere) location.assign(elsewhere);
      else if (!answer.ok) throw new Error(reasonOf(await answer.text()));
      document.dispatchEvent(new Event("marked"));
      return answer.text();
    })
    .catch((error) => {
      if (error instanceof TypeError) return wait(given);
      say(notKept(name, error.message), here);
      return "";
    })
    .finally(() => unanswered.get(action) === sent && unanswered.delete(action));
  unanswered.set(action, sent);
  return sent;
}

// Why the server refuses, in its own sentence.
const reasonIn = (page) => (one(".write .error", page)?.lastChild ?? one("main .lead", page))?.textContent.trim() ?? "";
const reasonOf = (html) => reasonIn(new DOMParser().parseFromString(html, "text/html"));
const notKept = (name, why) => `The mark for ${name} was not kept. ${why}`.trim();

const answered = () => Promise.all(unanswered.values());

// -- without a connection: marks wait here, in the order in which they were given, and a reload finds them again

const WAITING = "casting.waiting";
const waiting = JSON.parse(sessionStorage.getItem(WAITING) ?? "[]");
let sending = false;
let leaving = false; // to the sign-in: what waits is sent after it

const member = () => one(".menu:not(.lenses) summary bdi")?.textContent;
const marks = (count) => `${count} mark${count === 1 ? "" : "s"}`;

function keepWaiting() {
  if (waiting.length) sessionStorage.setItem(WAITING, JSON.stringify(waiting));
  else sessionStorage.removeItem(WAITING);
}

// A page that is being left gives up what is under way, and runs no timer any more: the next one sends it without a word.
function wait(given) {
  waiting.push(given);
  given.quiet = true;
  waiting.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)); // two that were under way may fail in any order
  keepWaiting();
  setTimeout(() => {
    given.quiet = false;
    keepWaiting();
    away();
  });
  return Promise.resolve("");
}

// Whether there is no connection; says so.
function away() {
  if (waiting.length) say(`No connection: ${marks(waiting.length)} kept on this page, to be sent when it is back.`);
  else if (!navigator.onLine) say("No connection. Nothing was lost; the page goes on when it is back.");
  return waiting.length > 0 || !navigator.onLine;
}

// What is to be said of a mark that was refused; null where it was kept.
async function sendOne({ action, values, name, here, at }) {
  const body = new URLSearchParams({ ...values, at, partial: "card" });
  const answer = await fetch(action, { method: "POST", body, headers: { "HX-Request": "true" } });
  const elsewhere = answer.headers.get("HX-Redirect");
  if (elsewhere) {
    leaving = true;
    location.assign(elsewhere);
    throw new TypeError("signed out");
  }
  if (answer.status >= 500) throw new TypeError("not now");
  return answer.ok ? null : { said: notKept(name, reasonOf(await answer.text())), here };
}

async function sendWaiting() {
  if (sending || !waiting.length) return;
  sending = true;
  let sent = 0;
  const refused = [];
  try {
    while (waiting.length) {
      const [given] = waiting;
      const told = given.by === member() ? await sendOne(given) : undefined;
      if (told) refused.push(told);
      sent += told === null && !given.quiet;
      waiting.shift();
      keepWaiting();
    }
    const back = sent ? [`The connection is back: ${marks(sent)} sent.`] : [];
    const words = [...back, ...refused.map(({ said }) => said)].join(" ");
    if (words) say(words, refused[0]?.here);
    document.dispatchEvent(new Event("marked"));
    if (one("[data-cards], .candidate")) refresh();
  } catch {
    // Still away: tried again in a while
  }
  sending = false;
}

async function mark(form, button) {
  if (!button) return;
  if (acting) {
    afterwards = button.dataset.key;
    return;
  }
  const now = performance.now();
  if (busy && button.value === marking) swallowed = button.value;
  if (busy || (pressed && now - shownAt < CALM) || (now < deaf.until && button.value === deaf.to)) return;
  marking = button.value;
  const name = one("h1").textContent.trim();
  const sent = post(form.action, { [button.name]: button.value }, { name, here: location.href });
  const done = tellOf(sent, wordsOf({ [button.name]: button.value }, name));
  showPressed(form, button);
  await (form.dataset.mark ? go(form.dataset.mark) : refresh());
  done();
}

// What was pressed is shown before it is saved. Where it was not kept, the page is fetched anew or says so.
function showPressed(form, { name, value }) {
  for (const button of all("button:not(.clear)", form.closest(".marks"))) {
    if (value === "none" || button.name === name) button.setAttribute("aria-pressed", String(button.value === value));
    if (button.name === "stars" && (name === "stars" || value === "none")) button.classList.toggle("lit", Number(button.value) <= Number(value));
  }
}

// Says of the last mark that it is not saved yet, where that takes long, and what it was: once the next page stands.
function tellOf(sent, words) {
  latest += 1;
  const mine = latest;
  let kept = null;
  let stands = false;
  const tell = () => {
    if (mine === latest && kept !== false && stands && words) sayDone(words);
  };
  const slow = () => {
    if (mine !== latest || kept !== null || waiting.length) return;
    say("Saving…");
    note.dataset.of = "mark";
  };
  const timer = setTimeout(slow, SLOW);
  sent.then((html) => {
    clearTimeout(timer);
    kept = Boolean(html);
    if (note.textContent !== "Saving…") return;
    if (kept && !words) say("");
    else tell();
  });
  return () => {
    stands = true;
    if (words && (kept || note.textContent !== "Saving…")) tell(); // kept while the page was still on its way
  };
}

// What a mark says, once it is given: each replaces what was said before.
function wordsOf({ opinion, stars }, name) {
  if (opinion === "none" || stars === "0") return `No ${opinion ? "mark" : "stars"} for ${name} now.`;
  return opinion ? `${opinion[0].toUpperCase()}${opinion.slice(1)} for ${name}.` : `${stars} star${stars === "1" ? "" : "s"} for ${name}.`;
}

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const KEPT_ALIVE = 50_000; // bytes of a body that the browser still sends when its page is left

// A note is sent behind the hands: its box is left and empty at once, so that the keys mean her again. Where it was not
// kept, what was written comes back to the box, or waits there for who returns to her.
function writeNote(form) {
  const sent = new URLSearchParams(new FormData(form));
  const given = { form, sent, name: one("h1").textContent.trim(), here: location.href };
  if (form.contains(document.activeElement)) one("h1").focus({ preventScroll: true });
  tell("sent", given);
  const keepalive = sent.toString().length < KEPT_ALIVE;
  const request = { method: "POST", body: sent, headers: { "HX-Request": "true" }, redirect: "manual", keepalive };
  const before = unanswered.get(form.action) ?? Promise.resolve();
  const under = before
    .then(() => fetch(form.action, request))
    .then((answer) => noteAnswered(given, answer))
    .catch(() => void setTimeout(noteReturned, 0, given, "Please try again.")) // never on a page that is being left
    .finally(() => unanswered.get(form.action) === under && unanswered.delete(form.action));
  unanswered.set(form.action, under);
  tellOf(under, "")();
}

// A note that was kept leads to her page. Returns whether it was.
async function noteAnswered(given, answer) {
  const { pathname } = new URL(given.here);
  const elsewhere = answer.headers.get("HX-Redirect");
  if (elsewhere) {
    location.assign(elsewhere);
    return noteReturned(given, "Please sign in again.");
  }
  if (answer.type !== "opaqueredirect") {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return noteReturned(given, reasonIn(page), page);
  }
  tell("kept", given);
  forgetHer(pathname);
  const page = location.pathname === pathname && (await load(location.href));
  if (page && location.pathname === pathname) showNotes(page);
  return true;
}

// What has been typed since stands behind it. Where one has gone on, the sentence leads back. Returns false.
function noteReturned({ form, ...given }, why, page) {
  const fresh = form.isConnected && page && one("form.write[data-unsent]", page);
  if (fresh) {
    for (const { name, value } of form.elements) if (name) fresh.elements[name].value = value;
    form.replaceWith(fresh);
  }
  const shown = fresh || form;
  tell("unkept", { ...given, form: shown });
  if (!fresh) say(`The note on ${given.name} was not kept. ${why}`.trim(), shown.isConnected ? "" : given.here);
  const writes = document.activeElement.matches("input, textarea, select");
  if (shown.isConnected && !writes) one("textarea", shown).focus();
  return false;
}

// What is new among the notes; the others may be open, to be changed.
function showNotes(page) {
  const part = one("[data-part=notes]");
  const first = part && one("article", part);
  for (const article of all("[data-part=notes] > article", page)) {
    if (!part || document.getElementById(article.id)) continue;
    part.insertBefore(article, first);
    if (article.dataset.told) say(article.dataset.told);
  }
}

// A decision, a tag or the change of a note: its answer is the whole page anew, header and list of keys too. A mark that
// is given meanwhile follows it.
async function act(form, button) {
  if (busy) return;
  busy = acting = true;
  afterwards = "";
  const body = new URLSearchParams(new FormData(form, button));
  const held = form.contains(document.activeElement) && document.activeElement;
  if (held) held.blur();
  await answered();
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  forget();
  busy = acting = false;
  const kept = answer && (answer.ok || [409, 422].includes(answer.status));
  if (!kept) {
    say("That was not kept. Please try again, or load the page anew.");
    return held && held.focus();
  }
  await showActed(form, button, answer);
  if (answer.ok && afterwards) one(`[data-key="${afterwards}"]`)?.click();
}

async function showActed(form, button, answer) {
  if (note.dataset.of) say("");
  if (answer.ok && !answer.url.includes(location.pathname)) return location.assign(answer.url);
  show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  arrive();
  const hers = form.closest("[data-face]");
  if (!answer.ok && hers) history.pushState({ candidate: true }, "", one("a", hers).href);
  const { said } = button?.dataset ?? {};
  if (answer.ok && said) return say(said.replace(/ U takes/, `${overIn(button.value)}$&`)), backTo(form);
  if (answer.ok && form.matches(".move")) {
    const stage = one("#stage .stage").textContent;
    say(`${one("h1").textContent.trim()} stands in ${stage} now.${passedOn(stage)}${overIn(stage)} U takes it back.`);
  }
  (one("[aria-invalid], .choice a") ?? one("h1"))?.focus({ preventScroll: true });
  one(".choice")?.scrollIntoView({ block: "nearest" });
}

// That one has passed her oneself, whom one moves on all the same.
const passedOn = (stage) => (stage !== "released" && one("[data-mark] [value=pass][aria-pressed=true]") ? " You passed her." : "");

// That a stage holds more than it is meant to, as the page has it.
function overIn(stage) {
  const sentence = one(`[data-over="${CSS.escape(stage)}"]`)?.dataset.sentence;
  return sentence ? ` ${sentence}` : "";
}

// On the board a move of one leads back to her, wherever she stands now.
function backTo(form) {
  const { face } = form.closest("[data-face]").dataset;
  const link = one(`[data-face="${face}"] a`) ?? one("h1");
  link.focus({ preventScroll: true });
  link.scrollIntoView({ block: "nearest" });
}

// A visit begins with the first page of a tab, or one that was loaded anew: what was done before is shown before it is
// taken back.
const VISIT = "casting.visit";
const anew = performance.getEntriesByType("navigation")[0]?.type === "reload";
const begun = Number((!anew && sessionStorage.getItem(VISIT)) || Math.round(performance.timeOrigin));
sessionStorage.setItem(VISIT, begun);

// Undo waits for the marks that are under way, so that it takes back what the hands did last.
async function undo(form) {
  if (busy) return;
  if (waiting.length) {
    const { name, action } = waiting.pop();
    keepWaiting();
    putKept(one(`[data-action="${CSS.escape(action)}"]`));
    return say(`The mark for ${name} was taken back before it was sent. ${marks(waiting.length)} still wait.`);
  }
  busy = true;
  await answered();
  const headers = { "HX-Request": "true" };
  const body = new URLSearchParams({ visit: Math.ceil(Math.max(Date.now() - begun, 0) / 1000) });
  const answer = await fetch(form.action, { method: "POST", headers, body }).catch(() => null);
  busy = false;
  if (answer?.status === 409) return location.assign(form.action);
  if (answer?.status === 422) return say("There is nothing of yours to take back here.");
  if (!answer?.ok || answer.redirected) return say("Nothing was taken back. Please try again, or load the page anew.");
  const told = one(".taken-back", new DOMParser().parseFromString(await answer.text(), "text/html"));
  const { href, pathname } = one("a", told);
  say(one("span", told).textContent, pathname.includes("/bulk/") ? href : there(pathname), "Go there");
  note.dataset.of = "undo";
  document.dispatchEvent(new Event("marked"));
  // Somebody else's mark: her page is fetched again before it is shown, and this one stays under the hands
  const another = one(".candidate") && pathname !== location.pathname && !pathname.includes("/bulk/");
  if (another) forgetHer(pathname);
  else if (one("[data-cards], .candidate, .board, .compare")) refresh();
}

// The address of somebody among those of this page: the one by which one came from her, or this page's state.
function there(path) {
  const back = one("a[rel=prev]");
  if (back?.pathname === path) return back.href;
  const state = new URLSearchParams(location.search);
  for (const name of [...state.keys()]) if (!STATE.includes(name)) state.delete(name);
  return state.toString() ? `${path}?${state}` : path;
}

function keep(address) {
  if (!address || pictures.has(address)) return;
  const picture = new Image();
  picture.src = address;
  pictures.set(address, picture);
}

async function fetchAhead(href) {
  const page = await load(href);
  keep(page && one(".left img", page)?.getAttribute("src"));
  return page && { page, next: nextOn(page) };
}

const nextOn = (page) => one("a[rel=next][data-go]", page)?.href;

// What was fetched before an act of ours may not hold after it. One address is taken and the others stay.
function forget(taken) {
  turn += 1;
  if (taken) ahead.delete(taken);
  else ahead.clear();
}

function forgetHer(path) {
  for (const href of ahead.keys()) if (new URL(href).pathname.endsWith(path)) ahead.delete(href);
}

// A colleague has done something with her: her page is fetched again before it is shown.
document.addEventListener("news", ({ detail }) => forgetHer(`/${detail}`));

// One after the other, since each page knows who comes after it.
async function lookAhead() {
  const mine = turn;
  for (const { dataset } of all("[data-large]")) keep(dataset.large);
  for (const address of [...pictures.keys()].slice(0, -PICTURES)) pictures.delete(address);
  let href = nextOn(document);
  for (let far = 0; href && far < AHEAD && mine === turn; far += 1) {
    const key = bare(href);
    const coming = ahead.get(key) ?? fetchAhead(key);
    ahead.set(key, coming);
    const fetched = await coming;
    if (!fetched) ahead.delete(key);
    href = fetched?.next;
  }
}

// Whoever is on screen is in our hand. Colleagues are told as long as the page gives signs, and until it is left.
const SIGN = 29_000; // ms after which it is told again, at the next look in 5 s
const HANDS = 600_000; // ms after the last touch for which signs are given: a screen that is left alone holds nobody
let signed = 0;
let touched = 0;

function tellOpened() {
  const address = one("[data-opened]")?.dataset.opened;
  if (!address) return;
  signed = touched = performance.now();
  requestAnimationFrame(() => fetch(address, { method: "POST", keepalive: true }).catch(() => {}));
}

const besideOpened = (name) => {
  const address = one("[data-opened]")?.dataset.opened;
  return address && new URL(name, new URL(address, location.href)).pathname;
};

function tellHeld() {
  const now = performance.now();
  if (document.hidden || now - signed < SIGN || now - touched > HANDS) return;
  const address = besideOpened("held");
  if (address) fetch(address, { method: "POST" }).catch(() => {});
  signed = now;
}

for (const touch of ["keydown", "pointerdown", "pointermove", "wheel"]) {
  addEventListener(touch, () => { touched = performance.now(); }, { capture: true, passive: true });
}
setInterval(tellHeld, 5000);
document.addEventListener("visibilitychange", tellHeld);
addEventListener("pagehide", () => {
  const address = besideOpened("left");
  if (address) navigator.sendBeacon(address);
});

// -- the sheet

const cards = () => all("[data-cards] > .card");
const face = (card) => one(".face", card);

function activate(index, { focus = true, block = "nearest" } = {}) {
  const list = cards();
  if (!list.length) return;
  place = Math.min(Math.max(index, 0), list.length - 1);
  for (const card of list) card.removeAttribute("aria-current");
  const card = list[place];
  card.setAttribute("aria-current", "true");
  keepPlace(face(card).pathname, one("[data-few]") ? "" : location.href);
  if (!focus) return;
  face(card).focus({ preventScroll: true });
  card.scrollIntoView({ block });
}

// Only a list of the same search and lens leads back to whom one has looked at; a new one begins at its start. Those who
// stand side by side are no list.
function keepPlace(path, list) {
  sessionStorage.setItem(LAST, short(path));
  if (list) sessionStorage.setItem(LIST, listOf(list));
}

function listOf(address) {
  const state = new URL(address, location.href).searchParams;
  const lens = (state.get("lens") ?? "").split(":")[0];
  return short(JSON.stringify([role(), (state.get("q") ?? "").trim(), lens === "ranked" ? "" : lens]));
}

function step(by) {
  const to = place < 0 ? 0 : place + by;
  const next = one(".more a");
  if (to >= cards().length && by === 1 && next) next.click();
  else activate(to);
}

function columns() {
  const list = cards();
  const end = list.findIndex((card) => card.offsetTop > list[0].offsetTop);
  return end < 0 ? list.length : end;
}

const kept = new Map(); // by id: a card as it was last known to be kept, while a mark of hers is not

async function markCard(card, values) {
  const { id, dataset: { action } } = card;
  const said = { name: one(".name", card).textContent.trim(), here: face(card).href };
  if (!kept.has(id)) kept.set(id, card.cloneNode(true));
  showMarked(card, values);
  const sent = post(action, values, said);
  if (card.matches("th")) return settle(sent, values, said.name);
  tellOf(sent, waiting.length ? "" : wordsOf(values, said.name))();
  const html = await sent;
  const marked = html && one(".card", new DOMParser().parseFromString(html, "text/html"));
  if (marked) kept.set(id, marked);
  // With another mark of hers under way, that one's answer is the one to show
  if (!unanswered.has(action)) putKept(document.getElementById(id));
}

// Side by side a mark changes the rows, too: the last of several brings the table anew.
async function settle(sent, values, name) {
  const mine = turns;
  tellOf(sent, waiting.length ? "" : wordsOf(values, name))();
  await answered();
  const page = mine === turns && (await load(location.href));
  if (!page || mine !== turns) return;
  for (const id of [...kept.keys()]) {
    kept.set(id, page.getElementById(id));
    putKept(document.getElementById(id));
  }
  one("tbody")?.replaceWith(one("tbody", page));
}

// What was pressed is shown before it is saved.
function showMarked(card, { opinion = card.dataset.opinion, stars = card.dataset.stars }) {
  const [said, lit] = opinion === "none" ? ["", 0] : [opinion, Number(stars)];
  recount(card.dataset.opinion, said);
  Object.assign(card.dataset, { opinion: said, stars: lit });
  for (const button of all(".quick button:not(.clear)", card)) {
    button.setAttribute("aria-pressed", String([said, String(lit)].includes(button.value)));
    button.classList.toggle("lit", Number(button.value) <= lit);
  }
  one(".badge", card)?.remove();
  if ((!said && !lit) || !one("#badge")) return;
  const badge = one("#badge").content.firstElementChild.cloneNode(true);
  one(".hidden", badge).textContent += said;
  if (said) one(".letter", badge).textContent = { pick: "P", maybe: "M", pass: "X" }[said];
  else one(".letter", badge).remove();
  const shown = one(".stars", badge);
  if (!lit) shown.remove();
  shown.dataset.stars = lit;
  shown.setAttribute("aria-label", `${lit} star${lit === 1 ? "" : "s"}`);
  for (let more = 1; more < lit; more += 1) shown.append(shown.firstElementChild.cloneNode(true));
  face(card).after(badge);
}

// The card as it is kept: with the mark, or as it was where that was refused or taken back; what waits is shown on it.
function putKept(shown) {
  const fresh = kept.get(shown?.id)?.cloneNode(true);
  if (!fresh) return;
  recount(shown.dataset.opinion, fresh.dataset.opinion);
  const held = shown.contains(document.activeElement) && document.activeElement;
  fresh.toggleAttribute("aria-current", false);
  if (shown.hasAttribute("aria-current")) fresh.setAttribute("aria-current", "true");
  shown.replaceWith(fresh);
  showBoxes();
  if (held) (one(`[value="${held.value}"]`, fresh) ?? face(fresh)).focus({ preventScroll: true });
  const hers = waiting.filter(({ action }) => action === fresh.dataset.action);
  for (const { values } of hers) showMarked(fresh, values);
  if (!hers.length) kept.delete(fresh.id);
}

function markHere(key) {
  const card = cards()[place];
  if (!card?.dataset.action) return;
  const opinion = { p: "pick", m: "maybe", x: "pass", 0: "none" }[key];
  markCard(card, opinion ? { opinion } : { stars: key });
  if (/[pmx]/.test(key)) step(1);
}

const SHEET_KEYS = {
  j: () => step(1), ArrowRight: () => step(1), k: () => step(-1), ArrowLeft: () => step(-1),
  ArrowDown: () => step(columns()), ArrowUp: () => step(-columns()),
};

function sheetKey(key, event) {
  if (!one("[data-cards]") || (/^Arrow[UD]/.test(key) && one("tr[data-cards]"))) return false;
  if (SHEET_KEYS[key]) SHEET_KEYS[key]();
  else if (key === "c" && place >= 0) event.repeat || chooseHere(event.shiftKey);
  else if (/^[pmx0-5]$/.test(key)) event.repeat || markHere(key);
  else if (key === "Enter" && place >= 0 && event.target === document.body) face(cards()[place]).click();
  else return false;
  return true;
}

// On the board J and K go from face to face, and a bracket moves the one that has the focus.
function boardKey(key, { repeat }) {
  const faces = all(".board [data-face]");
  const at = faces.findIndex((face) => face.contains(document.activeElement));
  const by = { j: 1, ArrowRight: 1, k: -1, ArrowLeft: -1 }[key];
  if (by && faces.length) one("a", faces[Math.min(Math.max(at + by, 0), faces.length - 1)]).focus();
  else if ((key === "]" || key === "[") && at >= 0) repeat || one(`[data-step=${key === "]" ? "next" : "back"}]`, faces[at])?.click();
  else return false;
  return true;
}

function recount(before, after) {
  const add = (name, by) => {
    const shown = one(`[data-count=${name}]`);
    if (shown && by) shown.textContent = (Number(shown.textContent.replace(/\D/g, "")) + by).toLocaleString("en");
  };
  add("seen", Boolean(after) - Boolean(before));
  add("picks", (after === "pick") - (before === "pick"));
}

// -- who is chosen, to be compared or moved: on the sheet, in the finals and on candidates' pages

const MOST_COMPARED = 12;
const MOST_CHOSEN = 60; // as many as a move of the chosen takes
const FEW = "casting.chosen"; // for the pages that an act leads to, whose addresses cannot know of them
const role = (path = location.pathname) => /^\/review\/[^/]+\/[^/]+/.exec(path)?.[0];
const references = (text) => (text ?? "").split(/[ ,]+/).filter(Boolean);
const asked = () => new URLSearchParams(location.search).get("with");

// Where they stand beside each other, who is shown is who is chosen.
const compared = () => references(one("[data-few] #with")?.defaultValue ?? asked());

function withThem(search, chosen) {
  const rest = search.replace("?", "").split("&").filter((part) => part && !part.startsWith("with="));
  const parts = chosen.length ? [...rest, `with=${chosen.join(",")}`] : rest;
  return parts.length ? `?${parts.join("&")}` : "";
}

// Who is chosen stands in the address, and in every link to this role's pages: a reload, another tab and a colleague
// to whom the address is sent show the same.
function carry(link) {
  const elsewhere = !role() || link.origin !== location.origin || role(link.pathname) !== role();
  if (elsewhere || (link.pathname.endsWith("/compare") && !link.matches?.("[data-compare]"))) return link;
  const search = withThem(link.search, compared());
  if (search !== link.search) link.search = search;
  return link;
}

const bare = (href) => {
  const address = new URL(href);
  address.search = withThem(address.search, []);
  return address.href;
};

const keepCompared = () => sessionStorage.setItem(FEW, JSON.stringify({ of: role(), chosen: compared() }));

function putCompared(chosen) {
  history.replaceState(history.state, "", location.pathname + withThem(location.search, chosen) + location.hash);
}

// Going back, one takes along whom one has chosen since.
function takeOver(back) {
  if (!role()) return;
  const known = JSON.parse(sessionStorage.getItem(FEW) ?? "{}");
  const knows = known.of === role() && known.chosen.join() !== compared().join();
  if (!knows || (!back && asked() !== null)) return keepCompared();
  if (one("[data-few]")) { if (asked() === null) location.replace(withThem("", known.chosen)); }
  else putCompared(known.chosen);
}

function showCompared() {
  if (!role()) return;
  const chosen = compared();
  const { length } = chosen;
  const told = length > MOST_COMPARED ? `${MOST_COMPARED} of ${length}` : length || "";
  all("a[href]").forEach(carry);
  for (const link of all("[data-compare]")) {
    link.textContent = `${length > 4 ? "Survey" : "Compare"} ${told}`.trim();
  }
  const find = one("form.find");
  if (find) {
    const field = one("[name=with]", find) ?? Object.assign(document.createElement("input"), { type: "hidden", name: "with" });
    field.value = chosen.join(",");
    if (length) find.append(field);
    else field.remove();
  }
  const button = one("[data-adds]");
  if (button) {
    button.hidden = false;
    const on = chosen.includes(button.dataset.adds);
    button.setAttribute("aria-pressed", String(on));
    one("span", button).textContent = on ? "Chosen" : "Choose";
  }
  showBoxes();
  showBar(chosen);
}

const boxes = () => all("input[form=chosen]");

function showBoxes() {
  const chosen = compared();
  for (const box of boxes()) box.checked = chosen.includes(box.value);
}

// What can be done with the chosen ones, however many of them stand on this page.
function showBar(chosen) {
  const bar = one("form.chosen");
  if (!bar) return;
  const { length } = chosen;
  bar.toggleAttribute("data-any", length > 0);
  const alone = one("[data-alone]", bar);
  alone.search = `?${new URLSearchParams({ q: chosen.map((reference) => `#${reference}`).join(" or ") })}`;
  carry(alone);
  const words = length ? `${length} chosen` : "";
  if (alone.textContent !== words) alone.textContent = words;
  const compares = one("[data-compares]", bar);
  compares.textContent = length > 4 ? "Survey" : "Compare";
  compares.hidden = length < 2 || length > MOST_COMPARED;
}

// Whether that many can be.
function choose(chosen) {
  const most = one("[data-few]") ? MOST_COMPARED : MOST_CHOSEN;
  if (chosen.length > most && chosen.length > compared().length) {
    say(`${most} can be chosen at most. Take one out first.`);
    showBoxes();
    return false;
  }
  if (one("[data-few]")) location.assign(`?with=${chosen.join(",")}`);
  putCompared(chosen);
  keepCompared();
  showCompared();
  return true;
}

const without = (chosen, some) => chosen.filter((reference) => !some.includes(reference));

function chooseOne(reference, name) {
  const chosen = compared();
  const out = chosen.includes(reference);
  if (!choose(out ? without(chosen, [reference]) : [...chosen, reference]) || one("[data-few]")) return;
  say(`${name} is ${out ? "not chosen any more" : "chosen"}: ${compared().length} in all.`);
}

let chosenLast = ""; // from whom a range goes

// A box, and with Shift all those from the one chosen last, become what the box is to be.
function chooseBox(box, on, range) {
  const list = boxes().map(({ value }) => value);
  const here = list.indexOf(box.value);
  const from = range ? list.indexOf(chosenLast) : -1;
  const some = from < 0 ? [box.value] : list.slice(Math.min(from, here), Math.max(from, here) + 1);
  chosenLast = box.value;
  const chosen = compared();
  choose(on ? [...chosen, ...without(some, chosen)] : without(chosen, some));
}

// By the key: the one who is active. Side by side it takes her out.
function chooseHere(range) {
  const card = cards()[place];
  const box = one("input[form=chosen]", card);
  if (one("[data-few]")) chooseOne(card.id.slice(5), one(".name", card).textContent);
  else if (box) chooseBox(box, !box.checked, range);
}

// What the form of the chosen leads to, with those too who stand on no page here.
function actOnChosen(form, button) {
  const to = new URL(button.getAttribute("formaction") ?? form.action, location.href);
  const given = new URLSearchParams(new FormData(form));
  given.delete("with");
  const moves = one(".to", form)?.contains(button);
  location.assign(to.pathname + withThem(moves ? `?${given}` : "", compared()));
}

// -- listeners

document.addEventListener("key", (event) => {
  const { key } = event.detail;
  if (one(".board") ? boardKey(key, event.detail) : sheetKey(key, event.detail)) event.preventDefault();
});

// What is being written is kept from the keyboard, too.
document.addEventListener("keydown", (event) => {
  const form = event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest("form.write[data-act]");
  if (!form || event.repeat || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

// A key presses a button by a click of which the browser counts none.
document.addEventListener("click", ({ detail, target }) => {
  pressed = detail > 0;
  const link = target.closest?.("a[href]");
  if (link) carry(link); // it may have come into the page since
}, true);

document.addEventListener("click", ({ target, shiftKey }) => {
  if (target.matches("input[form=chosen]")) chooseBox(target, target.checked, shiftKey);
});

document.addEventListener("reset", (event) => {
  if (!event.target.matches("form.chosen")) return;
  event.preventDefault();
  choose([]);
  (face(cards()[place]) ?? one("h1, main")).focus();
});

// The finals are put into their page, at an address that does not know of the chosen ones.
document.addEventListener("htmx:afterSettle", () => {
  if (!one(".finals")) return;
  takeOver(true);
  showCompared();
});

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const adds = event.target.closest("[data-adds]");
  if (event.target.closest("[data-undoes]")) one("form[data-undo] button")?.click();
  if (adds) chooseOne(adds.dataset.adds, one("h1").textContent.trim());
  const column = event.target.closest(".compare :is(td, th)")?.cellIndex;
  if (column) activate(column - 1, { focus: false });
  const link = event.target.closest("[data-go]");
  if (!link) return;
  event.preventDefault();
  go(link.href);
});

document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  if (target.matches("[data-moves]")) sessionStorage.removeItem(FEW); // where nobody was moved, the address knows them
  if (target.matches("form.chosen")) {
    event.preventDefault();
    actOnChosen(target, submitter);
  }
  if (!target.matches("form[data-mark], form[data-act], form[data-undo], form.quick")) return;
  event.preventDefault();
  if (target.matches("[data-undo]")) undo(target);
  else if (target.matches(".write[data-unsent]")) writeNote(target);
  else if (target.matches("[data-act]")) act(target, submitter);
  else if (!target.matches(".quick")) mark(target, submitter);
  else if (submitter) markCard(target.closest(".card"), { [submitter.name]: submitter.value });
});

document.addEventListener("focusin", (event) => {
  const index = cards().indexOf(event.target.closest(".card"));
  if (index >= 0 && index !== place) activate(index, { focus: false });
});

addEventListener("popstate", (event) => {
  if (!event.state?.candidate) return;
  takeOver(true);
  go(location.href, { push: false });
});

// The browser's own copy of a page that was left knows nothing of the marks made since.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

function arrive() {
  takeOver(false);
  showCompared();
  if (one(".candidate")) {
    keepPlace(location.pathname, location.href);
    lookAhead();
    tellOpened();
    return;
  }
  if (one("[data-cards]") && !one("[data-few]") && sessionStorage.getItem(LIST) !== listOf(location.href)) sessionStorage.removeItem(LAST);
  const last = sessionStorage.getItem(LAST);
  const index = cards().findIndex((card) => short(face(card).pathname) === last);
  if (index >= 0) activate(index, { block: "center" });
}

addEventListener("online", sendWaiting);
setInterval(sendWaiting, 5000);
addEventListener("beforeunload", (event) => {
  if (waiting.length && !leaving) event.preventDefault();
});

sessionStorage.removeItem("htmx-current-path-for-history"); // it would hold the search
document.body.append(notices);
if (one(".candidate")) history.replaceState({ candidate: true }, "");
// Where there is room it stands open by its style alone; told so, those who read the page by other means know it too
for (const rail of all(".rail")) if (matchMedia("(min-width: 64rem)").matches) rail.open = true;
takeOver(performance.getEntriesByType("navigation")[0]?.type === "back_forward");
arrive();
sendWaiting();
