// Selecting rows of a list: x, shift for a range, and what the bar below says and does. Where a ticket stands beside the list, the
// bar's form is shown there; elsewhere it is a page.
"use strict";

(() => {
  const form = document.getElementById("bulk");
  if (!form) return;
  const selected = form.querySelector(".selected");
  const wide = matchMedia("(min-width: 1100px)");
  const boxes = () => Array.from(document.querySelectorAll("#live input[name=ticket]"));
  const boxOf = (row) => row?.querySelector("input[name=ticket]");
  const chosen = new Set();
  let last = null;

  const count = () => {
    for (const box of boxes()) box.closest("tr").classList.toggle("selected", box.checked);
    selected.textContent = chosen.size ? selected.dataset.state.replace("{}", chosen.size) : "";
    form.classList.toggle("on", chosen.size > 0);
  };
  const set = (box, isOn) => {
    if (!box) return;
    box.checked = isOn;
    if (isOn) chosen.add(box.value); else chosen.delete(box.value);
  };
  // From the row that was chosen last to this one.
  const extend = (box) => {
    const all = boxes();
    const [from, to] = [all.findIndex((other) => other.value === last), all.indexOf(box)];
    if (from < 0) { set(box, true); return; }
    for (const other of all.slice(Math.min(from, to), Math.max(from, to) + 1)) set(other, true);
  };

  let isRange = false;
  document.addEventListener("click", (event) => { isRange = event.shiftKey; }, true);
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!box.matches("#live input[name=ticket]")) return;
    if (isRange && last !== null && box.checked) extend(box); else set(box, box.checked);
    last = box.value;
    count();
  });

  const rowHere = () => document.activeElement.closest("#live tr[data-key]")
    ?? document.querySelector("#live a.row-link[aria-current]")?.closest("tr");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select") || localStorage.getItem("single-keys") === "off") return;
    const row = rowHere();
    if (event.key === "x" && row) {
      const box = boxOf(row);
      set(box, !box.checked);
      last = box.value;
    } else if (event.key === "X" && row) {
      extend(boxOf(row));
      last = boxOf(row).value;
    } else if ((event.key === "J" || event.key === "K") && row) {
      const all = boxes();
      const here = all.indexOf(boxOf(row));
      const next = all[here + (event.key === "J" ? 1 : -1)];
      set(boxOf(row), true);
      if (next) { set(next, true); next.closest("tr").querySelector("a.row-link").focus(); }
      last = (next ?? boxOf(row)).value;
    } else {
      return;
    }
    event.preventDefault();
    count();
  });

  // A list that was read anew keeps what was chosen, as far as it is still there.
  document.addEventListener("board:shown", () => {
    const here = boxes();
    for (const key of Array.from(chosen)) if (!here.some((box) => box.value === key)) chosen.delete(key);
    for (const box of here) box.checked = chosen.has(box.value);
    count();
  });
  const clear = () => { for (const box of boxes()) set(box, false); chosen.clear(); last = null; count(); };
  document.addEventListener("bulk:done", clear);
  for (const [act, isOn] of [["select-all", true], ["select-none", false]]) {
    const button = form.querySelector(`[data-act=${act}]`);
    button.hidden = false;
    button.addEventListener("click", () => { for (const box of boxes()) set(box, isOn && !box.closest(".gone")); count(); });
  }

  form.addEventListener("submit", async (event) => {
    const pane = document.getElementById("pane");
    if (!pane || !wide.matches) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    if (event.submitter?.name) body.append(event.submitter.name, event.submitter.value);
    form.setAttribute("aria-busy", "true");
    try {
      const asked = performance.now();
      const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", headers: { Accept: "text/html" } });
      document.dispatchEvent(new CustomEvent("bulk:shown", { detail: { text: await answer.text(), address: answer.url, asked } }));
    } catch {
      selected.textContent = said("away");
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
  for (const box of boxes()) if (box.checked) chosen.add(box.value);
  count();
})();
