// What the board does beyond HTML: keys, fresh times, copying, and telling that something changed. Every page works without it.
"use strict";

(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const main = document.getElementById("main");
  document.documentElement.classList.add("scripted");

  // Times: the relative words stay true, and the tooltip speaks in the zone of whoever reads.
  const local = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
  const relative = (moment, now) => {
    const seconds = Math.trunc((now - moment) / 1000);
    if (Math.abs(seconds) < 60) return "just now";
    if (seconds < 0 || seconds >= 30 * 86400) return null;
    if (seconds < 3600) return `${Math.trunc(seconds / 60)} min ago`;
    if (seconds < 86400) return `${Math.trunc(seconds / 3600)} h ago`;
    return `${Math.trunc(seconds / 86400)} d ago`;
  };
  const freshen = () => {
    for (const time of all("time[datetime]")) {
      const moment = Date.parse(time.dateTime);
      if (Number.isNaN(moment)) continue;
      if (!time.dataset.local) {
        time.dataset.local = "yes";
        time.title = `${local.format(moment)} here · ${time.title || time.textContent}`;
      }
      const words = time.classList.contains("moment") ? null : relative(moment, Date.now());
      if (words && time.textContent !== words) time.textContent = words;
    }
  };

  // Copying references.
  const offerCopies = () => {
    if (!navigator.clipboard) return;
    for (const button of all("button[data-copy]")) button.hidden = false;
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });

  // Filters apply when they are chosen. Empty ones stay out of the address.
  const filters = document.querySelector("form.filters");
  filters?.addEventListener("change", () => filters.requestSubmit());
  for (const form of all("form.filters, form.search")) {
    form.addEventListener("submit", () => {
      for (const field of form.elements) if (field.name && field.value === "") field.disabled = true;
    });
  }
  addEventListener("pageshow", () => {
    for (const field of all("form.filters :disabled, form.search :disabled, form.act :disabled")) field.disabled = false;
  });

  // The way back leads to the list as it was.
  if (document.querySelector("#live")) sessionStorage.setItem("list", location.pathname + location.search);
  const leadBack = () => {
    const back = document.querySelector("a.back");
    const list = sessionStorage.getItem("list");
    if (back && list && list.startsWith("/") && !list.startsWith("//")) back.href = list;
  };
  leadBack();

  // Keys.
  const stops = () => all("a.row-link").concat(all("article.report"));
  const move = (by) => {
    const targets = stops();
    if (!targets.length) return;
    const here = targets.findIndex((target) => target === document.activeElement || target.contains(document.activeElement));
    const next = here < 0 ? (by > 0 ? 0 : targets.length - 1) : Math.min(Math.max(here + by, 0), targets.length - 1);
    targets[next].focus({ preventScroll: true });
    const box = (targets[next].closest("tr") || targets[next]).getBoundingClientRect();
    if (box.top < 0 || box.bottom > innerHeight) scrollBy({ top: box.top - 80 });
  };
  const focusOn = (selector) => {
    const target = document.querySelector(selector);
    if (!target) return false;
    target.focus();
    target.select?.();
    return true;
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    const isWriting = event.target.closest("input, textarea, select");
    if (isWriting) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("form.act textarea")) {
        event.preventDefault();
        event.target.form.requestSubmit(event.target.form.querySelector("button[type=submit]"));
      } else if (event.key === "Escape") {
        event.target.blur();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    const actions = {
      j: () => move(1),
      k: () => move(-1),
      "/": () => focusOn("#search") || (location.href = "/"),
      a: () => focusOn("#answer textarea"),
      u: () => document.querySelector("a.back")?.click(),
      m: () => document.querySelector("[data-act=merge]")?.click(),
      b: () => document.querySelector("[data-act=compare]")?.click(),
      "?": () => document.getElementById("shortcuts")?.showModal(),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  // Live: the server says that something changed; the page then looks at itself anew and says what is different.
  const note = document.querySelector(".fresh");
  const address = main?.dataset.live;
  if (address && note && "EventSource" in window) {
    let shown = Number(main.dataset.version);
    let latest = shown;
    let timer = null;
    let lastLook = 0;
    const versions = (root) => new Map(all("[data-key][data-version]", root).map((row) => [row.dataset.key, row.dataset.version]));

    const say = (text, act, label) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", act);
      note.replaceChildren(document.createTextNode(text), button);
    };

    const look = async () => {
      timer = null;
      if (document.hidden || latest <= shown) return;
      lastLook = Date.now();
      const answer = await fetch(address, { headers: { Accept: "text/html" }, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      shown = Number(fresh.getElementById("main")?.dataset.version) || latest;
      const [before, after] = [versions(document), versions(fresh)];
      let added = 0;
      let changed = 0;
      for (const [key, version] of after) {
        if (!before.has(key)) added += 1;
        else if (before.get(key) !== version) changed += 1;
      }
      let gone = 0;
      for (const key of before.keys()) if (!after.has(key)) gone += 1;
      if (!added && !changed && !gone) { note.replaceChildren(); return; }
      const here = document.getElementById("live");
      if (!here) {
        say("Something new happened on this ticket.", () => document.dispatchEvent(new Event("board:refresh")), "Show it");
        return;
      }
      const parts = [];
      if (added) parts.push(`${added} new`);
      if (changed) parts.push(`${changed} changed`);
      if (gone && !added) parts.push(`${gone} gone`);
      say(parts.join(", "), () => {
        here.replaceWith(document.importNode(fresh.getElementById("live"), true));
        for (const selector of [".states", ".distance"]) {
          const [old, now] = [document.querySelector(selector), fresh.querySelector(selector)];
          if (old && now) old.replaceWith(document.importNode(now, true));
        }
        note.replaceChildren();
        freshen();
        document.querySelector("a.row-link")?.focus({ preventScroll: true });
      }, "Show");
    };
    // At most one look in three seconds, however much comes in.
    const soon = () => {
      if (timer === null) timer = setTimeout(() => look().catch(() => {}), Math.max(200, lastLook + 3000 - Date.now()));
    };
    const stream = new EventSource("/events");
    stream.addEventListener("change", (event) => {
      latest = Math.max(latest, Number(event.data) || 0);
      if (latest > shown) soon();
    });
    for (const end of ["signed-out", "full"]) stream.addEventListener(end, () => stream.close());
    document.addEventListener("visibilitychange", () => { if (!document.hidden && latest > shown) soon(); });
    addEventListener("pagehide", () => stream.close());
  }

  freshen();
  offerCopies();
  // A ticket's page was put in the place of another.
  document.addEventListener("board:shown", () => { freshen(); offerCopies(); leadBack(); });
  setInterval(freshen, 30000);
})();
