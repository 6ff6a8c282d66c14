// List left, ticket right. The ticket's own page is brought beside the list without a reload; the address names it, so that back,
// reload and a shared link lead there again. A late answer never replaces a newer view, and no row moves under the pointer.
"use strict";

(() => {
  const pane = document.getElementById("pane");
  if (!pane) return;
  const split = pane.closest(".split");
  const isAlways = split.classList.contains("always");
  const [bar, told, news, body] = ["bar", "told", "news", "body"].map((name) => pane.querySelector(`.pane-${name}`));
  const wide = matchMedia("(min-width: 1100px)");
  const say = (text) => document.dispatchEvent(new CustomEvent("board:say", { detail: text }));
  const home = document.querySelector("a.brand").getAttribute("href");
  const title = document.title;
  const ticketAddress = (key) => `${home}tickets/${key}`;
  const pathOfTicket = (url) => {
    const found = url.origin === location.origin && url.pathname.startsWith(`${home}tickets/`)
      ? url.pathname.slice(home.length + 8).match(/^(\d+)(\/merge)?$/) : null;
    return found && { key: found[1], isMerge: Boolean(found[2]) };
  };

  // The address: the list's own, and the ticket.
  const addressWith = (key) => {
    const url = new URL(location.pathname + location.search, location.origin);
    if (key) url.searchParams.set("ticket", key); else url.searchParams.delete("ticket");
    return url.pathname + url.search;
  };
  const base = addressWith(null);

  const linkOf = (key) => document.querySelector(`#live tr[data-key="${CSS.escape(key)}"] a.row-link`);
  let shown = null;
  let asked = 0;
  // What is asked for now comes in the place of what is still on its way, and of what a key was about to open.
  let soon = null;
  // What a key does to the ticket that is on its way, once that is here.
  let held = null;
  const supersede = () => {
    clearTimeout(soon);
    held = null;
    pane.removeAttribute("aria-busy");
    return ++asked;
  };
  document.addEventListener("board:act", (event) => {
    if (!pane.hasAttribute("aria-busy")) return;
    event.preventDefault();
    held = event.detail;
  });
  const mark = () => {
    for (const link of document.querySelectorAll("#live a.row-link[aria-current]")) link.removeAttribute("aria-current");
    if (shown) linkOf(shown)?.setAttribute("aria-current", "true");
  };
  document.addEventListener("board:shown", mark);

  // The list gets narrower beside the ticket: the row stays where it was in the window.
  const reveal = (key) => {
    const row = linkOf(key)?.closest("tr");
    const top = row?.getBoundingClientRect().top;
    pane.hidden = false;
    bar.hidden = false;
    bar.querySelector(".pane-page").hidden = key === "";
    split.classList.add("with-pane");
    if (row) scrollBy({ top: row.getBoundingClientRect().top - top, behavior: "instant" });
  };
  const put = (id) => body.replaceChildren(document.importNode(document.getElementById(id).content, true));

  const open = async (key, { way = "push", isEntering = false, address = ticketAddress(key) } = {}) => {
    const mine = supersede();
    const isSame = key === shown;
    if (way !== "none" && !isSame) {
      const isFirst = shown === null;
      history[way === "push" || isFirst ? "pushState" : "replaceState"](null, "", addressWith(key));
    }
    reveal(key);
    shown = key;
    mark();
    news.replaceChildren();
    bar.querySelector(".pane-page").href = ticketAddress(key);
    pane.setAttribute("aria-busy", "true");
    try {
      const at = performance.now();
      const answer = await fetch(address, { credentials: "same-origin", headers: { Accept: "text/html" } });
      const text = await answer.text();
      if (mine !== asked) return;
      if (answer.redirected && !pathOfTicket(new URL(answer.url))) { held = null; location.reload(); return; }
      pane.dispatchEvent(new CustomEvent("pane:show", { detail: { text, address: answer.url, asked: at } }));
      read(key);
      const fragment = new URL(address, location.href).hash.slice(1);
      const place = fragment && body.querySelector(`#${CSS.escape(fragment)}`);
      if (place) { place.closest("details")?.setAttribute("open", ""); place.scrollIntoView({ block: "start" }); }
      else if (!isSame) pane.scrollTop = 0;
      if (isEntering) enter(place);
      else say(said("beside", `#${key}`));
    } catch {
      if (mine === asked) fail(key, address);
    } finally {
      if (mine === asked) {
        pane.removeAttribute("aria-busy");
        const act = held;
        held = null;
        act?.();
      }
    }
  };
  // What is shown is read.
  const read = (key) => {
    const row = linkOf(key)?.closest("tr.unread");
    if (!row) return;
    row.classList.remove("unread");
    row.querySelector(".dot")?.remove();
    const words = document.querySelector(".unread-here > span");
    const left = document.querySelectorAll("#live tr.unread").length;
    if (words) words.textContent = words.dataset.state.replace("{}", left);
  };
  const enter = (place) => {
    const target = place || body.querySelector("h1") || pane;
    if (!target.matches("input, textarea, select, button, a, [tabindex]")) target.tabIndex = -1;
    target.focus({ preventScroll: true });
  };
  const button = (label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  };
  const fail = (key, address) => {
    held = null;
    news.replaceChildren(said("away"), button(said("again"), () => open(key, { way: "none", address })));
    say(said("away"));
  };
  const close = (way = "push") => {
    supersede();
    if (shown === null) return;
    const key = shown;
    pane.dispatchEvent(new Event("pane:leave"));
    const row = linkOf(key)?.closest("tr");
    const top = row?.getBoundingClientRect().top;
    shown = null;
    split.classList.remove("with-pane");
    [pane.hidden, bar.hidden] = [!isAlways, true];
    put("pane-choose");
    told.replaceChildren();
    news.replaceChildren();
    pane.removeAttribute("aria-busy");
    document.title = title;
    mark();
    if (way === "push") history.pushState(null, "", base);
    if (row && top) scrollBy({ top: row.getBoundingClientRect().top - top, behavior: "instant" });
    linkOf(key)?.focus({ preventScroll: true });
  };

  // What ticket.js has put there: a ticket's page, perhaps of another ticket (the survivor of a merge, or one that was undone).
  pane.addEventListener("pane:shown", (event) => {
    body.querySelector(".crumbs")?.remove();
    body.querySelector(".fresh")?.remove();
    document.title = event.detail.title;
    news.replaceChildren();
    const key = body.querySelector(".ticket")?.dataset.key;
    if (!key || key === shown || !event.detail.wasSent) return;
    shown = key;
    bar.querySelector(".pane-page").href = ticketAddress(key);
    history.replaceState(null, "", addressWith(key));
    mark();
  });

  // After these the next one opens; what was done is told above it, with its undo.
  const advancing = new Set(["claim", "answer", "resolve", "wait", "merge", "hand-over"]);
  const isOpenRow = (row) => !row.classList.contains("gone");
  const nextOf = (key) => {
    const rows = Array.from(document.querySelectorAll("#live tr[data-key]"));
    const place = rows.findIndex((row) => row.dataset.key === key);
    return (rows.slice(place + 1).find(isOpenRow) ?? rows.slice(0, Math.max(place, 0)).reverse().find(isOpenRow))?.dataset.key;
  };
  const tell = (notice, key) => {
    told.replaceChildren();
    if (!notice) return;
    const kept = document.importNode(notice, true);
    kept.removeAttribute("role");
    const link = document.createElement("a");
    link.href = ticketAddress(key);
    link.textContent = `#${key}`;
    (kept.querySelector("p") ?? kept).prepend(link, " ");
    told.append(kept);
    for (const going of told.querySelectorAll(".going[data-due]")) going.dataset.end = performance.now() + Number(going.dataset.due);
  };
  pane.addEventListener("pane:acted", (event) => {
    const { act, text, form } = event.detail;
    if (form.closest(".bulk")) { settleMany(text); return; }
    const key = shown;
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const settle = () => {
      // What is undone may be of another ticket: its row comes back to life.
      const gone = advancing.has(act) ? [] : Array.from(document.querySelectorAll("#live tr.gone"), (row) => row.dataset.key);
      const keys = [key, fresh.querySelector(".ticket")?.dataset.key, ...gone].filter(Boolean);
      document.dispatchEvent(new CustomEvent("board:acted", { detail: keys }));
    };
    const next = advancing.has(act) && key !== null ? nextOf(key) : null;
    if (!advancing.has(act) || (!next && act === "claim")) {
      told.replaceChildren();
      settle();
      return;
    }
    event.preventDefault();
    pane.dispatchEvent(new Event("pane:leave"));
    tell(fresh.querySelector(".done, .outgoing"), key);
    if (next) {
      open(next, { way: "replace" });
      linkOf(next)?.focus({ preventScroll: true });
      linkOf(next)?.closest("tr").scrollIntoView({ block: "nearest", behavior: "instant" });
    } else {
      supersede();
      put("pane-end");
      news.replaceChildren();
      document.title = title;
    }
    settle();
  });

  // Many tickets at once: the form, and what came of it, stand where the ticket does.
  const settleMany = (text) => {
    const found = new DOMParser().parseFromString(text, "text/html").querySelectorAll(".bulk li[data-key]");
    if (found.length) document.dispatchEvent(new CustomEvent("board:acted", { detail: Array.from(found, (row) => row.dataset.key) }));
    if (found.length) document.dispatchEvent(new Event("bulk:done"));
  };
  document.addEventListener("bulk:shown", (event) => {
    supersede();
    pane.dispatchEvent(new Event("pane:leave"));
    if (shown !== null) history.replaceState(null, "", base);
    shown = "";
    mark();
    told.replaceChildren();
    reveal("");
    pane.dispatchEvent(new CustomEvent("pane:show", { detail: event.detail }));
    pane.scrollTop = 0;
    enter(body.querySelector("[aria-invalid=true], form.act :is(input:not([type=hidden]), select, textarea)"));
    settleMany(event.detail.text);
  });

  // Somebody else acted on what is shown.
  document.addEventListener("board:rows", (event) => {
    const ticket = body.querySelector(".ticket");
    // What is on its way to the server is no news when it comes back.
    if (!ticket || !shown || !linkOf(shown) || pane.querySelector("form[aria-busy=true]")) return;
    if (linkOf(shown).closest("tr").classList.contains("gone")) return;
    const row = event.detail.get(shown);
    if (row?.dataset.version === ticket.dataset.version || news.childElementCount) return;
    news.replaceChildren(said("news"), button(said("show"), () => open(shown, { way: "none" })));
  });

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (event.target.closest("[data-act=close-pane]")) { close(); return; }
    const link = event.target.closest("a[href]");
    if (!link || !wide.matches || link.target) return;
    if (link.matches("#live a.row-link")) {
      event.preventDefault();
      open(link.closest("tr").dataset.key, { isEntering: true });
    } else if ((body.contains(link) || told.contains(link)) && !link.getAttribute("href").startsWith("#")) {
      const url = new URL(link.href);
      const found = pathOfTicket(url);
      if (!found) return;
      event.preventDefault();
      open(found.isMerge ? shown ?? found.key : found.key, { isEntering: true, address: url.pathname + url.search + url.hash });
    }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!body.contains(form) || form.method !== "get" || event.defaultPrevented) return;
    const url = new URL(form.action);
    url.search = new URLSearchParams(new FormData(form));
    if (!pathOfTicket(url)) return;
    event.preventDefault();
    open(shown, { way: "none", isEntering: true, address: url.pathname + url.search });
  });

  // Moving by j and k shows the ticket; of several presses in a row the last one's.
  document.addEventListener("board:moved", (event) => {
    const key = event.detail.closest("#live tr")?.dataset.key;
    if (!key || !wide.matches) return;
    supersede();
    pane.setAttribute("aria-busy", "true");
    soon = setTimeout(() => {
      const act = held;
      open(key, { way: "replace" });
      held = act;
    }, 90);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || event.target.closest("input, textarea, select") || document.querySelector("dialog[open]")) return;
    close();
  });

  addEventListener("popstate", () => {
    const key = new URL(location.href).searchParams.get("ticket");
    if (addressWith(null) !== base) { location.reload(); return; }
    if (key === shown) return;
    if (!key) close("none");
    else if (wide.matches) open(key, { way: "none" });
    else location.replace(ticketAddress(key));
  });
  const first = new URL(location.href).searchParams.get("ticket");
  if (isAlways) pane.hidden = false;
  if (first && /^[1-9]\d{0,17}$/.test(first)) {
    if (wide.matches) open(first, { way: "none" });
    else location.replace(ticketAddress(first));
  }
})();
