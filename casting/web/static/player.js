// The player of a tape: Space plays and stops, a comma and a dot step by one frame, V changes the pace.

const FRAME = 1 / 30; // s: tapes are prepared with 30 frames a second
const FAST = 1.5;
const player = () => document.querySelector("[data-player]");

function play(film, act) {
  if (act === "toggle") {
    if (film.paused) film.play();
    else film.pause();
  } else if (act === "pace") {
    film.playbackRate = film.playbackRate === 1 ? FAST : 1;
    player().querySelector("[data-play=pace]").setAttribute("aria-pressed", film.playbackRate === FAST);
  } else {
    film.pause();
    film.currentTime = Math.max(0, film.currentTime + (act === "on" ? FRAME : -FRAME));
  }
}

// Buttons are of use only where this script runs; candidates are changed without a new page.
function show() {
  player()?.querySelector(".acts").removeAttribute("hidden");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-play]");
  if (button) play(player().querySelector("video"), button.dataset.play);
});
document.addEventListener("key", (event) => {
  const film = player()?.querySelector("video");
  if (!film || event.detail.key !== " " || event.detail.target.closest("button, a, video, summary")) return;
  event.preventDefault();
  if (!event.detail.repeat) play(film, "toggle");
});
new MutationObserver(show).observe(document.body, { childList: true, subtree: true });
show();
