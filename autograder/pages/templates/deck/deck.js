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
  const onPaper = /print-pdf/.test(location.search);
  const tooFull = (section) => {
    const last = section.querySelector(".body");
    const bottom = section.getBoundingClientRect().bottom - 46 * (onPaper ? 1 : Reveal.getScale());
    return section.scrollHeight > 721 || section.scrollWidth > 1281
      || [...last.querySelectorAll(".words > .block")].some((box) => box.getBoundingClientRect().bottom > bottom)
      || [...last.querySelectorAll("pre, table, .katex-display")].some((box) => box.scrollWidth > box.clientWidth + 1)
      || [...last.querySelectorAll(".pictures .block")].some((box) => box.clientHeight < 260);
  };
  const fit = (section) => {
    if (section.matches(".is-title") || section.querySelector(".widget")) return;
    const text = section.matches(".is-text.layout-text") && !section.querySelector("pre, table");
    const long = section.querySelector(".words")?.textContent.length ?? 0;
    let size = section.matches(".layout-text") ? (text && long < 400 ? 44 : 36) : 27;
    const wrapped = () => size > 30 && [...section.querySelectorAll(".code .line")].some((line) =>
      line.offsetHeight > 1.6 * parseFloat(getComputedStyle(line).fontSize) * 1.38);
    do section.style.fontSize = size + "px"; while ((tooFull(section) || wrapped()) && --size >= 18);
    const words = section.querySelector(".words");
    if (text && words && words.offsetHeight < 0.62 * section.querySelector(".body").offsetHeight) section.classList.add("sparse");
  };
  // Code is shown whole, then by the lines that are spoken of.
  const lines = () => {
    document.querySelectorAll(".block.code").forEach((block) => {
      const now = [...block.querySelectorAll(".fragment.lines.visible")].pop();
      const wanted = new Set();
      (now ? now.dataset.lines : "").split(",").filter(Boolean).forEach((span) => {
        const [from, to = from] = span.split("-").map(Number);
        for (let k = from; k <= to; k += 1) wanted.add(k);
      });
      block.querySelector("pre").classList.toggle("stepping", Boolean(now));
      block.querySelectorAll(".line").forEach((line, k) => line.classList.toggle("now", wanted.has(k + 1)));
    });
  };
  const laid = onPaper ? new Promise((done) => addEventListener("pdf-ready", done, { once: true })) : null;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  Reveal.initialize({
    width: 1280, height: 720, margin: 0, center: false, hash: true, controls: true, progress: true,
    slideNumber: "c/t", transition: "none", backgroundTransition: "none", autoAnimate: !still, autoAnimateDuration: 0.5, display: "flex", pdfSeparateFragments: false,
    pdfMaxPagesPerSlide: 1, showSlideNumber: "all", defaultTiming: 60,
    keyboard: { 84: turn }, plugins: [RevealNotes],
  }).then(() => Promise.all([...document.fonts].map((font) => font.load()))).then(() => laid).then(() => {
    document.querySelectorAll(".slides section").forEach((section) => {
      if (onPaper) { // for who listens, reveal.js hides all slides but one
        section.removeAttribute("hidden");
        section.removeAttribute("aria-hidden");
      }
      const hidden = !onPaper && !section.classList.contains("present");
      if (hidden) section.style.setProperty("display", "flex", "important");
      fit(section);
      if (hidden) section.style.removeProperty("display");
    });
    const wrapper = document.querySelector(".reveal");
    wrapper.setAttribute("role", "main"); // reveal.js says "application", which hides its text
    wrapper.setAttribute("aria-label", document.title);
    ["fragmentshown", "fragmenthidden", "slidechanged"].forEach((event) => Reveal.on(event, lines));
    document.documentElement.dataset.ready = "yes";
  });
})();
