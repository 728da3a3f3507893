// Conveniences of the application form; everything works without them.
(() => {
  "use strict";
  const PATIENCE = 5000; // ms in which a second press of the button is taken for a slip

  const MEGABYTE = 1024 * 1024; // as the server counts them

  const line = (after) => {
    const element = document.createElement("p");
    element.className = "count";
    element.setAttribute("role", "status");
    after.after(element);
    return element;
  };

  // What is said is in the page's language: in data-sending, -left, -over and -large of the form, -over for each plural.
  const plural = new Intl.PluralRules(document.documentElement.lang);
  const inUnit = (value, unit, maximumFractionDigits) =>
    value.toLocaleString(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits });

  const size = (bytes) =>
    bytes < MEGABYTE ? inUnit(Math.max(1, bytes / 1024), "kilobyte", 0) : inUnit(bytes / MEGABYTE, "megabyte", 1);

  // A photograph is shown as soon as it is chosen, where the browser can read it; it goes nowhere for that.
  async function preview(field, input, file) {
    field.querySelector(".own-face")?.remove();
    if (!file.type.startsWith("image/")) return;
    try {
      const picture = await createImageBitmap(file, { resizeHeight: 240, resizeQuality: "medium" });
      const drawn = document.createElement("canvas");
      [drawn.width, drawn.height, drawn.className] = [picture.width, picture.height, "own-face"];
      drawn.setAttribute("role", "img");
      drawn.setAttribute("aria-label", file.name);
      drawn.getContext("2d").drawImage(picture, 0, 0);
      if (input.files[0] === file || field.querySelector(".kept")) input.before(drawn);
    } catch {
      // a format that this browser cannot read; the team's picture is made all the same
    }
  }

  function showChosen(input) {
    const most = Number(input.dataset.longest) || Infinity;
    const shown = line(input);
    const field = input.closest(".field");
    input.addEventListener("change", () => {
      const file = input.files[0];
      if (file) preview(field, input, file);
      else if (!field.querySelector(".kept")) field.querySelector("canvas")?.remove(); // it was not taken
      const over = Boolean(file && file.size > most);
      shown.classList.toggle("over", over);
      shown.textContent = file
        ? `${file.name}, ${size(file.size)}${over ? `: ${input.form.dataset.large.replace("{n}", size(most))}` : ""}`
        : "";
    });
  }

  function countDown(field) {
    const most = Number(field.dataset.longest);
    const shown = line(field.closest(".with-unit") || field);
    let pause;
    const tell = () => {
      const left = most - [...field.value].length;
      shown.classList.toggle("over", left < 0);
      const { dataset } = field.form;
      const many = { one: dataset.overOne, few: dataset.overFew }[plural.select(-left)] ?? dataset.over;
      shown.textContent = field.value && left < most / 2 ? (left < 0 ? many : dataset.left).replace("{n}", Math.abs(left)) : "";
    };
    field.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(tell, 400);
    });
    tell();
  }

  // As casting/forms/near_addresses.py: one letter missing, too many or another, or two in the wrong order.
  function oneSlip(one, other) {
    let start = 0;
    while (start < Math.min(one.length, other.length) && one[start] === other[start]) start += 1;
    let end = 0;
    const rest = Math.min(one.length, other.length) - start;
    while (end < rest && one.at(-1 - end) === other.at(-1 - end)) end += 1;
    const [here, there] = [one, other].map((text) => text.slice(start, text.length - end));
    return Math.max(here.length, there.length) === 1 || (here.length === 2 && here === there[1] + there[0]);
  }

  function askWhatWasMeant(shown) {
    const input = document.getElementById(shown.dataset.of);
    const [domains, others] = [shown.dataset.domains, shown.dataset.others].map((names) => names.split(" "));
    const tell = () => {
      const at = input.value.lastIndexOf("@") + 1;
      const domain = input.value.slice(at).trim().toLowerCase();
      const known = at < 2 || domains.includes(domain) || others.includes(domain);
      const meant = known ? undefined : domains.find((name) => oneSlip(domain, name));
      shown.replaceChildren();
      if (!meant) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button quiet small";
      const address = input.value.slice(0, at).trim() + meant;
      button.textContent = shown.dataset.words.replace("{address}", () => address);
      button.addEventListener("click", () => {
        input.value = address;
        shown.replaceChildren();
        input.focus();
        input.dispatchEvent(new Event("input", { bubbles: true }));
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
      shown.append(button);
    };
    input.addEventListener("change", tell);
    if (input.value) tell();
  }

  // What a question depends on: the values chosen of the other one, whether it is radios, a list or boxes.
  const chosen = (form, name) =>
    [...form.elements].flatMap((control) => {
      if (control.name === name) return control.type !== "radio" || control.checked ? [control.value] : [];
      return control.checked && control.name.startsWith(`${name}.`) ? [control.name.slice(name.length + 1)] : [];
    });

  function askOnlyIf(form) {
    const fields = [...form.querySelectorAll("[data-asks]")];
    const look = () => {
      const hidden = new Set();
      for (const field of fields) {
        const { asks, among } = field.dataset;
        const values = hidden.has(asks) ? [] : chosen(form, asks);
        field.hidden = !values.some((value) => among.split("; ").includes(value));
        if (field.hidden) hidden.add(field.dataset.field);
        field.querySelector(".only-if").hidden = true;
      }
    };
    form.addEventListener("change", look);
    look();
  }

  // Feet and inches need letters, the question's own unit only digits
  function fitKeyboard(form) {
    form.addEventListener("change", ({ target }) => {
      if (target.matches("select.unit")) target.previousElementSibling.inputMode = target.selectedIndex ? "text" : "decimal";
    });
  }

  function furnish(form) {
    askOnlyIf(form);
    fitKeyboard(form);
    form.querySelectorAll("[type=file]").forEach(showChosen);
    form.querySelectorAll("[data-longest]:not([type=file])").forEach(countDown);
    form.querySelectorAll(".meant").forEach(askWhatWasMeant);
    if (form.method === "dialog") return; // a preview, which sends nothing
    let unsent = Boolean(document.getElementById("summary"));
    let sentAt = -Infinity;
    const button = form.querySelector("[type=submit]");
    const words = button.textContent;
    form.addEventListener("input", () => {
      unsent = true;
    });
    form.addEventListener("kept", ({ detail }) => {
      unsent = !detail;
    });
    form.addEventListener("submit", (event) => {
      const large = [...form.querySelectorAll("[type=file][data-longest]")].find(
        (input) => input.files[0]?.size > Number(input.dataset.longest),
      );
      if (large) {
        event.preventDefault(); // it would be sent whole, and refused; what is the matter stands below it
        large.focus();
        return;
      }
      if (event.timeStamp - sentAt < PATIENCE) {
        event.preventDefault();
        return;
      }
      sentAt = event.timeStamp;
      unsent = false;
      if (event.submitter?.name) return; // another language was chosen
      button.setAttribute("aria-disabled", "true");
      button.textContent = form.dataset.sending;
    });
    addEventListener("pageshow", () => {
      sentAt = -Infinity;
      button.removeAttribute("aria-disabled");
      button.textContent = words;
    });
    addEventListener("beforeunload", (event) => {
      if (unsent) event.preventDefault();
    });
  }
  document.querySelectorAll("form[data-apply]").forEach(furnish);

  // A picture or tape that is being prepared is shown once it is, unless its own form is being used.
  const LOOK_AGAIN = 4000; // ms
  let looks = 60;
  async function look() {
    const waiting = [...document.querySelectorAll("section[data-state=pending]")];
    if (!waiting.length || !looks--) return;
    try {
      const answer = await fetch(location.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const section of waiting) {
        const now = page.querySelector(`section[aria-labelledby="${section.getAttribute("aria-labelledby")}"]`);
        const used = section.contains(document.activeElement) || [...section.querySelectorAll("[type=file]")].some((one) => one.files.length);
        if (!answer.ok || !now || now.dataset.state === "pending" || used) continue;
        section.replaceWith(now);
        now.querySelectorAll("form[data-apply]").forEach(furnish);
      }
    } catch {
      // without a connection it is looked again
    }
    setTimeout(look, LOOK_AGAIN);
  }
  setTimeout(look, LOOK_AGAIN);
  // What waited in the tab was sent.
  if (document.querySelector(".receipt.fresh")) {
    try {
      for (const key of Object.keys(sessionStorage)) if (key.startsWith("waiting:")) sessionStorage.removeItem(key);
    } catch {
      // a browser that keeps nothing
    }
  }
  // One's own tape that cannot be played says so; what befalls a film does not bubble.
  const unplayed = (film, hidden) => {
    const words = film.closest?.(".own-tape")?.querySelector(".unplayed");
    if (words) words.hidden = hidden;
  };
  document.addEventListener("error", ({ target }) => unplayed(target, false), true);
  document.addEventListener("loadeddata", ({ target }) => unplayed(target, true), true);
  for (const film of document.querySelectorAll(".own-tape video")) if (film.error) unplayed(film, false);
  const summary = document.getElementById("summary");
  summary?.focus();
  // A page that is the answer to a form is gone back to as the page of its address, which asks to send nothing again.
  if (summary && document.querySelector("form[data-back]")) history.replaceState(null, "", location.href);
})();
