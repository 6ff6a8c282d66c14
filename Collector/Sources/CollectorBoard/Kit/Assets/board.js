// What each page does beyond HTML: relative times, copying, forms, keys. list.js and live.js follow it in one script; each page
// works without scripts.
"use strict";

// What scripts say stands in the page, in its reader's language.
const said = (() => {
  const texts = JSON.parse(document.body.dataset.texts ?? "{}");
  return (name, value = "", other = "") => (texts[name] ?? name).replace(/\{[nm]\}/g, (mark) => (mark === "{n}" ? value : other));
})();

(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  document.documentElement.classList.add("scripted");

  // Times: the relative words stay true, and the tooltip is in the reader's own zone.
  const local = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { dateStyle: "medium", timeStyle: "medium" });
  const relative = (moment, now) => {
    const seconds = Math.trunc((now - moment) / 1000);
    if (Math.abs(seconds) < 60) return said("justNow");
    if (seconds < 0 || seconds >= 30 * 86400) return null;
    if (seconds < 3600) return said("minutesAgo", Math.trunc(seconds / 60));
    if (seconds < 86400) return said("hoursAgo", Math.trunc(seconds / 3600));
    return seconds < 2 * 86400 ? said("dayAgo") : said("daysAgo", Math.trunc(seconds / 86400));
  };
  const freshen = () => {
    // A day alone, as of a launch, has no zone and stays as it is written.
    for (const time of all("time[datetime*=T]")) {
      const moment = Date.parse(time.dateTime);
      if (Number.isNaN(moment)) continue;
      if (!time.dataset.local) {
        time.dataset.local = "yes";
        time.title = `${said("here", local.format(moment))} · ${time.title || time.textContent}`;
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
    button.dataset.label ??= button.textContent;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = said("copied");
    } catch {
      button.textContent = said("copyRefused");
    }
    setTimeout(() => { button.textContent = button.dataset.label; }, 1500);
  });

  // Empty filters stay out of the address.
  for (const form of all("form.filters, form.search")) {
    form.addEventListener("submit", () => {
      for (const field of form.elements) if (field.name && field.value === "") field.disabled = true;
    });
  }
  addEventListener("pageshow", () => {
    for (const field of all("form.filters :disabled, form.search :disabled, form.act :disabled")) field.disabled = false;
  });

  // Where a page leads back to: the list as it was last shown, or the page that the link names.
  const home = document.querySelector("a.brand")?.getAttribute("href");
  const leadBack = () => {
    const back = document.querySelector("a.back");
    const list = sessionStorage.getItem("list");
    if (!back || !home || back.getAttribute("href") !== home) return;
    if (list?.startsWith(home) && !list.startsWith("//")) back.href = list;
  };
  leadBack();

  // Keys. Those without Ctrl can be switched off (WCAG 2.1.4); the browser keeps that.
  const shortcuts = document.getElementById("shortcuts");
  const singleKeys = document.getElementById("single-keys");
  const opener = document.getElementById("show-shortcuts");
  const areOn = () => localStorage.getItem("single-keys") !== "off";
  if (opener) {
    opener.hidden = false;
    opener.addEventListener("click", () => shortcuts.showModal());
  }
  if (singleKeys) {
    singleKeys.checked = areOn();
    singleKeys.addEventListener("change", () => {
      localStorage.setItem("single-keys", singleKeys.checked ? "on" : "off");
    });
  }
  // On a list its rows; on a ticket its reports. What was done with a row is passed over.
  const stops = () => {
    const rows = all("a.row-link").filter((link) => link.getClientRects().length && (!link.closest(".gone") || link.matches("[aria-current]")));
    return rows.concat(rows.length && document.getElementById("pane") ? [] : all("article.report"));
  };
  const move = (by) => {
    const targets = stops();
    if (!targets.length) return;
    let here = targets.findIndex((target) => target === document.activeElement || (target.closest("tr, li, article") ?? target).contains(document.activeElement));
    if (here < 0) here = targets.findIndex((target) => target.getAttribute("aria-current") === "true");
    const next = here < 0 ? (by > 0 ? 0 : targets.length - 1) : Math.min(Math.max(here + by, 0), targets.length - 1);
    targets[next].focus({ preventScroll: true });
    const box = (targets[next].closest("tr") || targets[next]).getBoundingClientRect();
    if (box.top < 0 || box.bottom > innerHeight) scrollBy({ top: box.top - 80 });
    document.dispatchEvent(new CustomEvent("board:moved", { detail: targets[next] }));
  };
  const focusOn = (selector) => {
    const target = document.querySelector(selector);
    if (!target) return false;
    target.focus();
    target.select?.();
    return true;
  };
  // A form that is folded away: it opens, and the field that is chosen first has the focus.
  const unfold = (selector, field) => {
    const details = document.querySelector(selector);
    if (!details) return null;
    details.open = true;
    const target = details.querySelector(field);
    target?.focus();
    return target;
  };
  // It waits for a date, which is asked for.
  const snooze = () => {
    const date = unfold("#waits", "input[name=until]");
    const cause = date?.form.querySelector("input[name=cause][value=date]");
    if (cause) cause.checked = true;
  };
  // Of several groups of duplicates, the one that has the focus.
  const group = () => document.activeElement.closest("form.group");
  // Keys that follow a `g`: what they lead to is elsewhere.
  const after = { n: () => document.getElementById("take-next")?.requestSubmit() };
  const actions = {
    j: () => move(1),
    k: () => move(-1),
    "/": () => focusOn("#search") || (location.href = home),
    a: () => focusOn("#answer textarea"),
    c: () => document.querySelector("[data-act=claim]")?.click(),
    n: () => focusOn("#note textarea"),
    e: () => unfold("#resolving", "input[name=resolution]"),
    w: () => unfold("#waits", "input[name=cause]"),
    s: () => snooze(),
    i: () => unfold(".issuing", "button[type=submit]"),
    d: () => unfold("#merging", "input[name=other]"),
    u: () => (document.querySelector(".with-pane [data-act=close-pane]") ?? document.querySelector("a.back"))?.click(),
    m: () => (group()?.querySelector("[data-act=merge]") ?? document.querySelector("[data-act=merge]"))?.click(),
    x: () => document.activeElement.closest("form.group li")?.querySelector("input[type=checkbox]")?.click(),
    z: () => document.querySelector("[data-act=undo]")?.click(),
    b: () => document.querySelector("[data-act=compare]")?.click(),
    "?": () => shortcuts?.showModal(),
  };
  // Beside a list these wait while their ticket is on its way: none is done to the one before it.
  const ofTicket = "acneswidmb";
  const act = (key) => {
    const event = new CustomEvent("board:act", { cancelable: true, detail: actions[key] });
    if (!ofTicket.includes(key) || document.dispatchEvent(event)) actions[key]();
  };
  let second = 0;
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    const isWriting = event.target.closest("input, textarea, select");
    if (isWriting && !isWriting.matches("#live input[type=checkbox]")) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("form.act textarea")) {
        event.preventDefault();
        event.target.form.requestSubmit(event.target.form.querySelector("button[type=submit]"));
      } else if (event.key === "Escape") {
        event.target.blur();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || !areOn() || document.querySelector("dialog[open]")) return;
    const isSecond = Date.now() < second;
    second = event.key === "g" ? Date.now() + 1500 : 0;
    if (isSecond && after[event.key]) {
      event.preventDefault();
      after[event.key]();
      return;
    }
    if (!Object.hasOwn(actions, event.key)) return;
    event.preventDefault();
    act(event.key);
  });
  // The palette names what a key does.
  document.addEventListener("board:do", (event) => {
    if (event.detail === "g") after.n(); else if (Object.hasOwn(actions, event.detail)) act(event.detail);
  });

  // A bar scrolls where it has no room for all its places: the present one is in sight.
  for (const here of all(".bar nav [aria-current], .states [aria-current]")) {
    const [nav, box] = [here.parentElement, here.getBoundingClientRect()];
    nav.scrollLeft += box.left - nav.getBoundingClientRect().left - (nav.clientWidth - box.width) / 2;
  }

  // Dates are in the reader's zone.
  const place = () => { for (const zone of all("input[name=zone]")) zone.value = new Date().getTimezoneOffset(); };

  freshen();
  offerCopies();
  place();
  // A ticket's page was put in the place of another.
  document.addEventListener("board:shown", () => { freshen(); offerCopies(); leadBack(); place(); });
  setInterval(freshen, 30000);
})();
