"use strict";
(() => {
  const numbers = [...document.querySelectorAll("a.number")];
  const rows = [...document.querySelectorAll("tbody tr")];
  const buttons = [...document.querySelectorAll("#filters button[data-filter]")];
  const detail = document.getElementById("detail");
  const shown = document.getElementById("shown");
  const fine = new Set(["supported", "derived"]);
  let filter = "all";
  let current = null;

  const matches = (status) => filter === "all" || filter === status || (filter === "problem" && !fine.has(status));

  const copy = (row, part, tag) => {
    const box = document.createElement(tag);
    box.className = part;
    box.append(...[...row.querySelector("." + part).cloneNode(true).childNodes]);
    return box;
  };

  // A finding may stand on two lines: all its pieces are marked.
  const select = (link) => {
    const row = document.getElementById("f" + link.dataset.finding);
    detail.replaceChildren(
      copy(row, "figure", "p"), copy(row, "verdict", "p"), copy(row, "message", "p"), copy(row, "basis", "div"));
    for (const each of numbers) {
      if (each.dataset.finding === link.dataset.finding) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    }
    current = link;
  };

  const step = (by) => {
    const open = numbers.filter((link) => matches(link.dataset.status));
    if (!open.length) return;
    const here = open.indexOf(current);
    const next = here < 0 ? (by > 0 ? 0 : open.length - 1) : (here + by + open.length) % open.length;
    select(open[next]);
    open[next].scrollIntoView({ block: "center" });
  };

  const choose = (name) => {
    filter = name;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.filter === name));
    for (const link of numbers) link.classList.toggle("muted", !matches(link.dataset.status));
    for (const row of rows) row.hidden = !matches(row.dataset.status);
    const count = rows.filter((row) => !row.hidden).length;
    shown.textContent = name === "all" ? "" : "显示 " + count + " 个数字";
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.number");
    if (!link) return;
    event.preventDefault();
    select(link);
  });
  // Enter on a link is a click already; Space is not.
  document.addEventListener("keydown", (event) => {
    const link = event.key === " " ? event.target.closest("a.number") : null;
    if (!link) return;
    event.preventDefault();
    select(link);
  });
  for (const button of buttons) button.addEventListener("click", () => choose(button.dataset.filter));
  document.getElementById("previous").addEventListener("click", () => step(-1));
  document.getElementById("next").addEventListener("click", () => step(1));

  document.getElementById("filters").hidden = !rows.length;
  document.getElementById("panel").hidden = !numbers.length;
})();
