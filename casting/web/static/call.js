// Whoever types an @ in a note is offered the colleagues whom it can call. Arrows choose, Enter or Tab takes, Escape closes.

const MOST = 8;
const known = new Map(); // by address: the names, asked for once
const list = document.createElement("ul");
list.className = "callable";
list.id = "callable";
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", "Colleagues");

const begun = (field) => /(?:^|[^\p{L}\p{N}_])@([\p{L}\p{N}_]*)$/u.exec(field.value.slice(0, field.selectionStart))?.[1];

async function names(address) {
  if (!known.has(address)) {
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok || answer.redirected) return [];
    known.set(address, await answer.json());
  }
  return known.get(address);
}

function choose(to) {
  const options = [...list.children];
  options.forEach((option, index) => option.setAttribute("aria-selected", String(index === to)));
  list.previousElementSibling.setAttribute("aria-activedescendant", options[to].id);
}

function close() {
  list.previousElementSibling?.removeAttribute("aria-activedescendant");
  list.remove();
}

function offer(field, found) {
  list.replaceChildren(...found.map((name, index) => {
    const option = Object.assign(document.createElement("li"), { id: `callable-${index}`, dir: "auto", textContent: name });
    option.setAttribute("role", "option");
    return option;
  }));
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.after(list);
  list.style.insetBlockStart = `${field.offsetTop + field.offsetHeight}px`;
  choose(0);
}

function take(option) {
  const field = list.previousElementSibling;
  const end = field.selectionStart;
  field.setRangeText(`${option.textContent} `, end - begun(field).length, end, "end");
  close();
  field.focus();
}

document.addEventListener("input", async ({ target }) => {
  if (!target.matches("textarea[data-calls]")) return;
  const all = begun(target) === undefined ? [] : await names(target.dataset.calls);
  const word = begun(target)?.toLocaleLowerCase();
  const fits = (name) => name.toLocaleLowerCase().split(/\s+/).some((part) => part.startsWith(word));
  const found = word === undefined ? [] : all.filter(fits).slice(0, MOST);
  if (found.length && document.activeElement === target) offer(target, found);
  else close();
});

document.addEventListener("keydown", (event) => {
  if (!list.isConnected || event.target !== list.previousElementSibling || event.isComposing) return;
  const options = [...list.children];
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const { key } = event;
  if (key === "ArrowDown" || key === "ArrowUp") choose((at + (key === "ArrowDown" ? 1 : options.length - 1)) % options.length);
  else if (key === "Enter" || key === "Tab") take(options[at]);
  else if (key === "Escape") close();
  else return;
  event.preventDefault();
}, true);

document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.(".callable li");
  if (!option) return close();
  event.preventDefault();
  take(option);
});
document.addEventListener("focusout", ({ relatedTarget }) => list.contains(relatedTarget) || close());

// -- a note that speaks to whoever looks: read once it has stood in view for a second

let inView = new Set();

function lookAtNotes() {
  const seen = new Set();
  for (const part of document.hidden ? [] : document.querySelectorAll("[data-read]")) {
    const { top, bottom } = part.getBoundingClientRect();
    if (bottom <= 0 || top >= innerHeight) continue;
    const { read } = part.dataset;
    seen.add(read);
    if (!inView.has(read)) continue;
    delete part.dataset.read;
    fetch(read, { method: "POST", redirect: "manual" }).catch(() => {});
    countDown();
  }
  inView = seen;
}

function countDown() {
  const count = document.querySelector("[data-called]");
  const left = parseInt(count?.textContent ?? "", 10) - 1;
  if (left > 0) count.firstChild.data = left;
  else count?.remove();
}

setInterval(lookAtNotes, 1000);
