"use strict";
// Makes the tables of students sortable by their heads, and adds a search and a filter above them.
// Without it they are plain tables. Nothing is fetched or kept.
const WORDS = {
  person: "need a person",
  late: "handed in late",
  problem: "could not be graded",
  missing: "did not hand in everything",
};

function element(tag, attributes, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inside);
  return made;
}

function value(row, column) {
  const cell = row.cells[column];
  const text = (cell.dataset.value ?? cell.textContent).trim();
  const number = Number(text.replace("\u2212", "-"));
  return text === "" || text === "\u2013" ? null : Number.isNaN(number) ? text.toLowerCase() : number;
}

function compare(a, b, falling) {
  if (a === null || b === null) return (a === null) - (b === null); // what is missing stands last
  const order = typeof a === "number" && typeof b === "number"
    ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
  return falling ? -order : order;
}

function sortable(table, rows) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const arrow = element("span", { "aria-hidden": "true", class: "arrow" });
    const button = element("button", { type: "button" }, ...head.childNodes, arrow);
    head.append(button);
    button.addEventListener("click", () => {
      const falling = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((one) => one.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", falling ? "descending" : "ascending");
      const keyed = rows.map((row, at) => [value(row, column), at, row]);
      keyed.sort((a, b) => compare(a[0], b[0], falling) || a[1] - b[1]);
      table.tBodies[0].append(...keyed.map((one) => one[2]));
    });
  });
}

function filtered(table, rows, number) {
  const find = element("input", { type: "search", id: `find-${number}`, autocomplete: "off" });
  const show = element("select", { id: `show-${number}` }, element("option", { value: "" }, "all"));
  for (const [flag, words] of Object.entries(WORDS)) {
    const count = rows.filter((row) => row.dataset.flags.split(" ").includes(flag)).length;
    if (count) show.append(element("option", { value: flag }, `${words} (${count})`));
  }
  const said = element("p", { role: "status", class: "small soft" });
  const update = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const fits = words.every((word) => text.includes(word))
        && (!show.value || row.dataset.flags.split(" ").includes(show.value));
      row.hidden = !fits;
      shown += fits;
    }
    said.textContent = `${shown} of ${rows.length} students`;
  };
  find.addEventListener("input", update);
  show.addEventListener("change", update);
  const tools = element("div", { class: "tools" },
    element("label", { for: find.id }, "Find "), find,
    element("label", { for: show.id }, "Show "), show, said);
  table.closest(".scroll").before(tools);
  update();
}

document.querySelectorAll("table[data-students]").forEach((table, number) => {
  const rows = [...table.tBodies[0].rows];
  sortable(table, rows);
  filtered(table, rows, number);
});
