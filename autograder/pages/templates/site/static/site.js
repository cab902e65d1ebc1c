"use strict";
// Tables, formulas and code that are wider than the page scroll by themselves, and the keyboard reaches them.
const reachable = () => {
  const boxes = ".bd-article pre, .bd-article .pst-scrollable-table-container, .bd-article .math, .course-map";
  document.querySelectorAll(boxes).forEach((box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  });
};
window.addEventListener("load", reachable);
// The map: what the pointer or the focus is on stands out with its links, and they are told.
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll(".course-map").forEach((map) => {
    const links = [...map.querySelectorAll(".link")], said = map.querySelector(".traced");
    const trace = (key) => {
      map.classList.toggle("tracing", key !== "");
      map.querySelectorAll(".on").forEach((one) => one.classList.remove("on"));
      const own = links.filter((one) => [one.dataset.from, one.dataset.to].includes(key));
      const ends = new Set([key, ...own.flatMap((one) => [one.dataset.from, one.dataset.to])]);
      own.forEach((one) => one.classList.add("on"));
      map.querySelectorAll(".node").forEach((one) => one.classList.toggle("on", ends.has(one.dataset.node)));
      said.textContent = own.map((one) => one.querySelector("title").textContent).join(" · ") || "\u00a0";
    };
    map.querySelectorAll(".node").forEach((one) => {
      for (const begin of ["pointerenter", "focus"]) one.addEventListener(begin, () => trace(one.dataset.node));
      for (const end of ["pointerleave", "blur"]) one.addEventListener(end, () => trace(""));
    });
  });
});
