// The board of columns: cards are moved by keys, by dragging or by their links. Each move is the form of its ticket, shown in a
// dialog; without this script the links lead to the form.
"use strict";

(() => {
  const board = () => document.querySelector("#live.kanban");
  if (!board()) return;
  const note = document.querySelector(".fresh");
  const dialog = document.getElementById("move");
  const cardOf = (element) => element?.closest?.("#live .tile");
  const linkOf = (card) => card?.querySelector("a.row-link");
  const numberOf = (card) => `#${card.dataset.key}`;
  const say = (...nodes) => note.replaceChildren(...nodes);
  const read = (text) => new DOMParser().parseFromString(text, "text/html");

  // A press of a key is no text: the focus goes to a card.
  const columns = () => Array.from(board().querySelectorAll(".column"));
  const sideways = (by) => {
    const here = cardOf(document.activeElement);
    const all = columns();
    const from = here ? all.indexOf(here.closest(".column")) : by > 0 ? -1 : all.length;
    const place = here ? Array.from(here.parentElement.children).indexOf(here) : 0;
    for (let next = from + by; next >= 0 && next < all.length; next += by) {
      const cards = all[next].querySelectorAll(".tile");
      if (cards.length) { linkOf(cards[Math.min(place, cards.length - 1)]).focus(); return; }
    }
  };
  const moveTo = (card, state) => {
    if (!card || card.closest(".column").dataset.state === state) return;
    const moves = card.querySelector(".moves");
    const link = moves?.querySelector(`a[data-state="${state}"]`);
    if (link) { open(link, card); return; }
    if (moves?.dataset.owner) say(document.createTextNode(said("onlyOwner", numberOf(card), moves.dataset.owner)));
    else say(document.createTextNode(moves ? said("reopenFirst", numberOf(card)) : said("mayNotMove")));
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input, textarea, select") || localStorage.getItem("single-keys") === "off") return;
    const states = { o: "open", w: "waiting", e: "resolved" };
    if (event.key === "h" || event.key === "l") sideways(event.key === "l" ? 1 : -1);
    else if (states[event.key]) moveTo(cardOf(document.activeElement), states[event.key]);
    else return;
    event.preventDefault();
  });

  // Moving: the form as the ticket's page has it, so it knows the newest event and asks for what the move needs.
  let moved = null;
  const fill = (form) => {
    const body = dialog.querySelector(".body");
    body.replaceChildren(document.importNode(form, true));
    for (const zone of body.querySelectorAll("input[name=zone]")) zone.value = new Date().getTimezoneOffset();
    const wrong = body.querySelector("[aria-invalid=true]") ?? body.querySelector("input:not([type=hidden]), textarea, button");
    (wrong.matches("fieldset") ? wrong.querySelector("input") : wrong).focus();
  };
  const open = async (link, card) => {
    if (!dialog) return;
    const address = new URL(link.href);
    try {
      const answer = await fetch(address.pathname + address.search, { credentials: "same-origin", headers: { Accept: "text/html" } });
      const form = answer.ok && !answer.redirected && read(await answer.text()).getElementById(address.hash.slice(1));
      if (!form || form.tagName !== "FORM") { location.href = link.href; return; }
      moved = card.dataset.key;
      dialog.querySelector("h2").replaceChildren(`${link.firstChild.textContent} ${numberOf(card)}: `, linkOf(card).firstElementChild?.cloneNode(true) ?? "");
      dialog.showModal();
      fill(form);
    } catch {
      say(document.createTextNode(said("away")));
    }
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#live .moves a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link, cardOf(link));
  });
  let isSending = false;
  dialog?.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    form.setAttribute("aria-busy", "true");
    try {
      const body = new URLSearchParams(new FormData(form));
      if (event.submitter?.name) body.append(event.submitter.name, event.submitter.value);
      const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", headers: { Accept: "text/html" } });
      const page = read(await answer.text());
      if (answer.ok) {
        dialog.close();
        await refresh(page.querySelector(".done, .outgoing"), answer.url);
        return;
      }
      const again = page.getElementById(form.id);
      if (again) fill(again);
      else complain(form, page.querySelector(".alert, main p")?.textContent ?? said("refused"));
    } catch {
      complain(form, said("away"));
    } finally {
      isSending = false;
      form.removeAttribute("aria-busy");
    }
  });
  const complain = (form, text) => {
    let place = form.querySelector(".alert");
    if (!place) {
      place = document.createElement("p");
      place.className = "alert";
      place.setAttribute("role", "alert");
      form.prepend(place);
    }
    place.textContent = text;
  };

  // The columns as they are now; the card that was moved has the focus.
  const refresh = async (told, address) => {
    const answer = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) { location.reload(); return; }
    const fresh = read(await answer.text()).getElementById("live");
    board().replaceWith(document.importNode(fresh, true));
    document.dispatchEvent(new Event("board:shown"));
    const link = document.createElement("a");
    link.href = new URL(address).pathname;
    link.textContent = `#${moved}`;
    say(document.createTextNode(told?.querySelector("p")?.textContent.trim() ?? told?.textContent.trim() ?? said("moved")), " ", link);
    const card = board().querySelector(`.tile[data-key="${CSS.escape(moved)}"]`);
    (linkOf(card) ?? board()).focus();
  };

  // Dragging. A card that cannot be moved is not draggable.
  const prepare = () => {
    for (const card of board().querySelectorAll(".tile")) card.draggable = Boolean(card.querySelector(".moves a"));
  };
  let dragged = null;
  const columnAt = (event) => event.target.closest?.("#live .column");
  document.addEventListener("dragstart", (event) => {
    dragged = cardOf(event.target);
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", numberOf(dragged));
    dragged.classList.add("dragged");
  });
  document.addEventListener("dragover", (event) => {
    const column = dragged && columnAt(event);
    for (const other of columns()) other.classList.toggle("target", other === column && column !== dragged.closest(".column"));
    if (column) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const column = dragged && columnAt(event);
    if (!column) return;
    event.preventDefault();
    moveTo(dragged, column.dataset.state);
  });
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = null;
    for (const column of columns()) column.classList.remove("target");
  });
  document.addEventListener("board:shown", prepare);
  prepare();
})();
