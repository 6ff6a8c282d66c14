// What a ticket's page does beyond HTML: drafts that the server keeps, forms that are sent without leaving the page, the undo window,
// and a preview of the known issue. Without it every form works as a form does.
"use strict";

(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  // On a list the ticket stands beside it; desk.js brings it there.
  const pane = document.getElementById("pane");
  const main = pane?.querySelector(".pane-body") ?? document.getElementById("main");

  // Leaving for good takes along what this browser kept.
  document.querySelector("form.me")?.addEventListener("submit", () => {
    for (const key of Object.keys(localStorage)) if (key.startsWith("draft:")) localStorage.removeItem(key);
  });
  if (!pane && !main?.querySelector(".ticket")) return;

  // One place that is read aloud, which no change of the page takes away.
  const voice = document.createElement("p");
  voice.className = "unseen";
  voice.setAttribute("role", "status");
  document.body.append(voice);
  document.addEventListener("board:say", (event) => { voice.textContent = event.detail; });

  // Drafts: kept here at once and on the server shortly after, for another browser and another day.
  const boxes = new Map();
  // What the server took since, and when it said so: a page that was asked for before does not know it.
  const saved = new Map();
  const keep = (key, text) => { try { text ? localStorage.setItem(key, text) : localStorage.removeItem(key); } catch { /* a full or closed storage: the server has it */ } };
  const draftOf = (area) => {
    const key = `draft:${area.dataset.key}`;
    const state = area.form.querySelector(".draft-state");
    const say = (text, isBad = false) => {
      if (!state) return;
      state.textContent = text;
      state.classList.toggle("bad", isBad);
    };
    let timer = null;
    let running = null;
    const save = async (isLeaving = false) => {
      clearTimeout(timer);
      timer = null;
      const text = area.value;
      const body = new URLSearchParams({ form_token: area.form.elements.form_token.value, box: area.dataset.draft, note: text });
      try {
        const answer = await fetch(area.dataset.save, { method: "POST", body, credentials: "same-origin", keepalive: isLeaving });
        if (answer.status === 204) {
          area.defaultValue = text;
          saved.set(key, { text, at: performance.now() });
          if (area.value === text) { keep(key, ""); say(text.trim() ? said("draftSaved") : ""); }
        } else if (answer.status === 403) {
          say(said("draftSignedOut"), true);
        } else {
          say(said("draftFailed"), true);
        }
      } catch {
        say(said("wordsKept"), true);
        if (timer === null && area.isConnected) timer = setTimeout(() => draft.save(), 5000);
      }
    };
    const draft = {
      // One after the other, so that older words never overtake newer ones; who leaves cannot wait.
      save: (isLeaving = false) => {
        running = isLeaving ? save(true) : Promise.resolve(running).then(() => save());
        return running;
      },
      // Nothing that is on its way may arrive after the words were sent.
      settle: async () => { clearTimeout(timer); timer = null; await running; },
      forget: () => keep(key, ""),
      say,
      isPending: () => timer !== null,
      soon: () => { keep(key, area.value); clearTimeout(timer); timer = setTimeout(() => draft.save(), 600); },
    };
    area.addEventListener("input", draft.soon);
    let kept = null;
    try { kept = localStorage.getItem(key); } catch { /* none */ }
    if (kept && kept !== area.value && area.value === area.defaultValue) {
      area.value = kept;
      const details = area.closest("details");
      if (details) details.open = true;
    }
    if (area.value !== area.defaultValue) draft.soon();
    return draft;
  };
  const flush = () => { for (const draft of boxes.values()) if (draft.isPending()) draft.save(true); };
  addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); });
  addEventListener("beforeunload", (event) => {
    const isUnsaved = all("form.act textarea").some((area) => area.value.trim() && area.value !== area.defaultValue);
    if (isUnsaved && !isSending) event.preventDefault();
  });

  // Puts what the server answered in the place of the page; what is being written elsewhere on it stays. `asked` is when the page was
  // asked for.
  const show = (text, address, asked, sent = null) => {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const content = fresh.getElementById("main");
    if (!content) { location.reload(); return; }
    // What is written on one ticket never gets into the boxes of another.
    const keyOf = (root) => root.querySelector(".ticket")?.dataset.key ?? null;
    const isSame = keyOf(main) === keyOf(content);
    if (!isSame) flush();
    const written = new Map();
    const typed = "form[id] textarea, form[id] input[type=text], form[id] input[type=date]";
    for (const field of all(typed, main)) {
      if (isSame && field.form !== sent && field.value !== field.defaultValue) written.set(`${field.form.id} ${field.name}`, field.value);
    }
    const opened = all("details[id][open]").filter((part) => !sent || !part.contains(sent)).map((part) => part.id);
    const news = pane ? null : main.querySelector(".fresh");
    boxes.clear();
    main.replaceChildren(...Array.from(content.childNodes, (node) => document.importNode(node, true)));
    // The live notice is the one that is listened for.
    if (news) { news.replaceChildren(); main.querySelector(".fresh")?.replaceWith(news); }
    if (!pane && content.dataset.version) main.dataset.version = content.dataset.version;
    for (const id of isSame ? opened : []) { const part = document.getElementById(id); if (part) part.open = true; }
    for (const area of all("textarea[data-draft]", main)) {
      const last = saved.get(`draft:${area.dataset.key}`);
      if (last && last.at >= asked) area.value = area.defaultValue = last.text;
    }
    for (const field of all(typed, main)) {
      const text = written.get(`${field.form.id} ${field.name}`);
      if (text !== undefined) field.value = text;
    }
    const target = new URL(address);
    const place = target.pathname + target.search + target.hash;
    if (pane) {
      pane.dispatchEvent(new CustomEvent("pane:shown", { detail: { title: fresh.title, wasSent: Boolean(sent) } }));
    } else {
      document.title = fresh.title;
      if (target.pathname !== location.pathname) history.pushState(null, "", place);
      else if (sent) history.replaceState(null, "", place);
    }
    ready();
    const wrong = main.querySelector("[aria-invalid=true]");
    const told = main.querySelector(".field-error, .alert, .done, .outgoing");
    voice.textContent = told?.innerText.replace(/\s+/g, " ") ?? "";
    if (wrong) {
      (wrong.matches("fieldset") ? wrong.querySelector("input") : wrong).focus();
      wrong.scrollIntoView({ block: "nearest" });
    } else if (sent && told) {
      told.tabIndex = -1;
      told.focus({ preventScroll: true });
      if (told.getBoundingClientRect().top < 0) told.scrollIntoView({ block: "start" });
    }
  };

  let isSending = false;
  const send = async (form, button) => {
    isSending = true;
    form.setAttribute("aria-busy", "true");
    // What is typed now would be gone with the page that the answer replaces.
    const written = all("textarea, input", form).filter((field) => !field.readOnly);
    for (const field of written) field.readOnly = true;
    try {
      for (const draft of boxes.values()) await draft.settle();
      // Files go as they are; everything else as a form does.
      const data = new FormData(form);
      const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
      if (button?.name) body.append(button.name, button.value);
      const asked = performance.now();
      const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", headers: { Accept: "text/html" } });
      const text = await answer.text();
      if (answer.ok) for (const [area, draft] of boxes) if (area.form === form) draft.forget();
      if (answer.ok && pane) {
        const acted = new CustomEvent("pane:acted", { cancelable: true, detail: { act: button?.value ?? "", text, form } });
        if (!pane.dispatchEvent(acted)) return;
      }
      show(text, answer.redirected ? answer.url : location.href, asked, form);
    } catch {
      const area = form.querySelector("textarea[data-draft]");
      let place = form.querySelector(".draft-state");
      if (!place) {
        place = document.createElement("p");
        place.className = "draft-state hint";
        form.append(place);
      }
      if (area) boxes.get(area)?.soon();
      place.textContent = area ? said("nothingSent") : said("away");
      place.classList.add("bad");
      voice.textContent = place.textContent;
    } finally {
      isSending = false;
      form.removeAttribute("aria-busy");
      for (const field of written) field.readOnly = false;
    }
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(pane ?? main).contains(form) || form.method !== "post" || event.defaultPrevented) return;
    event.preventDefault();
    if (!isSending) send(form, event.submitter);
  });

  // News: the page as it is now, with everything that is being written on it.
  document.addEventListener("board:refresh", async () => {
    try {
      const asked = performance.now();
      const answer = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
      if (answer.ok && !answer.redirected) show(await answer.text(), answer.url, asked);
      else location.reload();
    } catch {
      voice.textContent = said("wordsKept");
    }
  });
  if (pane) {
    pane.addEventListener("pane:show", (event) => show(event.detail.text, event.detail.address, event.detail.asked));
    pane.addEventListener("pane:leave", () => { flush(); boxes.clear(); });
  } else {
    addEventListener("popstate", () => location.reload());
  }

  // The undo window.
  const count = () => {
    for (const going of all(".going")) {
      const left = Math.ceil((Number(going.dataset.end) - performance.now()) / 1000);
      const seconds = going.querySelector(".seconds");
      if (!seconds) continue;
      if (left > 0) { seconds.textContent = left; continue; }
      going.replaceChildren(document.createTextNode(said("sent")));
    }
  };
  document.addEventListener("click", (event) => {
    for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });

  // A canned answer goes into the box without leaving the page; without this script a form does it.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-act=canned]");
    if (!button) return;
    event.preventDefault();
    const form = button.form;
    const [area, choice] = [form.elements.note, form.elements.canned];
    const problem = form.querySelector(".field-problem");
    if (!choice.value) { choice.focus(); return; }
    const query = new URLSearchParams({ canned: choice.value });
    if (form.elements.to?.value) query.set("to", form.elements.to.value);
    try {
      const answer = await fetch(`${button.dataset.canned}?${query}`, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(answer.statusText);
      const found = await answer.json();
      area.value = area.value.trim() ? `${area.value}\n\n${found.text}` : found.text;
      area.dispatchEvent(new Event("input"));
      if (problem) problem.textContent = found.problem ?? "";
      area.focus();
    } catch {
      if (problem) problem.textContent = said("noCanned");
    }
  });

  const ready = () => {
    for (const area of all("textarea[data-draft]")) boxes.set(area, draftOf(area));
    for (const going of all(".going[data-due]")) going.dataset.end ??= performance.now() + Number(going.dataset.due);
    for (const field of all("[data-shows]")) {
      const shown = field.form.querySelector(`.shows-${field.dataset.shows}`);
      field.addEventListener("input", () => {
        shown.textContent = field.dataset.shows === "fixed-in" && field.value ? said("fixedIn", field.value) : field.value;
      });
    }
    document.dispatchEvent(new Event("board:shown"));
  };
  ready();
  setInterval(count, 250);
})();
