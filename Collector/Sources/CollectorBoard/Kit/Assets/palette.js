// The palette: Ctrl or Cmd with K, some letters, Enter. It holds every place, and every verb that the page has.
"use strict";

(() => {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const [field, list, none] = [dialog.querySelector("input"), dialog.querySelector("ul"), dialog.querySelector(".none")];
  const template = dialog.querySelector("template").content.firstElementChild;
  const fixed = Array.from(list.children);
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  let chosen = null;
  const choose = (option) => {
    chosen?.removeAttribute("aria-selected");
    chosen = option ?? null;
    chosen?.setAttribute("aria-selected", "true");
    if (chosen) field.setAttribute("aria-activedescendant", chosen.id); else field.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  };
  const options = () => Array.from(list.children).filter((option) => !option.hidden);
  const fill = () => {
    document.getElementById("palette-ticket")?.remove();
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    for (const option of fixed) {
      const target = option.dataset.state;
      const label = plain(option.querySelector("span").textContent);
      option.hidden = Boolean(target && !document.querySelector(target)) || !words.every((word) => label.includes(word));
    }
    // A number leads to its ticket.
    const number = field.value.trim().match(/^#?([1-9]\d{0,17})$/);
    if (number) {
      const option = document.importNode(template, true);
      option.textContent = option.dataset.state.replace("{}", `#${number[1]}`);
      option.dataset.href = `${option.dataset.href}/${number[1]}`;
      list.prepend(option);
    }
    none.textContent = options().length ? "" : none.dataset.state;
    choose(options()[0]);
  };
  const run = (option) => {
    dialog.close();
    if (option.dataset.href) location.href = option.dataset.href;
    else document.dispatchEvent(new CustomEvent("board:do", { detail: option.dataset.act }));
  };

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (dialog.open) { dialog.close(); return; }
    if (document.querySelector("dialog[open]")) return;
    field.value = "";
    fill();
    dialog.showModal();
    field.focus();
  });
  field.addEventListener("input", fill);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const all = options();
    const here = all.indexOf(chosen);
    if (event.key === "ArrowDown") choose(all[(here + 1) % all.length]);
    else if (event.key === "ArrowUp") choose(all[(here - 1 + all.length) % all.length]);
    else if (event.key === "Enter" && chosen) run(chosen);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) run(option);
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
})();
