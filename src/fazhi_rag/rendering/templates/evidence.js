"use strict";
(() => {
  const numbers = [...document.querySelectorAll("a.number")];
  const rows = [...document.querySelectorAll("table.findings tbody tr")];
  const buttons = [...document.querySelectorAll("#filters button[data-filter]")];
  const detail = document.getElementById("detail");
  const shown = document.getElementById("shown");
  const hint = [...detail.childNodes];
  const fine = new Set(["supported", "derived"]);
  const pieces = new Map();
  for (const link of numbers) {
    const row = link.dataset.row;
    pieces.has(row) ? pieces.get(row).push(link) : pieces.set(row, [link]);
  }
  let filter = "all";
  let current = null;

  const matches = (status) => filter === "all" || filter === status || (filter === "problem" && !fine.has(status));

  const copy = (row, part, tag) => {
    const source = row.querySelector("." + part);
    const box = document.createElement(tag);
    box.className = part;
    if (source) box.append(...source.cloneNode(true).childNodes);
    return box;
  };

  // A finding may stand on two lines: all its pieces are marked.
  const unmark = () => {
    for (const each of current ? pieces.get(current.dataset.row) : []) each.removeAttribute("aria-current");
    current = null;
  };

  const select = (link) => {
    const row = document.getElementById(link.dataset.row);
    unmark();
    detail.replaceChildren(
      copy(row, "figure", "p"), copy(row, "verdict", "p"), copy(row, "message", "p"), copy(row, "basis", "div"));
    for (const each of pieces.get(link.dataset.row)) each.setAttribute("aria-current", "true");
    current = link;
  };

  const clear = () => {
    unmark();
    detail.replaceChildren(...hint);
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
    let count = 0;
    for (const row of rows) {
      const open = matches(row.dataset.status);
      row.hidden = !open;
      if (open) count += 1;
    }
    shown.textContent = name === "all" ? "" : "显示 " + count + " 处";
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.number");
    if (!link) return;
    event.preventDefault();
    select(link);
  });
  // Enter on a link is a click already; Space is not. The keys move the focus too, for screen readers.
  const steps = { j: 1, ArrowRight: 1, k: -1, ArrowLeft: -1 };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(".scroll")) return;
    const link = event.key === " " ? event.target.closest("a.number") : null;
    if (link) select(link);
    else if (event.key in steps && numbers.length) {
      step(steps[event.key]);
      if (current) current.focus({ preventScroll: true });
    } else if (event.key === "Escape" && current) clear();
    else return;
    event.preventDefault();
  });
  for (const button of buttons) button.addEventListener("click", () => choose(button.dataset.filter));
  document.getElementById("previous").addEventListener("click", () => step(-1));
  document.getElementById("next").addEventListener("click", () => step(1));

  document.getElementById("filters").hidden = !rows.length;
  document.getElementById("panel").hidden = !numbers.length;
})();
