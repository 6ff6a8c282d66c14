// Live updates: the server says that something changed; the page then reads itself anew and says what is different. Nothing moves
// until that is asked for.
"use strict";

(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const main = document.getElementById("main");
  const note = document.querySelector(".fresh");
  const address = main?.dataset.live;
  if (!address || !note) return;

  let shown = Number(main.dataset.version);
  let latest = shown;
  let timer = null;
  let lastLook = 0;
  let looks = 0;
  const rows = (root) => new Map(
    all("[data-key][data-version]", root.getElementById("live") ?? root).filter((row) => !row.matches(".gone"))
      .map((row) => [row.dataset.key, row]));

  const say = (text, act, label) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", act);
    note.replaceChildren(document.createTextNode(text), button);
  };

  // A row that came from another page of the list is neither new nor changed.
  const differences = (before, after, since) => {
    let [added, changed] = [0, 0];
    for (const [key, row] of after) {
      const old = before.get(key);
      if (old) {
        if (old.dataset.version !== row.dataset.version) changed += 1;
      } else if (!row.dataset.opened || Number(row.dataset.opened) >= since) {
        added += 1;
      } else if (Number(row.dataset.changed) >= since) {
        changed += 1;
      }
    }
    return { added, changed, gone: Math.max(0, before.size - after.size) };
  };

  // What was done from this page is put right in its row, which stays where it is, and is told of no more.
  const acted = new Set();
  const settle = (fresh) => {
    const after = rows(fresh);
    for (const key of acted) {
      const old = document.querySelector(`#live [data-key="${CSS.escape(key)}"][data-version]`);
      const now = after.get(key);
      if (!old) { after.delete(key); continue; }
      if (!now) { old.classList.add("gone"); continue; }
      const had = old.contains(document.activeElement);
      const row = document.importNode(now, true);
      old.replaceWith(row);
      if (had) row.querySelector("a.row-link")?.focus({ preventScroll: true });
    }
    counts(fresh);
    document.dispatchEvent(new Event("board:shown"));
  };
  const counts = (fresh) => {
    for (const selector of [".states", ".owners:not(.views)", ".views", ".distance", ".unread-here"]) {
      const [old, now] = [document.querySelector(selector), fresh.querySelector(selector)];
      if (old && now) old.replaceWith(document.importNode(now, true));
    }
  };

  const look = async (isForced = false) => {
    timer = null;
    if (document.hidden || (!isForced && latest <= shown)) return;
    lastLook = Date.now();
    const mine = ++looks;
    const answer = await fetch(address, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    // A late answer never overwrites a newer view.
    if (mine !== looks) return;
    shown = Math.max(shown, Number(fresh.getElementById("main")?.dataset.version) || latest);
    const here = document.getElementById("live");
    const own = new Set(acted);
    if (here && acted.size) { settle(fresh); acted.clear(); }
    const [before, after] = [rows(document), rows(fresh)];
    // What was done here and left the list is no news; nor is what took its place.
    for (const key of own) if (!before.has(key)) after.delete(key);
    if (here) document.dispatchEvent(new CustomEvent("board:rows", { detail: after }));
    const { added, changed, gone } = differences(before, after, Number(here?.dataset.now ?? 0));
    if (!added && !changed && !gone) {
      // What else was said there stays.
      if (note.querySelector("button")) note.replaceChildren();
      return;
    }
    if (!here) {
      say(said("news"), () => document.dispatchEvent(new Event("board:refresh")), said("show"));
      return;
    }
    const parts = [];
    if (added) parts.push(said("added", added));
    if (changed) parts.push(said("changed", changed));
    if (gone && !added) parts.push(said("gone", gone));
    say(parts.join(", "), () => show(fresh), said("showChanges"));
  };
  document.addEventListener("board:acted", (event) => {
    for (const key of event.detail) if (key !== null) acted.add(key);
    look(true).catch(() => {});
  });

  // The row that had the focus keeps it, and its place in the window.
  let focused = null;
  document.addEventListener("focusin", (event) => {
    focused = note.contains(event.target) ? focused : event.target.closest("#live [data-key]")?.dataset.key ?? null;
  });
  const show = (fresh) => {
    const key = focused;
    const topOf = () => key && rows(document).get(key)?.getBoundingClientRect().top;
    const before = topOf();
    document.getElementById("live").replaceWith(document.importNode(fresh.getElementById("live"), true));
    counts(fresh);
    note.replaceChildren();
    document.dispatchEvent(new Event("board:shown"));
    const row = key && rows(document).get(key);
    if (row && before !== undefined) scrollBy({ top: topOf() - before, behavior: "instant" });
    (row?.querySelector("a.row-link") ?? document.getElementById("live")).focus({ preventScroll: true });
  };

  // At most one look in three seconds, however much comes in.
  const soon = () => {
    if (timer === null) timer = setTimeout(() => look().catch(() => {}), Math.max(200, lastLook + 3000 - Date.now()));
  };
  if (!("EventSource" in window)) return;
  const stream = new EventSource(main.dataset.events);
  stream.addEventListener("change", (event) => {
    latest = Math.max(latest, Number(event.data) || 0);
    if (latest > shown) soon();
  });
  stream.addEventListener("present", (event) => {
    document.dispatchEvent(new CustomEvent("board:present", { detail: JSON.parse(event.data) }));
  });
  // A stream that stays away is said; one that comes back begins with the newest event, so that the gap is looked at.
  const lost = document.createElement("p");
  lost.className = "not-live";
  lost.setAttribute("role", "status");
  note.after(lost);
  let losing = null;
  const lose = () => {
    lost.textContent = said("notLive");
  };
  stream.addEventListener("error", () => { losing ??= setTimeout(lose, 3000); });
  stream.addEventListener("open", () => { clearTimeout(losing); losing = null; lost.textContent = ""; });
  for (const end of ["signed-out", "full"]) stream.addEventListener(end, () => { stream.close(); lose(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && latest > shown) soon(); });
  addEventListener("pagehide", () => stream.close());
})();
