// Whether the order of the list in hand has changed. It is said, and never shown unasked: nothing moves under a hand.

const EVERY = 20_000;
const AFTER_A_MARK = 1_500; // by then the ranking has made its run
let last = { address: "", html: "" };
let timer = 0;

const place = () => document.querySelector("[data-order]");

function put(address, html) {
  last = { address, html };
  const bar = place();
  if (bar?.dataset.order !== address || bar.innerHTML === html) return;
  if (bar.textContent.trim() !== new DOMParser().parseFromString(html, "text/html").body.textContent.trim()) {
    bar.innerHTML = html;
  }
}

async function ask() {
  clearTimeout(timer);
  const address = place()?.dataset.order;
  timer = setTimeout(ask, EVERY);
  if (!address || document.hidden) return;
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (answer.status === 200 || answer.status === 204) put(address, await answer.text());
  } catch {
    // The next time will do
  }
}

document.addEventListener("shown", () => {
  if (place()?.dataset.order === last.address) put(last.address, last.html);
});
document.addEventListener("marked", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, AFTER_A_MARK);
});
document.addEventListener("visibilitychange", () => document.hidden || ask());
timer = setTimeout(ask, EVERY);
