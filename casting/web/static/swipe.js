// On a touch screen a swipe over the portrait goes to the next candidate or the one before; the buttons do the same.

const FAR = 60; // px: shorter ones are a finger that trembles
const STEEP = 0.6; // of the way across: steeper ones scroll

let start = null;

const over = (event) => event.target.closest?.(".left .frame");

document.addEventListener("touchstart", (event) => {
  const [touch] = event.touches;
  start = event.touches.length === 1 && over(event) ? { x: touch.clientX, y: touch.clientY } : null;
}, { passive: true });

// A second finger is for the picture's zoom.
document.addEventListener("touchmove", (event) => {
  if (event.touches.length > 1) start = null;
}, { passive: true });

document.addEventListener("touchend", (event) => {
  const [touch] = event.changedTouches;
  const from = start;
  start = null;
  if (!from || visualViewport.scale > 1) return;
  const across = touch.clientX - from.x;
  if (Math.abs(across) < FAR || Math.abs(touch.clientY - from.y) > STEEP * Math.abs(across)) return;
  document.querySelector(`a[rel=${across < 0 ? "next" : "prev"}][data-go]`)?.click();
});
