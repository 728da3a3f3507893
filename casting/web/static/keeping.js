// A part of the form is kept while it is filled in, and a field is looked at once it is left. The page does without.
(() => {
  "use strict";
  const CALM = 3000; // ms after the last change
  const PAUSES = [5000, 10000, 30000]; // ms before it is tried again
  const PATIENCE = 2000; // ms that a press of the button waits for what is on its way
  const MOST_ON_LEAVING = 60000; // characters that browsers carry for a page that is gone
  const form = document.querySelector("form[data-kept], form[data-held]");
  if (!form) return;
  const sends = "kept" in form.dataset; // else what is typed waits in the tab alone
  const waits = "waits" in form.dataset; // for a guardian: until there is a consent nothing can be kept
  const place = form.dataset.keep || form.action;
  const status = form.querySelector(".keeping");
  const say = (words, wrong) => {
    status.textContent = words;
    status.classList.toggle("over", Boolean(wrong));
  };
  const parsed = (html) => new DOMParser().parseFromString(html, "text/html");
  let changed = 0; // how often something was changed
  let kept = 0; // the change up to which it is kept
  let asked = 0; // the change up to which it was sent to be kept, and answered
  let timer;
  let tries = 0;
  let onItsWay; // a promise while one is
  let left = false; // by the button
  let taken = false; // what is kept was chosen instead of what the page says
  const choosing = Boolean(document.querySelector(".differences")); // a person chooses: nothing is kept by itself

  // What is not known to be kept when the page goes waits in the tab, until the page is there again: what was sent last
  // may arrive after the page was asked for. The form is then the one that it was, so that what arrived is its own.
  const LONGEST_WAIT = 12 * 3600e3; // ms; the form's token lives a day
  const GUARDIANS_TIME = 14 * 24 * 3600e3; // ms in which a guardian can answer
  const WAITING = "waiting:";
  const OWN = ["token", "draft-version", "draft-said"];
  const remembered = (act) => {
    try {
      return act(sessionStorage);
    } catch {
      return undefined; // a browser that keeps nothing
    }
  };
  const again = Boolean(document.getElementById("summary")); // what it says may rest on the screen alone
  const stood = (control) =>
    again && control.type !== "hidden"
      ? true
      : control.options
      ? control.selectedIndex !== Math.max(0, [...control.options].findIndex((option) => option.defaultSelected))
      : ["checkbox", "radio"].includes(control.type)
        ? control.checked !== control.defaultChecked
        : control.type !== "hidden" && control.value !== control.defaultValue;
  const typing = () => [...form.elements].filter(({ name, type }) => name && !["file", "submit"].includes(type));

  function wait() {
    const known = taken || (!left && !again && kept === changed && !onItsWay);
    const told = typing()
      .filter((control) => (sends && OWN.includes(control.name)) || stood(control))
      .map(({ name, type, value, checked }) => ({ name, value, box: ["checkbox", "radio"].includes(type), checked }));
    remembered((store) => {
      if (known) store.removeItem(WAITING + form.action);
      else store.setItem(WAITING + form.action, JSON.stringify({ at: Date.now(), left, waits, told }));
    });
  }

  function comeBack() {
    const text = remembered((store) => {
      const found = store.getItem(WAITING + form.action);
      for (const [key, value] of Object.entries(store))
        if (key === WAITING + form.action || (key.startsWith(WAITING) && !JSON.parse(value).waits)) store.removeItem(key);
      return found;
    });
    const found = text && JSON.parse(text);
    if (!found || again || Date.now() - found.at > (found.waits ? GUARDIANS_TIME : LONGEST_WAIT)) return;
    const shown = form.elements["draft-version"]?.value;
    // By the button it went to be kept: only where nothing was kept since did it not arrive.
    if (found.left && !found.waits && !found.told.some(({ name, value }) => name === "draft-version" && value === shown)) return;
    const early = new Set(typing().filter(stood).map(({ name }) => name)); // typed on this page, and newer
    for (const { name, value, box, checked } of found.told)
      for (const control of typing())
        if (control.name !== name || early.has(name)) continue;
        else if (!box) control.value = value;
        else if (control.value === value) control.checked = checked;
    if (!sends && !found.left) say(form.dataset.held);
  }

  // Everything but the files, which are sent once, when they are chosen.
  function typed() {
    const data = new FormData(form);
    for (const input of form.querySelectorAll("[type=file]")) data.delete(input.name);
    return data;
  }

  const chosen = () => [...form.querySelectorAll("[type=file]")].some((input) => input.files.length);

  const large = ({ files, dataset }) => files[0]?.size > Number(dataset.longest || Infinity);

  function show(html, ok) {
    const page = parsed(html);
    const told = page.querySelector(".told") ?? (ok ? null : page.querySelector("main p")); // of a page that refuses
    if (told) say(told.textContent, !ok);
    else if (!ok) say(form.dataset.lost, true);
    else say(form.dataset.kept.replace("{n}", new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" })));
    const gates = page.querySelector(".so-far");
    const before = form.querySelector(".so-far");
    if (ok && gates) {
      gates.querySelector(".folded")?.toggleAttribute("open", Boolean(before?.querySelector(".folded[open]")));
      before?.replaceWith(gates);
    }
    return page;
  }

  function keep(options = {}) {
    clearTimeout(timer);
    if (!sends || left || choosing || asked === changed) return undefined;
    if (onItsWay) return onItsWay.then(() => keep());
    const upTo = changed;
    onItsWay = fetch(`${place}/kept`, { method: "POST", body: typed(), ...options })
      .then(async (answer) => {
        if (answer.status >= 500) throw new Error(String(answer.status));
        show(await answer.text(), answer.ok);
        asked = upTo; // where it was refused, another try would not change that: it waits in the tab
        if (answer.ok) kept = upTo;
        tries = 0;
        form.dispatchEvent(new CustomEvent("kept", { detail: answer.ok && kept === changed && !chosen() }));
      })
      .catch(() => {
        say(form.dataset.lost, true);
        timer = setTimeout(keep, PAUSES[Math.min(tries++, PAUSES.length - 1)]);
      })
      .finally(() => {
        onItsWay = undefined;
      });
    return onItsWay;
  }

  form.addEventListener("input", ({ target }) => {
    if (target.type === "file") return;
    changed += 1;
    taken = false;
    clearTimeout(timer);
    timer = setTimeout(keep, CALM);
  });
  addEventListener("online", () => tries && keep());
  const leaving = () => {
    const length = [...typed().values()].reduce((sum, value) => sum + String(value).length, 0);
    keep({ keepalive: length < MOST_ON_LEAVING });
  };
  addEventListener("pagehide", () => {
    wait();
    leaving();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leaving());
  addEventListener("pageshow", () => {
    left = false;
  });

  // Who takes what is kept has let go of what the page says: it neither waits nor is asked for.
  document.querySelector("[data-take]")?.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // another tab; this page stays
    taken = true;
    form.dispatchEvent(new CustomEvent("kept", { detail: true }));
  });

  // Browsers put back what an older visit of the page said last, after scripts have run; newer is what the server has
  // kept, and what waits here. Newest is what somebody has typed while this script was on its way: it is never cleared.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted || changed) return;
    const seenBefore = ["back_forward", "reload"].includes(performance.getEntriesByType("navigation")[0]?.type);
    if (!again && seenBefore && !navigator.userActivation?.hasBeenActive) form.reset();
    form.dispatchEvent(new Event("change", { bubbles: true }));
    comeBack();
    if (!again && typing().some(stood)) form.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // What is on its way arrives before what the button sends, so that nothing older comes later.
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || [...form.querySelectorAll("[type=file]")].some(large)) return;
    const refused = form.querySelector("[data-kind=file] .refused:not([data-seen])");
    if (refused && !refused.querySelector(":checked") && !event.submitter?.name) {
      event.preventDefault();
      event.stopImmediatePropagation();
      refused.dataset.seen = "";
      refused.closest(".field").querySelector("[type=file]").focus();
      say(form.dataset.refused, true);
      return;
    }
    if (onItsWay) {
      event.preventDefault();
      event.stopImmediatePropagation();
      Promise.race([onItsWay, new Promise((done) => setTimeout(done, PATIENCE))]).then(() => {
        onItsWay = undefined;
        form.requestSubmit(event.submitter);
      });
      return;
    }
    left = true;
    clearTimeout(timer);
  }, true);

  // A field is looked at when it is left: never while one types, and never because it is empty still.
  const seen = new Map();
  form.addEventListener("focusout", async ({ target }) => {
    const field = target.closest(".field");
    if (!sends || !field || !target.name || target.closest("fieldset") || ["file", "checkbox", "radio"].includes(target.type)) return;
    const control = field.querySelector("input, select, textarea");
    const value = [...field.querySelectorAll("input, select, textarea")].map((one) => one.value).join("\n");
    if (seen.get(control.name) === value || (!control.value.trim() && !field.classList.contains("bad"))) return;
    if (!seen.has(control.name) && value === control.defaultValue) return;
    seen.set(control.name, value);
    let answer;
    try {
      answer = await fetch(`${place}/fault?field=${encodeURIComponent(control.name)}`, { method: "POST", body: typed() });
    } catch {
      return; // the button says it
    }
    if (!answer.ok || seen.get(control.name) !== value || field.contains(document.activeElement)) return;
    const wrong = answer.status === 204 ? null : parsed(await answer.text()).querySelector(".error");
    field.querySelector(".error")?.remove();
    field.classList.toggle("bad", Boolean(wrong));
    const described = new Set((control.getAttribute("aria-describedby") || "").split(" ").filter(Boolean));
    described[wrong ? "add" : "delete"](`${control.id}-error`);
    control.setAttribute("aria-describedby", [...described].join(" "));
    if (wrong) {
      control.setAttribute("aria-invalid", "true");
      (field.querySelector(".hint") || field.querySelector("label")).after(wrong);
    } else control.removeAttribute("aria-invalid");
  });

  // A file goes by itself as soon as it is chosen, with a bar; until it is there the button sends it. The whole form on
  // one page sends its files with its button.
  form.addEventListener("change", ({ target }) => {
    const file = target.type === "file" && target.files[0];
    if (!file || choosing || place !== form.action || large(target)) return;
    const field = target.closest(".field");
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    field.querySelector("progress")?.remove();
    target.after(bar);
    const data = typed();
    data.append(target.name, file);
    const request = new XMLHttpRequest();
    request.open("POST", `${place}/kept`);
    request.upload.onprogress = ({ loaded, total }) => {
      bar.value = loaded / total;
    };
    const ended = () => bar.remove();
    request.onerror = () => {
      ended();
      say(form.dataset.lost, true);
    };
    request.onload = () => {
      ended();
      if (target.files[0] !== file) return;
      const page = show(request.responseText, request.status < 300);
      const note = page.querySelector(`[data-of="${target.name}"]`);
      if (!note) return;
      field.querySelector("[name$=_left_out]")?.closest("label").remove();
      field.querySelectorAll(".kept, .error, .refused").forEach((old) => old.remove());
      field.classList.toggle("bad", note.matches(".refused"));
      target.before(note);
      target.value = "";
      target.dispatchEvent(new Event("change", { bubbles: true }));
    };
    onItsWay = new Promise((done) => request.addEventListener("loadend", done)).finally(() => {
      onItsWay = undefined;
    });
    request.send(data);
  });
})();
