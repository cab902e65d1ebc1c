"use strict";
// The scale explorer: random nets, and how large signal and error signal are in each layer.
(() => {
  const { $, number } = page, BATCH = 16, PLACES = 52; // input, 50 layers, error signal
  const SIGNS = { vanishing: "↓", stable: "●", exploding: "↑" };
  let draw = 0;

  const place = (d, l) => (d * PLACES + l) * core.STRIDE;
  const stack = ({ rule, width, depth, std, activation, draw: d }) =>
    Array.from({ length: depth }, (_, l) => core.layerOf(rule, width, width, std, activation, place(d, l + 1)));
  // {ahead: rms of the input and each layer's output, back: rms of each layer's error signal, trace}
  function measure(net, X, grad) {
    const { trace } = core.forward(net, X), grads = core.backward(net, trace, grad, false);
    return {
      ahead: [core.rms(X), ...trace.map((one) => core.rms(one.a))],
      back: grads.map((one) => core.rms(one.z)),
      arrives: core.rms(grad),
      trace,
    };
  }
  function run(choice) {
    const n = choice.width;
    const X = core.matrix(BATCH, n, core.normals(BATCH * n, place(choice.draw, 0)));
    const grad = core.matrix(BATCH, n, core.normals(BATCH * n, place(choice.draw, PLACES - 1)));
    return measure(stack(choice), X, grad);
  }

  const choice = () => ({
    rule: $("rule").value, activation: $("activation").value, depth: Number($("depth").value),
    width: Number($("width").value), draw,
    std: core.RULES[$("rule").value]
      ? core.RULES[$("rule").value](Number($("width").value), Number($("width").value))
      : 10 ** Number($("std").value),
  });
  const spoken = (what, word, ratio) => `${what}: <b>${SIGNS[word]} ${word}</b>, by a factor of ${number(ratio)}`;

  function show() {
    const now = choice();
    if (core.RULES[now.rule]) $("std").value = Math.log10(now.std);
    $("layer").max = now.depth;
    const found = run(now), layer = Number($("layer").value);
    $("std-says").textContent = number(now.std);
    $("std").setAttribute("aria-valuetext", number(now.std));
    for (const id of ["depth", "width", "layer"]) $(`${id}-says`).textContent = $(id).value;
    $("draw-says").textContent = `This is draw ${draw + 1}.`;
    const ahead = found.ahead[now.depth] / found.ahead[0], back = found.back[0] / found.arrives;
    $("verdict").innerHTML = `${spoken("Signal, input to last layer", core.verdict(ahead), ahead)}.<br>`
      + `${spoken("Error signal, last layer to first", core.verdict(back), back)}.`;
    page.lines($("sizes"), {
      curves: [{ mark: "circle", style: "ahead", values: found.ahead }, { mark: "square", style: "back", values: [NaN, ...found.back] }],
      first: 0, last: now.depth, x: "layer (0 is the input)", y: "Root mean square of signal and error signal", log: true,
    });
    const a = found.trace[layer - 1].a.data, most = a.reduce((m, v) => Math.max(m, Math.abs(v)), 1e-300);
    const [low, high] = now.activation === "tanh" ? [-1, 1] : now.activation === "sigmoid" ? [0, 1] : [-most, most];
    page.bars($("bars"), { values: a, low, high, x: `activation in layer ${layer} (no unit)` });
    $("bars-title").textContent = `Activations of layer ${layer}: rms ${number(found.ahead[layer])}`;
    const share = (test) => `${Math.round((100 * a.filter(test).length) / a.length)} %`;
    $("bars-says").textContent = now.activation === "tanh" ? `saturated, beyond ±0.99: ${share((v) => Math.abs(v) > 0.99)}`
      : now.activation === "sigmoid" ? `saturated, below 0.01 or above 0.99: ${share((v) => v < 0.01 || v > 0.99)}`
      : `exactly 0: ${share((v) => v === 0)}`;
  }

  const begun = page.config();
  for (const key of ["rule", "activation", "depth", "width", "layer"]) $(key).value = begun[key];
  $("std").value = Math.log10(begun.std);
  const soon = page.start(show);
  $("std").addEventListener("input", () => { $("rule").value = "normal"; });
  for (const id of ["rule", "activation", "std", "depth", "width", "layer"]) $(id).addEventListener("input", soon);
  $("again").addEventListener("click", () => { draw = (draw + 1) % 600; soon(); });
  window.instrument = { ...core, measure, run, stack };
})();
