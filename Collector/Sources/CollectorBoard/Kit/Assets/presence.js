// 'Kim is answering': a sign goes to the server while somebody writes an answer, and what others do is shown where their ticket
// stands. A sign that is not renewed ends by itself.
"use strict";

(() => {
  const renewMilliseconds = 5000;
  // One's own signs: of the answer box that is written in.
  let sign = null;
  const boxOf = (number) => document.querySelector(`.ticket[data-key="${CSS.escape(number)}"] #answer textarea[data-draft=answer]`);
  const send = (isGone) => {
    const body = new URLSearchParams({ form_token: sign.token });
    if (isGone) body.set("gone", "yes");
    // What a sign tells is of no lasting worth: one that is lost is followed by the next.
    fetch(sign.address, { method: "POST", body, credentials: "same-origin", keepalive: isGone }).catch(() => {});
  };
  const end = () => {
    if (!sign) return;
    send(true);
    sign = null;
  };
  document.addEventListener("input", (event) => {
    const area = event.target;
    if (!area.matches?.(".ticket #answer textarea[data-draft=answer]")) return;
    const number = area.closest(".ticket").dataset.key;
    if (!area.value.trim() || (sign && sign.number !== number)) end();
    if (!area.value.trim() || (sign && Date.now() < sign.at + renewMilliseconds)) return;
    const token = area.form.elements.form_token.value;
    sign = { number, token, address: area.dataset.save.replace(/draft$/, "answering"), at: Date.now() };
    send(false);
  });
  // Sent, or another ticket in its place; words that stayed in their box are still written.
  document.addEventListener("board:shown", () => { if (sign && !boxOf(sign.number)?.value.trim()) end(); });
  addEventListener("pagehide", end);

  // Others'.
  let present = null;
  const show = () => {
    if (present === null) return;
    for (const place of document.querySelectorAll("[data-key] .presence")) {
      const key = place.closest("[data-key]").dataset.key;
      const names = present.filter((person) => String(person.ticket) === key).map((person) => person.name);
      const shown = Array.from(place.children, (mark) => mark.dataset.name).join("\n");
      if (shown === names.join("\n") && place.children.length === names.length) continue;
      place.replaceChildren(...names.flatMap((name) => {
        const mark = document.createElement("span");
        mark.className = "answering";
        mark.dataset.name = name;
        const who = document.createElement("bdi");
        who.textContent = name;
        const [before, after] = said("answering", "\u0000").split("\u0000");
        mark.append(before, who, after ?? "");
        return [mark, " "];
      }));
    }
  };
  document.addEventListener("board:present", (event) => { present = event.detail; show(); });
  document.addEventListener("board:shown", show);
})();
