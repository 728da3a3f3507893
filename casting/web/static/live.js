// What colleagues do appears where it belongs, without a reload, and never moves what is under the hands.
//
// The stream tells to whom something happened and of which kind; what it is, the page asks for by its ordinary routes.
// Cards stay where they are: who has left the list is dimmed, and a quiet bar offers the list anew.

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

const NOTES = ["note", "note-changed", "note-deleted"];
const COUNTED = ["move", "tag", "untag", "withdrawal", "return", "erasure", "merger", "parting", "edit"]; // what the list is narrowed by
const KINDS = ["mark", "lease", ...NOTES, ...COUNTED];
const TOGETHER = 400; // what happens within so many milliseconds is asked for at once
const COUNT_AFTER = 3_000; // counts are asked for at most so often
const AGAIN = 60_000; // after which one asks again where no stream was to be had
const MOST = 60;

let stream = null;
let told = { home: "", id: "" }; // up to where, in which role
let timer = 0;
const news = new Map(); // by reference: the kinds that have not been asked for yet
const changed = new Set(); // of whom the bar speaks
let many = false;
let counting = 0;
let recounted = true; // whether the counts on the page are the present ones

const bar = document.createElement("div");
bar.className = "news";
bar.setAttribute("role", "status");

const home = () => one("[data-cards], .candidate, .board") && /^\/review\/[^/]+\/[^/]+/.exec(location.pathname)?.[0];

function listen() {
  const here = home();
  if (stream && (document.hidden || stream.home !== here)) {
    stream.close();
    stream = null;
  }
  if (!here || document.hidden || stream) return;
  if (told.home !== here) told = { home: here, id: "" };
  const from = told.id ? `since=${told.id}` : `age=${Math.ceil(performance.now() / 1000)}`;
  stream = new EventSource(`${here}/live?${from}`);
  stream.home = here;
  for (const kind of [...KINDS, "many", "here"]) stream.addEventListener(kind, hear);
  stream.addEventListener("error", ({ target }) => {
    if (target !== stream || target.readyState !== EventSource.CLOSED) return;
    stream = null;
    setTimeout(listen, AGAIN);
  });
}

function hear({ type, data, lastEventId, target }) {
  if (target !== stream) return;
  told.id = lastEventId;
  if (type === "here") bar.dataset.here = "";
  else if (type === "many") many = true;
  else {
    news.set(data, [...(news.get(data) ?? []), type]);
    document.dispatchEvent(new CustomEvent("news", { detail: data }));
  }
  // Of a look that ended while no stream was open nobody has told
  if (type === "here" && looking().some(({ textContent }) => textContent)) news.set(location.pathname.split("/")[4], ["lease"]);
  if (timer || (type === "here" && !news.size)) return;
  timer = setTimeout(ask, TOGETHER);
}

async function load(address) {
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    return answer.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  } catch {
    return null;
  }
}

async function ask() {
  const here = location.href;
  const asked = new Map([...news].slice(0, MOST));
  for (const reference of asked.keys()) news.delete(reference);
  const way = one("[data-cards]") ? onSheet : one(".candidate") ? onCandidate : onBoard;
  const put = asked.size || many ? await way(asked) : null;
  timer = news.size ? setTimeout(ask, TOGETHER) : 0;
  if (here === location.href) put?.();
}

const partial = (name, references) => {
  const state = new URLSearchParams(location.search);
  for (const left of ["after", "ahead", "trail", "of"]) state.delete(left);
  if (references) state.set("of", [...references].join());
  return load(`${home()}/${name}?${state}`);
};
const lines = (references) => partial("changed", references);

// -- where it belongs

async function onSheet(asked) {
  for (const [reference, kinds] of asked) if (kinds.every((kind) => kind === "lease")) asked.delete(reference);
  const page = asked.size ? await lines(asked.keys()) : null;
  const narrowed = new URLSearchParams(location.search).get("q");
  const counted = many || [...asked.values()].flat().some((kind) => COUNTED.includes(kind));
  return () => {
    if (counted && !counting && one(".rail")) counting = setTimeout(recount, COUNT_AFTER);
    for (const [reference, kinds] of asked) if (kinds.includes("erasure")) empty(document.getElementById(`card-${reference}`));
    for (const [reference, kinds] of asked) if (kinds.includes("merger")) leave(document.getElementById(`card-${reference}`), page, reference);
    for (const line of page ? all("[data-of]", page) : []) {
      const { of, stage } = line.dataset;
      const card = document.getElementById(`card-${of}`);
      if (card) putOn(card, line, stage);
      const comes = narrowed && "listed" in line.dataset && asked.get(of).some((kind) => COUNTED.includes(kind));
      if (card || comes) changed.add(of);
    }
    say();
  };
}

function putOn(card, line, stage) {
  const shown = one(".stage", card);
  shown.dataset.stage = shown.textContent = stage;
  one(".told", card)?.remove();
  card.append(one(".told", line));
  card.classList.toggle("gone", !("listed" in line.dataset));
}

