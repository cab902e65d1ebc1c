"use strict";
// What all instruments share: the frame's height and name, numbers as text, charts as SVG.
const page = (() => {
  const NS = "http://www.w3.org/2000/svg";
  const $ = (id) => document.getElementById(id);
  // On a slide everything is larger, and what the speaker says is not written.
  const onSlide = Boolean(window.frameElement?.closest(".reveal"));
  document.documentElement.classList.toggle("on-slide", onSlide);
  const CHART = onSlide ? 225 : 250;  // the height of a chart
  function node(parent, name, attributes = {}, text = "") {
    const made = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    parent.append(made);
    return made;
  }
  const power = (k) => "10" + String(k).replace("-", "⁻").replace(/\d/g, (d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d]);
  function number(v) {
    if (v === 0) return "0";
    const exponent = Math.floor(Math.log10(Math.abs(v)));
    if (!Number.isFinite(exponent)) return v > 0 ? "overflow" : "not a number";
    if (exponent >= -3 && exponent < 4) return String(Number(v.toPrecision(3)));
    const [digits, ten] = v.toExponential(1).split("e");
    return `${digits}\u00a0×\u00a0${power(Number(ten))}`;
  }

  // The first of 1, 2, 5, 10, 20, … times `unit` that is not below v.
  function round(v, unit) {
    for (let ten = unit; ; ten *= 10) for (const k of [1, 2, 5]) if (k * ten >= v - 1e-9) return k * ten;
  }

  // Lines over layers or steps. `curves`: {name, mark, style, values}; x goes from `first` on.
  function lines(svg, { curves, first, x, y, log, last, every: stride = 1 }) {
    const width = Math.max(190, svg.parentElement.clientWidth), height = CHART;
    const left = 52, right = 16, top = 12, bottom = 42;
    svg.replaceChildren();
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const size = (v) => (log ? Math.log10(Math.max(v, 1e-300)) : v);
    const all = curves.flatMap((c) => c.values.map(size)).filter(Number.isFinite);
    let low = log ? Math.floor(Math.min(0, ...all)) : 0;
    let high = log ? Math.ceil(Math.max(0, ...all)) : Math.max(0.1, ...all);
    if (log && high - low < 2) { low -= 1; high += 1; }
    const step = log ? Math.max(1, Math.ceil((high - low) / 5)) : round(high / 4, 0.05);
    if (!log) high = step * Math.ceil(high / step - 1e-9);
    const px = (k) => left + ((width - left - right) * (k - first)) / Math.max(1, last - first);
    const py = (v) => top + ((height - top - bottom) * (high - v)) / (high - low);
    for (let v = log ? Math.ceil(low / step) * step : 0; v <= high + 1e-9; v += step) {
      node(svg, "line", { x1: left, x2: width - right, y1: py(v), y2: py(v), class: v === 0 ? "axis" : "grid" });
      node(svg, "text", { x: left - 6, y: py(v) + 4, "text-anchor": "end" }, log ? power(v) : v.toFixed(2));
    }
    const every = round((last - first) / (width < 500 ? 5 : 10), 1);
    for (let k = first; k <= last; k += every)
      node(svg, "text", { x: px(k), y: height - bottom + 18, "text-anchor": "middle" }, String(k));
    node(svg, "text", { x: (left + width - right) / 2, y: height - 6, "text-anchor": "middle" }, x);
    svg.setAttribute("aria-label", `${y}, by ${x}`);
    for (const { values, style, mark } of curves) {
      const seen = values.map((v, k) => [px(first + k * stride), py(size(v))]).filter(([, b]) => Number.isFinite(b));
      node(svg, "polyline", { points: seen.map((p) => p.map((c) => c.toFixed(1)).join()).join(" "), class: `curve ${style}` });
      const apart = mark ? Math.max(1, Math.round(seen.length / 12)) : Infinity;
      seen.forEach(([a, b], k) => {
        if (k % apart || !mark) return;
        if (mark === "square") node(svg, "rect", { x: a - 4, y: b - 4, width: 8, height: 8, class: `dot ${style}` });
        else node(svg, "circle", { cx: a, cy: b, r: 4.5, class: `dot ${style}` });
      });
    }
  }

  // Round numbers from low to high, about five of them.
  function ticks(low, high) {
    const rough = (high - low) / 5, ten = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((k) => k * ten).find((one) => one >= rough * 0.999), found = [];
    for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9; k++) found.push(Number((k * step).toPrecision(12)));
    return found;
  }
  // Axes of a chart: {x, y} turn values into places, `inverse` a place (0 to 1 each way) into values.
  function axes(svg, { x, y, xTicks, yTicks, xLabel, label, log, right = 14 }) {
    const width = Math.max(190, svg.parentElement.clientWidth), height = CHART, left = 38, top = 16, bottom = 42;
    svg.replaceChildren();
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("aria-label", label);
    const wide = width - left - right, tall = height - top - bottom;
    const px = (v) => left + (wide * (v - x[0])) / (x[1] - x[0]), py = (v) => top + (tall * (y[1] - v)) / (y[1] - y[0]);
    for (const v of yTicks) {
      node(svg, "line", { x1: left, x2: width - right, y1: py(v), y2: py(v), class: "grid" });
      node(svg, "text", { x: left - 6, y: py(v) + 4, "text-anchor": "end" }, log ? power(v) : number(v));
    }
    for (const v of xTicks) node(svg, "text", { x: px(v), y: height - bottom + 18, "text-anchor": "middle" }, number(v));
    node(svg, "text", { x: left + wide / 2, y: height - 6, "text-anchor": "middle" }, xLabel);
    const inverse = (u, v) => [x[0] + ((u * width - left) / wide) * (x[1] - x[0]), y[1] - ((v * height - top) / tall) * (y[1] - y[0])];
    return { x: px, y: py, inverse };
  }

  // How many values fall into each bin, as bars.
  function bars(svg, { values, low, high, x }) {
    const width = Math.max(190, svg.parentElement.clientWidth), height = CHART;
    const left = 12, right = 12, top = 12, bottom = 42, bins = 41, counts = new Array(bins).fill(0);
    svg.replaceChildren();
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    for (const v of values) counts[Math.min(bins - 1, Math.max(0, Math.floor((bins * (v - low)) / (high - low))))]++;
    const most = Math.max(...counts, 1), side = (width - left - right) / bins;
    counts.forEach((count, k) => {
      const tall = ((height - top - bottom) * count) / most;
      node(svg, "rect", { x: left + k * side, y: height - bottom - tall, width: side - 1, height: tall, class: "bar" });
    });
    node(svg, "line", { x1: left, x2: width - right, y1: height - bottom, y2: height - bottom, class: "axis" });
    [[low, "start", left], [(low + high) / 2, "middle", width / 2], [high, "end", width - right]].forEach(([v, anchor, at]) =>
      node(svg, "text", { x: at, y: height - bottom + 18, "text-anchor": anchor }, number(v)));
    node(svg, "text", { x: width / 2, y: height - 6, "text-anchor": "middle" }, x);
    svg.setAttribute("aria-label", `Histogram: ${x}`);
    return counts;
  }

  // One call of `draw` for each frame of the screen at most; the frame is as high as what it shows.
  function start(draw) {
    let asked = false;
    const fit = () => { // on a slide that is not shown, nothing has a size
      const frame = window.frameElement;
      if (frame && innerWidth > 0) frame.style.height = `${Math.ceil(document.body.getBoundingClientRect().height)}px`;
    };
    const soon = () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => { asked = false; draw(); fit(); });
    };
    document.documentElement.classList.add("alive");
    const frame = window.frameElement;
    if (frame) {
      const same = [...frame.ownerDocument.querySelectorAll("iframe")].filter((one) => one.title.startsWith(frame.title));
      if (same.indexOf(frame) > 0) frame.title += ` (${same.indexOf(frame) + 1})`;
    }
    draw();
    fit();
    let wide = innerWidth;
    new ResizeObserver(() => { if (innerWidth !== wide) { wide = innerWidth; soon(); } }).observe(document.documentElement);
    new ResizeObserver(fit).observe(document.body);
    return soon;
  }
  const config = () => JSON.parse($("config").textContent);
  return { $, CHART, node, number, lines, ticks, axes, bars, start, config };
})();
