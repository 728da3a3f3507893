// Films sent in pieces (tus 1.0.0), each by its own form. After a cut it goes on where the server says that it stands.
(() => {
  "use strict";
  const PIECE = 4 << 20; // bytes of one request; the server keeps every megabyte of it as it comes
  const LONGEST_PAUSE = 30000; // ms
  let underWay = 0; // films that are being sent: the page is not left before the last has arrived

  const leaving = (leave) => leave.preventDefault();

  function count(more) {
    underWay += more;
    (underWay ? addEventListener : removeEventListener)("beforeunload", leaving);
  }

  function sends(form) {
    const { uploads, before, beforeFile, beforeLength, most } = form.dataset;
    const [input, bar, told, stop] = ["[type=file]", "progress", "[role=status]", "[data-stop]"].map((one) => form.querySelector(one));
    const say = (words) => (told.textContent = words);
    const fault = form.querySelector("[role=alert]");
    const language = document.documentElement.lang;
    const here = uploads.split("/", 3).join("/"); // the page of the application
    let address;
    let last; // the file that address is for
    let request; // the piece that is on its way
    let given = false; // up

    // Why the file was not taken stands beside its field, as where no script runs.
    function complain(words) {
      say("");
      fault.hidden = !words;
      fault.lastElementChild.textContent = words;
      input.closest(".field").classList.toggle("bad", Boolean(words));
      input.setAttribute("aria-invalid", Boolean(words));
      input.setAttribute("aria-describedby", words ? `${input.id}-help ${input.id}-error` : `${input.id}-help`);
    }

    // What a person can do something about; everything else is tried again.
    class Refusal extends Error {}

    const refusal = async (html) =>
      new Refusal(new DOMParser().parseFromString(html, "text/html").querySelector("main p")?.textContent.trim() ?? "");

    const again = (status) => status === 409 || (status >= 500 && status !== 503);

    async function ask(method, where, headers = {}) {
      const answer = await fetch(where, { method, headers: { "Tus-Resumable": "1.0.0", ...headers } });
      if (answer.ok) return answer;
      if (again(answer.status) || method === "HEAD") throw new Error(String(answer.status));
      throw await refusal(await answer.text());
    }

    async function begin(file) {
      const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)));
      const answer = await ask("POST", uploads, { "Upload-Length": file.size, "Upload-Metadata": `filename ${name}` });
      return answer.headers.get("Location");
    }

    async function standing() {
      return Number((await ask("HEAD", address)).headers.get("Upload-Offset"));
    }

    function show(sent, size) {
      bar.value = sent / size;
      const share = (sent / size).toLocaleString(language, { style: "percent", maximumFractionDigits: 0 });
      say(form.dataset.sending.replace("{n}", share));
    }

    const send = (file, at) =>
      new Promise((done, failed) => {
        request = new XMLHttpRequest();
        request.open("PATCH", address);
        request.setRequestHeader("Tus-Resumable", "1.0.0");
        request.setRequestHeader("Upload-Offset", at);
        request.setRequestHeader("Content-Type", "application/offset+octet-stream");
        request.upload.onprogress = (event) => show(at + event.loaded, file.size);
        request.onerror = request.onabort = () => failed(new Error("cut"));
        request.onload = async ({ target: { status, responseText } }) => {
          if (status === 204) done(Number(request.getResponseHeader("Upload-Offset")));
          else failed(again(status) ? new Error(status) : await refusal(responseText));
        };
        request.send(file.slice(at, at + PIECE));
      });

    const rest = (time) =>
      new Promise((done) => {
        addEventListener("online", done, { once: true });
        setTimeout(done, time);
      });

    async function whole(file) {
      let at = 0;
      let pause = 500;
      while (!given && at < file.size) {
        try {
          address ??= await begin(file);
          at = await send(file, await standing());
          pause = 500;
        } catch (error) {
          if (error instanceof Refusal || given) throw error;
          say(form.dataset.waiting);
          await rest((pause = Math.min(pause * 2, LONGEST_PAUSE)));
          if (error.message === "404") address = undefined;
        }
      }
    }

    input.addEventListener("change", () => {
      const file = input.files[0];
      const large = file && file.size > Number(most) * 2 ** 20;
      input.setCustomValidity(large ? form.dataset.large : "");
      complain(large ? form.dataset.large : "");
    });

    form.addEventListener("submit", async (event) => {
      const file = input.files[0];
      if (!file?.size) return; // the server says what is wrong
      event.preventDefault();
      if (bar.hidden === false || !input.checkValidity()) return;
      const button = form.querySelector("[type=submit]");
      if (file !== last) {
        const goesOn = beforeFile === file.name && Number(beforeLength) === file.size;
        address = goesOn ? `${uploads}/${before}` : undefined;
        last = file;
      }
      complain("");
      given = false;
      bar.hidden = stop.hidden = false;
      button.hidden = input.disabled = true;
      count(1);
      try {
        show(0, file.size);
        await whole(file);
        show(file.size, file.size);
      } catch (error) {
        bar.value = 0;
        if (!given) complain(error.message);
      }
      count(-1);
      if (bar.value === 1 && !given) {
        stop.hidden = true;
        say(form.dataset.arrived);
        if (!underWay) location.replace(`${here}?at=${Date.now()}#${input.id}-title`); // another address, so that it is asked for
        return;
      }
      bar.hidden = stop.hidden = true;
      button.hidden = input.disabled = false;
    });

    stop.addEventListener("click", async () => {
      given = true;
      request?.abort();
      if (address) await ask("DELETE", address).catch(() => {});
      address = undefined;
      if (underWay > 1) return;
      removeEventListener("beforeunload", leaving);
      location.replace(here);
    });
  }

  document.querySelectorAll("form[data-tape]").forEach(sends);
})();
