// The player of a tape: Space plays and stops, a comma and a dot step by one frame, V changes the pace.
// A note's moment leads there, and a note that is begun takes the moment at which the tape stands.

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

function clock(seconds) {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const rest = String(Math.floor(seconds % 60)).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

// Buttons are of use only where this script runs; candidates are changed without a new page.
function show() {
  player()?.querySelector(".acts").removeAttribute("hidden");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-play]");
  if (button) play(player().querySelector("video"), button.dataset.play);
  const moment = event.target.closest("[data-moment]");
  if (!moment) return;
  const film = player().querySelector("video");
  film.currentTime = Number(moment.dataset.moment);
  film.focus({ preventScroll: true });
});
// What befalls a film does not bubble: it is caught on its way down.
document.addEventListener(
  "error",
  ({ target }) => target.closest?.("[data-player]")?.querySelector(".unplayed").removeAttribute("hidden"),
  true,
);
document.addEventListener(
  "loadeddata",
  ({ target }) => target.closest?.("[data-player]")?.querySelector(".unplayed").setAttribute("hidden", ""),
  true,
);
document.addEventListener("focusin", ({ target }) => {
  const second = document.getElementById("second");
  const film = player()?.querySelector("video");
  if (target.id === "text" && film?.currentTime && second && !second.value && !target.value) {
    second.value = clock(film.currentTime);
  }
});
document.addEventListener("key", (event) => {
  const film = player()?.querySelector("video");
  if (!film || event.detail.key !== " " || event.detail.target.closest("button, a, video, summary")) return;
  event.preventDefault();
  if (!event.detail.repeat) play(film, "toggle");
});
new MutationObserver(show).observe(document.body, { childList: true, subtree: true });
show();