// Nothing is kept of her any more, and so nothing is shown; the place stays, so that no other card moves.
function empty(card) {
  if (!card) return;
  const { height } = card.getBoundingClientRect();
  const words = document.createElement("p");
  words.className = "told";
  words.textContent = "This application was erased.";
  card.replaceChildren(words);
  card.style.minHeight = `${height}px`;
  card.classList.add("gone");
  card.removeAttribute("data-action");
  changed.add(card.id.slice(5));
}

// Who is held for another one stands in no list; her place stays until the list is asked for anew.
function leave(card, page, reference) {
  if (!card || !page || one(`[data-of="${CSS.escape(reference)}"]`, page)) return;
  one(".told", card)?.remove();
  card.append(Object.assign(document.createElement("span"), { className: "told", textContent: "merged with another one" }));
  card.classList.add("gone");
  changed.add(reference);
}

async function recount() {
  const from = location.href;
  const page = await partial("counts");
  counting = 0;
  if (!page || from !== location.href) return;
  const [part, fresh] = [document, page].map((within) => one("[data-part=facets]", within));
  if (!part || !fresh) return;
  const named = (within) => all("h2, .label", within).map((element) => element.textContent).join("\n");
  recounted = named(part) === named(fresh) || putPart(part, fresh);
  if (part.isConnected && recounted) {
    const counts = all("a", fresh);
    for (const [number, value] of all("a", part).entries()) {
      one(".n", value).textContent = one(".n", counts[number]).textContent;
      one("rect", value).setAttribute("width", one("rect", counts[number]).getAttribute("width"));
    }
  }
  say();
}

// Who has her in hand besides: on her page, where that moves nothing, and in the bar, which says it no longer than it holds.
const looking = () => all(".candidate .looking, .news .by");

function sayLooking(words) {
  const said = Object.assign(document.createElement("span"), { className: "by", textContent: words });
  if (words) bar.replaceChildren(said);
  else one(".by", bar)?.remove();
}

async function onCandidate(asked) {
  const reference = location.pathname.split("/")[4];
  const kinds = asked.get(reference);
  if (!kinds) return null;
  if (kinds.includes("erasure")) return gone;
  const [page, what] = await Promise.all([load(location.href), lines([reference])]);
  const looked = page && one(".looking", page)?.textContent; // read before its part is put into this page
  return () => {
    if (page) putParts(page);
    if (kinds.every((kind) => kind === "lease")) return page && sayLooking(looked);
    const words = what && one(".told", what);
    if (!words && kinds.includes("merger")) return leaveHer("This application was merged with another one, and is held for it. ");
    if (!words) return;
    bar.replaceChildren(words, " ", way(kinds.includes("edit") ? "Show what changed" : "Load this page anew"));
  };
}

// What is shown of an application that was erased goes at once; what is typed into a field stays until one leaves.
function gone() {
  for (const part of all(".left img, .left video, .middle > *")) part.remove();
  leaveHer("This application was erased: nothing of it is kept any more. ");
}

function leaveHer(words) {
  const link = document.createElement("a");
  link.href = `${home()}${location.search}`;
  link.textContent = "Back to the list";
  bar.replaceChildren(words, link);
}

async function onBoard(asked) {
  const moves = (kind) => COUNTED.includes(kind) && kind !== "edit" && !kind.endsWith("tag");
  if (!many && ![...asked.values()].flat().some(moves)) return null;
  const page = await load(location.href);
  return () => {
    if (page) putParts(page);
    for (const reference of asked.keys()) changed.add(reference);
    say();
  };
}

function say() {
  const count = changed.size;
  if (!count && !many && recounted) return;
  const words = many ? "Many changes" : count ? `${count} change${count === 1 ? "" : "s"}` : "The counts have changed";
  bar.replaceChildren(`${words}: `, way(count === 1 && !many ? "show it" : "show them"));
}

function way(words) {
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = words;
  return link;
}

// -- never under the hands

let x = -1;
let y = -1;
const at = (element) => Object.values(element.getBoundingClientRect().toJSON()).slice(0, 2).join();
const pointed = () => document.elementFromPoint(x, y);

function putParts(page) {
  for (const fresh of all("[data-part]", page)) {
    const part = one(`[data-part="${CSS.escape(fresh.dataset.part)}"]`);
    if (part && !part.isEqualNode(fresh)) putPart(part, fresh);
  }
}

// What is under the pointer or has the focus stays where it is: a part that would move it waits for the page anew.
// Returns whether it was put.
function putPart(part, fresh) {
  const under = pointed();
  const held = [under, document.activeElement].filter((element) => element && element !== document.body);
  if (held.some((element) => part.contains(element)) || one("details[open]", part)) return false;
  const before = held.map(at);
  part.replaceWith(fresh);
  if (pointed() !== under || held.some((element, number) => at(element) !== before[number])) fresh.replaceWith(part);
  return !part.isConnected;
}

addEventListener("pointermove", (event) => ({ clientX: x, clientY: y } = event), { passive: true });
addEventListener("pointerdown", (event) => ({ clientX: x, clientY: y } = event), { passive: true });
document.addEventListener("visibilitychange", listen);
document.addEventListener("shown", () => {
  changed.clear();
  many = false;
  recounted = true;
  bar.replaceChildren();
  listen();
});

one(".notices").append(bar); // review.js has put it there, and keeps it
listen();
