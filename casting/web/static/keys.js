// Keys. What has data-key is pressed by that key; what the page itself makes of a key, it is told by the event "key".

const one = (selector) => document.querySelector(selector);
const BY_PLACE = { BracketLeft: "[", BracketRight: "]", Slash: "/" };

// On a Russian or Greek keyboard the key in P's place still picks.
function keyOf(event) {
  if (/^[ !-~]$/.test(event.key)) return event.key.toLowerCase();
  if (event.key.length > 1) return event.key;
  return /^Key[A-Z]$/.test(event.code) ? event.code[3].toLowerCase() : BY_PLACE[event.code] ?? event.key;
}

// Keys that the member has chosen: the usual key, and what stands in its place. The last known ones until they arrive.
const CHOSEN = "casting.keys";
let chosen = JSON.parse(sessionStorage.getItem(CHOSEN) ?? "{}");

const usualOf = (key) => Object.keys(chosen).find((usual) => chosen[usual] === key) ?? (key in chosen ? "" : key);

function label() {
  for (const shown of document.querySelectorAll("kbd")) {
    shown.dataset.usual ??= shown.textContent;
    const usual = shown.dataset.usual;
    shown.textContent = chosen[usual.toLowerCase()]?.toUpperCase() ?? usual;
  }
}

async function ask() {
  const answer = await fetch("/account/keys/chosen").catch(() => null);
  if (answer?.status !== 200 || answer.redirected) return;
  chosen = await answer.json();
  sessionStorage.setItem(CHOSEN, JSON.stringify(chosen));
  label();
}

function press(key, event) {
  const name = one("[data-cards]") ? key : { ArrowRight: "j", ArrowLeft: "k" }[key] ?? key;
  const element = one(`[data-key="${CSS.escape(name)}"]`);
  if (!element) return false;
  if (element.matches("input, textarea")) {
    element.focus();
    element.select();
  } else if (!event.repeat || element.matches("a")) element.click();
  return true;
}

// Whether somebody has taken the key: who does prevents the event.
const taken = (key, { target, repeat, shiftKey }) =>
  !document.dispatchEvent(new CustomEvent("key", { cancelable: true, detail: { key, target, repeat, shiftKey } }));

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest("input:not(.choose input), textarea, select")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  // In the finals a film that has the focus is led by arrows and Space; numbers choose still.
  if (event.target.matches(".versus video") && /^( |Arrow.*)$/.test(event.key)) return;
  const menu = event.key === "Escape" && one("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
    return;
  }
  const key = usualOf(keyOf(event));
  const dialog = one("dialog[open]");
  if (dialog) {
    if (key === one(`[data-opens=${dialog.id}]`)?.dataset.key) dialog.close();
    return;
  }
  if (taken(key, event) || press(key, event)) event.preventDefault();
});

document.addEventListener("shown", label);
label();
ask();

document.addEventListener("click", (event) => {
  if (event.target.matches("dialog")) event.target.close();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const opener = event.target.closest("[data-opens]");
  if (!opener || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  document.getElementById(opener.dataset.opens).showModal();
});
