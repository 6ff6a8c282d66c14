// The list of tickets: it comes back to the place that it was left at, and a filter that was applied keeps the focus.
"use strict";

(() => {
  const live = document.getElementById("live");
  if (!live) return;
  // The ticket beside the list is no part of the list's address.
  const own = new URL(location.href);
  if (own.searchParams.has("ticket")) own.searchParams.delete("ticket");
  const address = own.pathname + own.search;
  sessionStorage.setItem("list", address);

  const rowOf = (element) => element?.closest?.("tr[data-key]");
  const linkOf = (key) => live.querySelector(`tr[data-key="${CSS.escape(key)}"] a.row-link`);

  // The row that was opened or had the focus, and how far from the top of the window it stood.
  let last = null;
  const note = (event) => { last = rowOf(event.target)?.dataset.key ?? last; };
  live.addEventListener("focusin", note);
  live.addEventListener("click", note);
  addEventListener("pagehide", () => {
    const row = last && rowOf(linkOf(last));
    const place = { address, scroll: scrollY, key: row ? last : null, top: row ? row.getBoundingClientRect().top : 0 };
    sessionStorage.setItem("place", JSON.stringify(place));
  });

  const cameBack = () => {
    if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") return true;
    return sessionStorage.getItem("back") === address;
  };
  const restore = () => {
    const place = JSON.parse(sessionStorage.getItem("place") ?? "null");
    if (!place || place.address !== address || !cameBack()) return;
    const link = place.key && linkOf(place.key);
    scrollTo({ top: link ? scrollY + rowOf(link).getBoundingClientRect().top - place.top : place.scroll, behavior: "instant" });
    link?.focus({ preventScroll: true });
  };
  restore();
  sessionStorage.removeItem("back");

  // Choosing does not apply (WCAG 3.2.2): the button does, and has the focus again on the page that follows.
  const filters = document.querySelector("form.filters");
  const apply = filters?.querySelector(".apply");
  filters?.addEventListener("submit", () => sessionStorage.setItem("applied", "yes"));
  if (sessionStorage.getItem("applied")) {
    sessionStorage.removeItem("applied");
    apply?.focus({ preventScroll: true });
  }
  const isChanged = () => Array.from(filters.querySelectorAll("select")).some((field) => {
    return !Array.from(field.options).find((option) => option.defaultSelected)?.selected;
  });
  filters?.addEventListener("change", () => apply.classList.toggle("primary", isChanged()));
})();

(() => {
  // The way back is told from other ways to the list by the link that leads there.
  document.addEventListener("click", (event) => {
    const back = event.target.closest("a.back");
    if (back) sessionStorage.setItem("back", back.pathname + back.search);
  });
})();
