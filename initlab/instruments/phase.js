"use strict";
// The phase diagram: a point of the plane, what theory says of it, and what one real net does.
(() => {
  const { $, node, number } = page, M = meanField, DEPTH = 30, PLACES = 52, TOP = 4, RIGHT = 0.5;
  const SCALES = [2, 6, 20, Infinity, -20, -6]; // of the lines; negative: differences grow
  const KNOWN = {
    own: ["your own point"], pytorch: ["nn.Linear", 1 / 3, (n) => 1 / (3 * n)], lecun: ["LeCun, Xavier", 1, () => 0],
    he: ["He", 2, () => 0], gain: ["gain 5/3", 25 / 9, () => 0], a: ["A: 1.2 and 0.05", 1.2, () => 0.05],
    b: ["B: 1.76 and 0.05", 1.76, () => 0.05], c: ["C: 2.5 and 0.05", 2.5, () => 0.05],
  };
  const SIGNS = { ordered: "↓", critical: "●", chaotic: "↑", exploding: "↑" };
  const now = { w: 1, b: 0 };
  let draw = 0, net = null, netIs = "";

  // "critical" within 0.005 of 1: in 30 layers a mean square changes by less than a sixth.
  function phase(kind, w, b) {
    const factor = M.chi(kind, w, b);
    const word = Math.abs(factor - 1) < 0.005 ? "critical" : factor < 1 ? "ordered" : M.FIELDS[kind].homogeneous ? "exploding" : "chaotic";
    return { factor, word, scale: M.depthScale(factor), settled: M.settled(kind, w, b) };
  }
  // The factor of a small difference over the last half of a real net, a layer's geometric mean
  const factorOf = ({ small }) => (small[DEPTH] / small[DEPTH / 2]) ** (2 / DEPTH);
  function netNow(width) {
    if (netIs !== `${width} ${draw}`) net = M.drawn(width, DEPTH, draw * PLACES * core.STRIDE);
    netIs = `${width} ${draw}`;
    return net;
  }

  const path = (points, at) => points.map(([b, w]) => `${at.x(b).toFixed(1)},${at.y(w).toFixed(1)}`).join(" ");
  function plane(kind, found) {
    const svg = $("plane"), at = page.axes(svg, { x: [0, RIGHT], y: [0, TOP], xTicks: [0, 0.1, 0.2, 0.3, 0.4, 0.5],
      yTicks: [0, 1, 2, 3, 4], xLabel: "", right: 50,
      label: `Plane of σ_b² (across) and σ_w² (up): the chosen point is ${found.word}` });
    for (const [index, x, y] of [["b", (at.x(0) + at.x(RIGHT)) / 2, page.CHART - 6], ["w", 13, at.y(3.5) + 4]]) {
      const text = node(svg, "text", { x, y, "text-anchor": "middle" }, "σ");
      node(text, "tspan", { dy: 4, class: "index" }, index);
      node(text, "tspan", { dy: -4 }, "²");
    }
    const clip = node(node(svg, "defs"), "clipPath", { id: "inside" });
    node(clip, "rect", { x: at.x(0), y: at.y(TOP), width: at.x(RIGHT) - at.x(0), height: at.y(0) - at.y(TOP) });
    const fields = node(svg, "g", { "clip-path": "url(#inside)" }), labels = [];
    for (const scale of SCALES) {
      const points = M.line(kind, Math.exp(-1 / scale)), low = [points.at(-1)[0], -1], far = scale < 0 || scale === Infinity;
      const closed = (w) => [...points, [low[0], w], [-1, w], [-1, points[0][1]]];
      if (scale > 0) node(fields, "polygon", { points: path(closed(-1), at), class: "region ahead" });
      if (far) node(fields, "polygon", { points: path(closed(9), at), class: "region back" });
      node(fields, "polyline", { points: path(points, at), class: `level ${scale === Infinity ? "edge" : scale > 0 ? "ahead" : "back"}` });
      labels.push([scale, points]);
    }
    const rows = []; // of the labels beside the plane; the critical line has its name first
    for (const [scale, points] of labels.sort(([a], [b]) => (b === Infinity) - (a === Infinity))) {
      const [b, w] = points.find((one) => one[0] >= RIGHT || (one[1] >= TOP && one[0] >= 0));
      const text = `ξ = ${scale === Infinity ? "∞" : Math.abs(scale)}`, y = at.y(w);
      if (rows.some((one) => Math.abs(one - y) < 14)) continue;
      if (b < RIGHT) node(svg, "text", { x: at.x(b), y: at.y(TOP) - 4, "text-anchor": "middle" }, text);
      else node(svg, "text", { x: at.x(RIGHT) + 5, y: y + 4 }, text);
      rows.push(y);
    }
    const flat = M.FIELDS[kind].homogeneous, said = [["ordered", 0.42, "end"], ["differences die out", 0.12, "end"],
      [flat ? "exploding" : "chaotic", 3.66, "start"], [flat ? "sizes and differences grow" : "small differences grow", 3.36, "start"]];
    said.forEach(([text, w, anchor], k) => node(svg, "text", { x: at.x(anchor === "end" ? RIGHT : 0) + (anchor === "end" ? -5 : 5), y: at.y(w),
      "text-anchor": anchor, class: `halo ${k % 2 ? "" : "strong"}` }, text));
    const x = at.x(now.b), y = at.y(now.w);
    node(svg, "circle", { cx: x, cy: y, r: 22, class: "grip" });
    node(svg, "circle", { cx: x, cy: y, r: 8, class: "point" });
    return at;
  }
  function cobweb(kind, q) {
    const next = (v) => M.sizeMap(kind, v, now.w, now.b), most = Math.max(1.2, 1.25 * (Number.isFinite(q) ? q : 2), Math.min(4, 1.1 * next(1)));
    const ticks = page.ticks(0, most), at = page.axes($("map"), { x: [0, most], y: [0, most], xTicks: ticks, yTicks: ticks,
      xLabel: "q in this layer", label: `The next layer's q by this layer's; it settles at ${number(q)}` });
    const line = (points, look) => node($("map"), "polyline", { points: path(points, at), class: look });
    line([[0, 0], [most, most]], "axis");
    const inside = ([, b]) => b <= most;
    line(Array.from({ length: 61 }, (_, k) => [(most * k) / 60, next((most * k) / 60)]).filter(inside), "curve ahead");
    const steps = [[1, 0]];
    for (let l = 0, v = 1; l < 12; l++) {
      const to = next(v);
      if (to > most) break;
      steps.push([v, to], [to, to]);
      v = to;
    }
    line(steps, "web");
    if (q <= most) node($("map"), "circle", { cx: at.x(q), cy: at.y(q), r: 5.5, class: "point" });
    node($("map"), "text", { x: at.x(most) - 4, y: at.y(most) + 16, "text-anchor": "end" }, "no change");
  }
  function byLayer(svg, told, seen, { low, high, log, label }) {
    const size = (v) => (log ? Math.log10(v) : v), range = [size(low), size(high)];
    const ticks = log ? page.ticks(...range).filter(Number.isInteger) : page.ticks(low, high);
    const at = page.axes(svg, { x: [0, DEPTH], y: range, xTicks: [0, 10, 20, 30], yTicks: ticks, log, xLabel: "layer", label });
    node(svg, "polyline", { points: path(told.map((v, l) => [l, size(v)]), at), class: "curve ahead" });
    seen.forEach((v, l) => l % 2 || node(svg, "circle", { cx: at.x(l), cy: at.y(size(v)), r: 4, class: "dot back" }));
  }

  let at = null;
  function show() {
    const kind = $("activation").value, c = Number($("alike").value), width = Number($("width").value);
    const found = phase(kind, now.w, now.b), told = M.theory(kind, now.w, now.b, c, DEPTH);
    const seen = M.measured(kind, now.w, now.b, c, netNow(width));
    $("weights").value = now.w;
    $("biases").value = now.b;
    $("weights-says").textContent = number(now.w);
    $("biases-says").textContent = number(now.b);
    $("alike-says").textContent = c.toFixed(2);
    const { factor, word, scale, settled: q } = found, left = factor ** DEPTH;
    const size = Number.isNaN(q) ? "every q is kept" : q === Infinity ? "q grows without bound" : `q* = ${number(q)}`;
    const verdict = `<b>${SIGNS[word]} ${word}</b>: χ₁ = ${number(factor)}, ${size}, ξ = ${scale > 1e6 ? "∞" : number(scale)} layers. `
      + `${DEPTH} layers multiply the mean square of a small difference by ${number(left)}.<br>`
      + `Theory, layer ${DEPTH}: q = ${number(told.sizes[DEPTH])}, c = ${told.alike[DEPTH].toFixed(2)}. This net of ${width} units: `
      + `q = ${number(seen.sizes[DEPTH])}, c = ${seen.alike[DEPTH].toFixed(2)}, and χ₁ = ${number(factorOf(seen))} over its last ${DEPTH / 2} layers.`;
    if ($("verdict").innerHTML !== verdict) $("verdict").innerHTML = verdict;
    at = plane(kind, found);
    $("map-title").textContent = `Map of q: ${size}`;
    cobweb(kind, q);
    const all = [...told.sizes, ...seen.sizes], most = Math.max(...all), least = Math.min(...all), log = most / least > 30;
    byLayer($("sizes"), told.sizes, seen.sizes, { low: log ? 10 ** Math.floor(Math.log10(least)) : 0, high: log ? 10 ** Math.ceil(Math.log10(most)) : 1.1 * most, log,
      label: "Variance of z by layer, theory and a real net" });
    byLayer($("likeness"), told.alike, seen.alike, { low: Math.min(0, Math.floor(4 * Math.min(...seen.alike)) / 4), high: 1.05, log: false,
      label: "Correlation of two inputs by layer, theory and a real net" });
    $("draw-says").textContent = `Net ${draw + 1}, with normal weights and biases.`;
    $("kind-says").textContent = kind === "relu" ? "ReLU: where χ₁ = 1 small differences are kept, but large ones still shrink, slowly."
      : kind === "linear" ? "Linear: without biases sizes change, c does not." : "Fewer units scatter more about the lines.";
  }

  function place(w, b, known = "own") {
    now.w = Math.min(TOP, Math.max(0.05, w));
    now.b = Math.min(RIGHT, Math.max(0, b));
    $("known").value = known;
    soon();
  }
  function pointed(event) {
    const box = $("plane").getBoundingClientRect();
    const [b, w] = at.inverse((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
    place(Math.round(100 * w) / 100, Math.round(200 * b) / 200);
  }

  for (const [key, [name]] of Object.entries(KNOWN)) $("known").append(new Option(name, key));
  const begun = page.config();
  for (const key of ["activation", "alike", "width"]) $(key).value = begun[key];
  Object.assign(now, { w: begun.w, b: begun.b });
  $("known").value = Object.keys(KNOWN).find((key) => KNOWN[key][1] === now.w && KNOWN[key][2](begun.width) === now.b) || "own";
  const soon = page.start(show);
  for (const id of ["activation", "alike"]) $(id).addEventListener("input", soon);
  const goTo = () => { const [, w, b] = KNOWN[$("known").value]; if (w) place(w, b(Number($("width").value)), $("known").value); else soon(); };
  for (const id of ["known", "width"]) $(id).addEventListener("input", goTo);
  $("weights").addEventListener("input", () => place(Number($("weights").value), now.b));
  $("biases").addEventListener("input", () => place(now.w, Number($("biases").value)));
  $("edge").addEventListener("click", () => place(M.critical($("activation").value, now.b), now.b));
  $("again").addEventListener("click", () => { draw = (draw + 1) % 600; soon(); });
  // A mouse drags from anywhere; a finger drags the point, or taps: elsewhere it scrolls the page.
  $("plane").addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" && !event.target.closest(".grip")) return;
    $("plane").setPointerCapture(event.pointerId);
    pointed(event);
  });
  $("plane").addEventListener("pointermove", (event) => { if ($("plane").hasPointerCapture(event.pointerId)) pointed(event); });
  $("plane").addEventListener("click", pointed);
  $("plane").addEventListener("touchstart", (event) => { if (event.target.closest(".grip")) event.preventDefault(); }, { passive: false });
  window.instrument = { ...core, ...M, phase, factorOf };
})();
