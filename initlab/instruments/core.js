"use strict";
// Small nets as in initlab.nets. A matrix is {rows, cols, data}, its data row by row; a layer is
// {W, b, activation} with W of shape (n_in, n_out). Nothing here touches the page.
const core = (() => {
  const STRIDE = 131072; // numbers between the places at which two layers begin to draw
  const matrix = (rows, cols, data) => ({ rows, cols, data: data || new Float64Array(rows * cols) });
  const fromRows = (rows) => matrix(rows.length, rows[0].length, Float64Array.from(rows.flat()));
  const toRows = (m) =>
    Array.from({ length: m.rows }, (_, r) => [...m.data.subarray(r * m.cols, (r + 1) * m.cols)]);

  // Mulberry32 (T. Ettinger 2017), begun anywhere in its one stream: uniform on (0, 1).
  function generator(start) {
    let state = Math.imul(start, 0x6d2b79f5);
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
    };
  }
  // `count` numbers, N(0, 1) by Box and Muller, or uniform on (-1, 1).
  function normals(count, start) {
    const next = generator(start), drawn = new Float64Array(count + 1);
    for (let k = 0; k < count; k += 2) {
      const radius = Math.sqrt(-2 * Math.log(next())), angle = 2 * Math.PI * next();
      drawn[k] = radius * Math.cos(angle);
      drawn[k + 1] = radius * Math.sin(angle);
    }
    return drawn.subarray(0, count);
  }
  const uniforms = (count, start) => {
    const next = generator(start);
    return Float64Array.from({ length: count }, () => 2 * next() - 1);
  };

  // Positive terms only, so no digit is lost: exp(-z²) Σ 2^k z^(2k+1) / (1·3·…·(2k+1)).
  function erf(z) {
    if (Math.abs(z) > 6) return Math.sign(z);
    let term = z, sum = z;
    for (let k = 1; Math.abs(term) > 1e-17 * Math.abs(sum); k++) {
      term *= (2 * z * z) / (2 * k + 1);
      sum += term;
    }
    return (2 / Math.sqrt(Math.PI)) * Math.exp(-z * z) * sum;
  }
  const sigmoid = (z) => 0.5 + 0.5 * Math.tanh(0.5 * z);
  const cdf = (z) => 0.5 + 0.5 * erf(z / Math.SQRT2);
  const ACTIVATIONS = {
    linear: { f: (z) => z, df: () => 1 },
    tanh: { f: Math.tanh, df: (z) => 1 - Math.tanh(z) ** 2 },
    sigmoid: { f: sigmoid, df: (z) => sigmoid(z) * sigmoid(-z) },
    relu: { f: (z) => Math.max(z, 0), df: (z) => (z > 0 ? 1 : 0) },
    leaky_relu: { f: (z) => (z > 0 ? z : 0.01 * z), df: (z) => (z > 0 ? 1 : 0.01) },
    gelu: {
      f: (z) => z * cdf(z),
      df: (z) => cdf(z) + (z * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI),
    },
  };

  // x @ W + b, and x @ Wᵀ
  function affine(x, W, b) {
    const out = matrix(x.rows, W.cols);
    for (let r = 0; r < x.rows; r++) {
      const row = out.data.subarray(r * W.cols, (r + 1) * W.cols);
      row.set(b);
      for (let k = 0; k < W.rows; k++) {
        const factor = x.data[r * x.cols + k], from = k * W.cols;
        if (factor !== 0) for (let j = 0; j < W.cols; j++) row[j] += factor * W.data[from + j];
      }
    }
    return out;
  }
  function timesTransposed(x, W) {
    const out = matrix(x.rows, W.rows);
    for (let r = 0; r < x.rows; r++)
      for (let k = 0; k < W.rows; k++) {
        let sum = 0;
        for (let j = 0; j < W.cols; j++) sum += x.data[r * x.cols + j] * W.data[k * W.cols + j];
        out.data[r * W.rows + k] = sum;
      }
    return out;
  }
  const map = (m, f) => matrix(m.rows, m.cols, m.data.map(f));

  function forward(net, X) {
    const trace = [];
    let x = X;
    for (const layer of net) {
      const z = affine(x, layer.W, layer.b), a = map(z, (v) => ACTIVATIONS[layer.activation].f(v));
      trace.push({ x, z, a });
      x = a;
    }
    return { output: x, trace };
  }
  // For each layer the gradients "z" (the error signal) and "x", and with `weights` "W" and "b".
  function backward(net, trace, grad, weights = true) {
    const grads = [];
    for (let l = net.length - 1; l >= 0; l--) {
      const { W, activation } = net[l], { x, z } = trace[l];
      const delta = map(z, (v, k) => grad.data[k] * ACTIVATIONS[activation].df(v));
      const found = { z: delta, x: timesTransposed(delta, W) };
      if (weights) {
        found.W = matrix(W.rows, W.cols);
        found.b = new Float64Array(W.cols);
        for (let r = 0; r < x.rows; r++)
          for (let j = 0; j < W.cols; j++) {
            const d = delta.data[r * W.cols + j];
            found.b[j] += d;
            if (d !== 0) for (let k = 0; k < W.rows; k++) found.W.data[k * W.cols + j] += x.data[r * x.cols + k] * d;
          }
      }
      grad = found.x;
      grads.unshift(found);
    }
    return grads;
  }
  // The mean of ln(1 + exp(z)) - yz, and its gradient with respect to z.
  function logisticLoss(z, y) {
    let loss = 0;
    const grad = map(z, (v, k) => (sigmoid(v) - y[k]) / z.rows);
    z.data.forEach((v, k) => (loss += Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v))) - y[k] * v));
    return { loss: loss / z.rows, grad };
  }
  // The mean of -ln(softmax(z)[right class]), and its gradient with respect to z.
  function softmaxLoss(z, y) {
    let loss = 0;
    const grad = matrix(z.rows, z.cols);
    for (let r = 0; r < z.rows; r++) {
      const row = z.data.subarray(r * z.cols, (r + 1) * z.cols), most = Math.max(...row); // exp can't overflow
      const powers = row.map((v) => Math.exp(v - most)), sum = powers.reduce((a, v) => a + v, 0);
      loss += Math.log(sum) + most - row[y[r]];
      powers.forEach((v, k) => (grad.data[r * z.cols + k] = (v / sum - (k === y[r])) / z.rows));
    }
    return { loss: loss / z.rows, grad };
  }
  const descend = (net, grads, lr) =>
    net.map((layer, l) => ({
      ...layer,
      W: map(layer.W, (w, k) => w - lr * grads[l].W.data[k]),
      b: layer.b.map((v, k) => v - lr * grads[l].b[k]),
    }));
  function rms(m) {
    let sum = 0;
    for (const v of m.data) sum += v * v;
    return Math.sqrt(sum / m.data.length);
  }

  // The standard deviation that a rule gives the weights of a layer; N(0, s²) says its own.
  const RULES = {
    normal: null,
    lecun: (n_in) => Math.sqrt(1 / n_in),
    xavier: (n_in, n_out) => Math.sqrt(2 / (n_in + n_out)),
    he: (n_in) => Math.sqrt(2 / n_in),
    pytorch: (n_in) => Math.sqrt(1 / (3 * n_in)),
  };
  // A layer drawn from the stream at `start`; PyTorch's rule is uniform, and its biases are random.
  function layerOf(rule, n_in, n_out, std, activation, start) {
    const draw = rule === "pytorch" ? uniforms : normals;
    const factor = rule === "pytorch" ? std * Math.sqrt(3) : std;
    const W = matrix(n_in, n_out, draw(n_in * n_out, start).map((w) => factor * w));
    const b = rule === "pytorch"
      ? uniforms(n_out, start + n_in * n_out).map((v) => v / Math.sqrt(n_in))
      : new Float64Array(n_out);
    return { W, b, activation };
  }
  const verdict = (ratio) => (ratio > 10 ? "exploding" : ratio >= 0.1 ? "stable" : "vanishing");

  return { STRIDE, matrix, fromRows, toRows, generator, normals, uniforms, erf, ACTIVATIONS, forward,
    backward, logisticLoss, softmaxLoss, descend, rms, RULES, layerOf, verdict };
})();
