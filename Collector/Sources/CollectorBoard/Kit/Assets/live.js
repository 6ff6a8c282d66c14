// Live updates: the server says that something changed; the page then reads itself anew and says what is different. Nothing moves
// until that is asked for.
"use strict";

(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const main = document.getElementById("main");
  const note = document.querySelector(".fresh");
  const address = main?.dataset.live;
  if (!address || !note || !("EventSource" in window)) return;

  let shown = Number(main.dataset.version);
  let latest = shown;
  let timer = null;
  let lastLook = 0;
  const rows = (root) => new Map(all("[data-key][data-version]", root).map((row) => [row.dataset.key, row]));

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

  const look = async () => {
    timer = null;
    if (document.hidden || latest <= shown) return;
    lastLook = Date.now();
    const answer = await fetch(address, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    shown = Number(fresh.getElementById("main")?.dataset.version) || latest;
    const here = document.getElementById("live");
    const { added, changed, gone } = differences(rows(document), rows(fresh), Number(here?.dataset.now ?? 0));
    if (!added && !changed && !gone) { note.replaceChildren(); return; }
    if (!here) {
      say("Something new happened on this ticket.", () => document.dispatchEvent(new Event("board:refresh")), "Show it");
      return;
    }
    const parts = [];
    if (added) parts.push(`${added} new`);
    if (changed) parts.push(`${changed} changed`);
    if (gone && !added) parts.push(`${gone} gone`);
    say(parts.join(", "), () => show(fresh), "Show");
  };

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
    for (const selector of [".states", ".owners", ".distance"]) {
      const [old, now] = [document.querySelector(selector), fresh.querySelector(selector)];
      if (old && now) old.replaceWith(document.importNode(now, true));
    }
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
  const stream = new EventSource(main.dataset.events);
  stream.addEventListener("change", (event) => {
    latest = Math.max(latest, Number(event.data) || 0);
    if (latest > shown) soon();
  });
  for (const end of ["signed-out", "full"]) stream.addEventListener(end, () => stream.close());
  document.addEventListener("visibilitychange", () => { if (!document.hidden && latest > shown) soon(); });
  addEventListener("pagehide", () => stream.close());
})();
