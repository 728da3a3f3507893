// What colleagues do appears where it belongs, without a reload, and never moves what is under the hands.
//
// The stream tells to whom something happened and of which kind; what it is, the page asks for by its ordinary routes.
// Cards stay where they are: who has left the list is dimmed, and a quiet bar offers the list anew.

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

const KINDS = ["mark", "move", "note", "tag", "withdrawal"];
const TOGETHER = 400; // what happens within so many milliseconds is asked for at once
const AGAIN = 60_000; // after which one asks again where no stream was to be had
const MOST = 60;

let stream = null;
let told = { home: "", id: "" }; // up to where, in which role
let timer = 0;
const news = new Map(); // by reference: the kinds that have not been asked for yet
const changed = new Set(); // of whom the bar speaks
let many = false;

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
  if (type === "here" || timer) return;
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

const lines = (references) => {
  const state = new URLSearchParams(location.search);
  for (const name of ["after", "ahead", "trail"]) state.delete(name);
  state.set("of", [...references].join());
  return load(`${home()}/changed?${state}`);
};

// -- where it belongs

async function onSheet(asked) {
  const page = asked.size ? await lines(asked.keys()) : null;
  const narrowed = new URLSearchParams(location.search).get("q");
  return () => {
    for (const line of page ? all("[data-of]", page) : []) {
      const { of, stage } = line.dataset;
      const card = document.getElementById(`card-${of}`);
      if (card) putOn(card, line, stage);
      const comes = narrowed && "listed" in line.dataset && asked.get(of).some((kind) => kind !== "mark" && kind !== "note");
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

async function onCandidate(asked) {
  const reference = location.pathname.split("/")[4];
  if (!asked.has(reference)) return null;
  const [page, what] = await Promise.all([load(location.href), lines([reference])]);
  return () => {
    if (page) putParts(page);
    const words = what && one(".told", what);
    if (!words) return;
    bar.replaceChildren(words, " ", way("Load this page anew"));
  };
}

async function onBoard(asked) {
  if (!many && ![...asked.values()].flat().some((kind) => kind === "move" || kind === "withdrawal")) return null;
  const page = await load(location.href);
  return () => {
    if (page) putParts(page);
    for (const reference of asked.keys()) changed.add(reference);
    say();
  };
}

function say() {
  const count = changed.size;
  if (!count && !many) return;
  const words = many ? "Many changes" : `${count} change${count === 1 ? "" : "s"}`;
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
function putPart(part, fresh) {
  const under = pointed();
  const held = [under, document.activeElement].filter((element) => element && element !== document.body);
  if (held.some((element) => part.contains(element)) || one("details[open]", part)) return;
  const before = held.map(at);
  part.replaceWith(fresh);
  if (pointed() !== under || held.some((element, number) => at(element) !== before[number])) fresh.replaceWith(part);
}

addEventListener("pointermove", (event) => ({ clientX: x, clientY: y } = event), { passive: true });
addEventListener("pointerdown", (event) => ({ clientX: x, clientY: y } = event), { passive: true });
document.addEventListener("visibilitychange", listen);
document.addEventListener("shown", () => {
  changed.clear();
  many = false;
  bar.replaceChildren();
  document.body.append(bar);
  listen();
});

document.body.append(bar);
listen();
