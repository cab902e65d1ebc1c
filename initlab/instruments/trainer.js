"use strict";
// The trainer: the same small net, from two starts, by plain gradient descent, on two circles or on
// handwritten digits.
(() => {
  const { $, number } = page, POINTS = 120, UNITS = 16, MOST = 2000, REACH = 1.35;
  const STARTS = {
    zeros: ["all zero", () => 0], constant: ["all ½", () => 0], small: ["N(0, 0.01²)", () => 0.01], large: ["N(0, 1)", () => 1],
    xavier: ["Xavier", core.RULES.xavier], he: ["He", core.RULES.he],
  };
  const SATURATED = { tanh: (a) => Math.abs(a) > 0.99, sigmoid: (a) => a < 0.01 || a > 0.99 };

  function circles() {
    const angles = core.uniforms(POINTS, 0), noise = core.normals(2 * POINTS, core.STRIDE);
    const X = core.matrix(POINTS, 2), y = Array.from({ length: POINTS }, (_, k) => k % 2);
    y.forEach((inner, k) => {
      const ring = inner ? 0.5 : 1, angle = Math.PI * angles[k];
      X.data[2 * k] = ring * Math.cos(angle) + 0.08 * noise[2 * k];
      X.data[2 * k + 1] = ring * Math.sin(angle) + 0.08 * noise[2 * k + 1];
    });
    return { X, y, outputs: 1, knows: "ln 2 = 0.693", cut: 2 };
  }
  // The digits as they are shipped with the page: a letter for each pixel, A for 0 to Q for 16.
  function digits({ pixels, classes, mean, scale, train }) {
    const y = [...classes].map(Number), side = mean.length;
    const all = Float64Array.from(pixels, (letter, k) => (letter.charCodeAt(0) - 65 - mean[k % side]) / scale);
    const part = (from, to) => ({ X: core.matrix(to - from, side, all.slice(from * side, to * side)), y: y.slice(from, to) });
    return { ...part(0, train), test: part(train, y.length), outputs: 10, knows: "ln 10 = 2.303", cut: 5 };
  }
  // Both nets draw from the same place: they differ by their start alone.
  function begin({ start, activation, hidden }, { X, outputs }) {
    const widths = [X.cols, ...new Array(hidden).fill(UNITS), outputs];
    return widths.slice(1).map((n_out, l) => {
      const std = STARTS[start][1](widths[l], n_out);
      const layer = core.layerOf("normal", widths[l], n_out, std, l < hidden ? activation : "linear", (l + 2) * core.STRIDE);
      if (start === "constant") layer.W.data.fill(0.5);
      return layer;
    });
  }
  // {loss before the step, net after it}
  function step(net, { X, y }, rate) {
    const { output, trace } = core.forward(net, X);
    const { loss, grad } = (output.cols === 1 ? core.logisticLoss : core.softmaxLoss)(output, y);
    return { loss, net: core.descend(net, core.backward(net, trace, grad), rate) };
  }
  // ReLU: the share of hidden units that no point turns on; else of hidden outputs at an end.
  function flat(net, X) {
    const hidden = core.forward(net, X).trace.slice(0, -1), kind = net[0].activation;
    let count = 0, all = 0;
    for (const { a } of hidden) {
      if (SATURATED[kind]) {
        all += a.data.length;
        for (const v of a.data) count += SATURATED[kind](v);
      } else {
        all += a.cols;
        for (let j = 0; j < a.cols; j++) {
          let on = false;
          for (let r = 0; r < a.rows; r++) on = on || a.data[r * a.cols + j] > 0;
          count += !on;
        }
      }
    }
    return count / all;
  }
  function accuracy(net, { X, y }) {
    const { output } = core.forward(net, X), { cols, data } = output;
    const said = (r) => (cols === 1 ? Number(data[r] > 0) : data.subarray(r * cols, (r + 1) * cols).reduce((best, v, k, row) => (v > row[best] ? k : best), 0));
    return y.reduce((sum, right, r) => sum + (said(r) === right), 0) / y.length;
  }

  const rings = circles(), SIDE = 40, grid = core.matrix(SIDE * SIDE, 2);
  for (let k = 0; k < SIDE * SIDE; k++) {
    grid.data[2 * k] = REACH * ((2 * ((k % SIDE) + 0.5)) / SIDE - 1);
    grid.data[2 * k + 1] = -REACH * ((2 * (Math.floor(k / SIDE) + 0.5)) / SIDE - 1);
  }
  function plane(canvas, net) {
    const pen = canvas.getContext("2d"), size = canvas.width, cell = size / SIDE;
    const { output } = core.forward(net, grid);
    pen.clearRect(0, 0, size, size);
    output.data.forEach((v, k) => {
      const inside = 1 / (1 + Math.exp(-v)); // sky to pale to orange
      const mix = (a, b, c) => Math.round(inside < 0.5 ? a + 2 * inside * (b - a) : b + (2 * inside - 1) * (c - b));
      pen.fillStyle = `rgb(${mix(120, 245, 240)},${mix(185, 245, 185)},${mix(230, 245, 90)})`;
      pen.fillRect((k % SIDE) * cell, Math.floor(k / SIDE) * cell, cell + 1, cell + 1);
    });
    pen.lineWidth = 2;
    pen.strokeStyle = "#fff";
    rings.y.forEach((inner, k) => {
      const x = (size * (rings.X.data[2 * k] / REACH + 1)) / 2, y = (size * (1 - rings.X.data[2 * k + 1] / REACH)) / 2;
      pen.beginPath();
      if (inner) { pen.moveTo(x, y - 9); pen.lineTo(x + 8, y + 6); pen.lineTo(x - 8, y + 6); pen.closePath(); }
      else pen.arc(x, y, 7, 0, 2 * Math.PI);
      pen.fillStyle = inner ? "#a84300" : "#0072b2";
      pen.fill();
      pen.stroke();
    });
  }

  // The weights of each unit of the first layer as a picture of 8 × 8.
  function pictures(canvas, net) {
    const pen = canvas.getContext("2d"), { W } = net[0], size = 14, side = 8 * size, gap = Math.floor((canvas.width - 4 * side) / 5);
    const most = W.data.reduce((m, w) => Math.max(m, Math.abs(w)), 1e-300);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    for (let unit = 0; unit < W.cols; unit++)
      for (let k = 0; k < W.rows; k++) {
        const share = W.data[k * W.cols + unit] / most, to = share > 0 ? [213, 94, 0] : [0, 114, 178];
        pen.fillStyle = `rgb(${to.map((c) => Math.round(245 + Math.abs(share) * (c - 245))).join()})`;
        pen.fillRect(gap + (unit % 4) * (side + gap) + (k % 8) * size, gap + Math.floor(unit / 4) * (side + gap) + Math.floor(k / 8) * size, size, size);
      }
  }

  const begun = page.config(), DATA = { circles: rings, digits: digits(begun.digits) };
  let data = rings, nets, losses, steps = 0, running = false;
  const choice = (side) => ({ start: $(side).value, activation: $("activation").value, hidden: Number($("hidden").value) });
  const rate = () => 10 ** Number($("rate").value);
  function reset() {
    running = false;
    steps = 0;
    data = DATA[$("data").value];
    nets = [begin(choice("left"), data), begin(choice("right"), data)];
    losses = [[], []];
  }
  function advance() {
    nets.forEach((net, k) => {
      const done = step(net, data, rate());
      nets[k] = done.net;
      losses[k].push(done.loss);
    });
    steps++;
    if (steps >= MOST) running = false;
  }
  const percent = (share) => `${Math.round(100 * share)}\u00a0%`;
  const last = (k) => (losses[k].length ? losses[k].at(-1) : step(nets[k], data, 0).loss);

  // The first loss against that of a net that knows nothing, in words
  function at(k) {
    const first = last(k), none = Math.log(Math.max(2, data.outputs)), by = first - none;
    if (Math.abs(by) < 0.0005) return "there";
    return `at ${number(first)}, ${by < 0.1 * none ? "near it" : by < none ? "above it" : "far above it: its outputs are too large"}`;
  }

  function show() {
    const every = Math.max(1, Math.ceil(steps / 200)), kind = $("activation").value;
    page.lines($("losses"), {
      curves: ["ahead", "back"].map((style, k) => ({ style, mark: k ? "square" : "circle", values: losses[k].filter((_, s) => s % every === 0).map((v) => Math.min(v, data.cut)) })),
      first: 0, last: Math.max(100, steps), every, x: "step of gradient descent", y: "Loss of both nets", log: false,
    });
    $("rate-says").textContent = number(Number(rate().toPrecision(2)));
    $("rate").setAttribute("aria-valuetext", number(rate()));
    $("steps").textContent = String(steps);
    $("go").textContent = running ? "Pause" : "Start";
    const drawing = data.test ? pictures : plane, knows = `A net that knows nothing has the loss ${data.knows}`;
    $("cut").textContent = String(data.cut);
    $("says-circles").hidden = Boolean(data.test);
    $("says-digits").hidden = !data.test;
    const word = kind === "relu" ? "dead" : "saturated";
    [["a", "left"], ["b", "right"]].forEach(([id, side], k) => {
      const right = percent(accuracy(nets[k], data)), stuck = percent(flat(nets[k], data.X));
      $(`name-${id}`).textContent = STARTS[$(side).value][0];
      $(`says-${id}`).textContent = `loss ${number(last(k))}, right ${right}, ${data.test ? `test ${percent(accuracy(nets[k], data.test))}, ` : ""}${word} ${stuck}`;
      drawing($(`plane-${id}`), nets[k]);
      $(`plane-${id}`).setAttribute("aria-label", data.test ? `The weights of net ${id.toUpperCase()}'s first layer, a picture for each unit: ${right} of the digits are right`
        : `What net ${id.toUpperCase()} says at each place: ${right} of the points are right`);
    });
    $("flat-says").textContent = kind === "relu" ? `A unit is dead when no ${data.test ? "digit" : "point"} turns it on.` : `An output is saturated ${kind === "tanh" ? "beyond ±0.99" : "below 0.01 or above 0.99"}.`;
    const told = running ? "Training: the loss of both nets is drawn as it falls." : steps
      ? `After ${steps} steps the loss of A is ${number(last(0))}, that of B ${number(last(1))}. ${knows}.`
      : `${knows}; A begins ${at(0)}, B ${at(1)}. Press Start.`;
    if ($("verdict").textContent !== told) $("verdict").textContent = told;
  }

  for (const id of ["left", "right"]) for (const [key, [name]] of Object.entries(STARTS)) $(id).append(new Option(name, key));
  for (const key of ["data", "left", "right", "activation", "hidden"]) $(key).value = begun[key];
  $("rate").value = Math.log10(begun.rate);
  $("counts").textContent = `${DATA.digits.y.length} handwritten digits to train on, ${DATA.digits.test.y.length} others to test on.`;
  reset();
  const soon = page.start(show);
  const frame = () => {
    if (!running) return;
    for (let k = 0; k < 4 && running; k++) advance();
    soon();
    requestAnimationFrame(frame);
  };
  $("go").addEventListener("click", () => {
    if (!running && steps >= MOST) reset();
    running = !running;
    requestAnimationFrame(frame);
    soon();
  });
  $("reset").addEventListener("click", () => { reset(); soon(); });
  for (const id of ["data", "left", "right", "activation", "hidden"]) $(id).addEventListener("input", () => { reset(); soon(); });
  $("rate").addEventListener("input", soon);
  window.instrument = { ...core, circles, digits: () => DATA.digits, begin, step, flat, accuracy };
})();
