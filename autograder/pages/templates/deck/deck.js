"use strict";
// A theme from the address (?theme=dark) or from the T key; a slide's text is set as large as the
// slide allows, step by step.
(function () {
  const asked = new URLSearchParams(location.search).get("theme");
  if (asked === "dark" || asked === "light") document.documentElement.dataset.theme = asked;
  const turn = () => {
    const root = document.documentElement;
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  };
  const tooFull = (section) => {
    const last = section.querySelector(".body");
    const bottom = section.getBoundingClientRect().bottom - 46 * Reveal.getScale();
    return section.scrollHeight > 721 || section.scrollWidth > 1281
      || [...last.querySelectorAll(".words > .block")].some((box) => box.getBoundingClientRect().bottom > bottom)
      || [...last.querySelectorAll("pre, table, .katex-display")].some((box) => box.scrollWidth > box.clientWidth + 1)
      || [...last.querySelectorAll(".pictures .block")].some((box) => box.clientHeight < 260);
  };
  const fit = (section) => {
    const growing = section.matches(".layout-text:not(.is-title)");
    let size = growing ? 36 : 27;
    do section.style.fontSize = size + "px"; while (tooFull(section) && --size >= 18);
  };
  Reveal.initialize({
    width: 1280, height: 720, margin: 0, center: false, hash: true, controls: true, progress: true,
    slideNumber: "c/t", transition: "none", display: "flex", pdfSeparateFragments: false,
    pdfMaxPagesPerSlide: 1, showSlideNumber: "all", defaultTiming: 60,
    keyboard: { 84: turn }, plugins: [RevealNotes],
  }).then(() => Promise.all([...document.fonts].map((font) => font.load()))).then(() => {
    document.querySelectorAll(".slides > section").forEach((section) => {
      const hidden = !section.classList.contains("present");
      if (hidden) section.style.setProperty("display", "flex", "important");
      fit(section);
      if (hidden) section.style.removeProperty("display");
    });
    const wrapper = document.querySelector(".reveal");
    wrapper.setAttribute("role", "main"); // reveal.js says "application", which hides its text
    wrapper.setAttribute("aria-label", document.title);
    document.documentElement.dataset.ready = "yes";
  });
})();
