"use strict";
// Everything works without this script, by links; it adds lighting up, clicking on marked words, filters and the keys j and k.
(() => {
  document.documentElement.classList.add("live");
  const cards = [...document.querySelectorAll(".claim")];
  const marks = [...document.querySelectorAll("mark")];
  const claimsOf = (mark) => mark.dataset.claims.trim().split(" ");
  const markOf = (card) => document.getElementById(card.id.replace(/c(\d+)$/, "t$1"));
  let lit = null;

  const light = (card) => {
    lit = card;
    for (const other of cards) other.classList.toggle("lit", other === card);
    for (const mark of marks) mark.classList.toggle("lit", card !== null && claimsOf(mark).includes(card.id));
  };
  const reveal = (element, block) => {
    if (element) element.scrollIntoView({ block, inline: "nearest" });
  };
  const show = (card, { focus = false } = {}) => {
    if (card.hidden) unfilter(card.closest(".report"));
    light(card);
    reveal(card, "nearest");
    if (focus) card.focus({ preventScroll: true });
  };
  const unfilter = (report) => {
    for (const button of report.querySelectorAll("[data-filter]")) button.setAttribute("aria-pressed", "false");
    for (const card of report.querySelectorAll(".claim")) card.hidden = false;
  };
  const filter = (report) => {
    const wanted = [...report.querySelectorAll("[data-filter][aria-pressed=true]")].map((b) => b.dataset.filter);
    for (const card of report.querySelectorAll(".claim")) {
      card.hidden = wanted.length > 0 && !wanted.includes(card.dataset.standing);
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-filter]");
    if (button) {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      filter(button.closest(".report"));
      return;
    }
    const mark = event.target.closest("mark");
    if (mark && String(getSelection()) === "") {
      // Words that belong to several claims show them in turn.
      const ids = claimsOf(mark);
      const next = lit ? ids[(ids.indexOf(lit.id) + 1) % ids.length] : ids[0];
      show(document.getElementById(next));
      return;
    }
    const number = event.target.closest("article .number");
    if (number) {
      event.preventDefault();
      show(document.getElementById(number.getAttribute("href").slice(1)), { focus: true });
      return;
    }
    const card = event.target.closest(".claim");
    if (card && !event.target.closest("a[target]") && String(getSelection()) === "") {
      event.preventDefault();
      light(card);
      reveal(markOf(card), "nearest");
      if (event.target.closest(".number")) markOf(card)?.focus({ preventScroll: true });
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !["j", "k"].includes(event.key)) return;
    const seen = cards.filter((card) => !card.hidden);
    const at = seen.indexOf(lit) + (event.key === "j" ? 1 : -1);
    const card = seen[Math.max(0, Math.min(seen.length - 1, at))];
    if (!card) return;
    show(card, { focus: true });
    reveal(markOf(card), "nearest");
  });
})();
