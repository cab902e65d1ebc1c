"use strict";
// Mean-field theory as in initlab.mean_field: averages over z ~ N(0, q), and over a pair of z with
// the correlation c. A weight has variance w/n, a bias variance b.
const meanField = (() => {
  const STEPS = 64, PER_UNIT = 8; // strips of width 1/8 from -8 to 8, weighed by the normal density
  const U = Array.from({ length: 2 * STEPS + 1 }, (_, k) => (k - STEPS) / PER_UNIT);
  const SHARE = U.map((u) => Math.exp(-0.5 * u * u) / (PER_UNIT * Math.sqrt(2 * Math.PI)));
  const mean = (f) => U.reduce((sum, u, k) => sum + SHARE[k] * f(u), 0);

  // {square: E f(z)², product: E f(z) f(z'), slope: E f'(z)²} of a smooth activation
  function byStrips({ f, df }) {
    return {
      square: (q) => mean((u) => f(Math.sqrt(q) * u) ** 2),
      slope: (q) => mean((u) => df(Math.sqrt(q) * u) ** 2),
      product: (q, c) => {
        const root = Math.sqrt(q), rest = Math.sqrt(Math.max(0, 1 - c * c));
        return mean((u) => f(root * u) * mean((v) => f(root * (c * u + rest * v))));
      },
    };
  }
  const arcCosine = (c) => (Math.sqrt(Math.max(0, 1 - c * c)) + (Math.PI - Math.acos(Math.min(c, 1))) * c) / (2 * Math.PI);
  const ERF = { f: core.erf, df: (z) => (2 / Math.sqrt(Math.PI)) * Math.exp(-z * z) };
  // `homogeneous`: E f(u)² where f(kz) = k f(z) for k > 0; `steepest`: f'(0)² of the others.
  const FIELDS = {
    tanh: { ...core.ACTIVATIONS.tanh, ...byStrips(core.ACTIVATIONS.tanh), steepest: 1 },
    erf: {
      ...ERF, steepest: 4 / Math.PI,
      square: (q) => (2 / Math.PI) * Math.asin((2 * q) / (1 + 2 * q)),
      product: (q, c) => (2 / Math.PI) * Math.asin((2 * q * c) / (1 + 2 * q)),
      slope: (q) => 4 / Math.PI / Math.sqrt(1 + 4 * q),
    },
    linear: { ...core.ACTIVATIONS.linear, homogeneous: 1, square: (q) => q, product: (q, c) => q * c, slope: () => 1 },
    relu: { ...core.ACTIVATIONS.relu, homogeneous: 0.5, square: (q) => q / 2, product: (q, c) => q * arcCosine(c), slope: () => 0.5 },
  };

  const sizeMap = (kind, q, w, b) => w * FIELDS[kind].square(q) + b;
  function pairMap(kind, q, c, w, b) {
    const next = sizeMap(kind, q, w, b);
    return [next, Math.min(1, (w * FIELDS[kind].product(q, c) + b) / next)];
  }
  // q*: Infinity where the variance grows without bound, NaN where every variance is kept.
  function settled(kind, w, b) {
    const { homogeneous, steepest } = FIELDS[kind];
    if (homogeneous) {
      const factor = homogeneous * w;
      return factor < 1 ? b / (1 - factor) : factor === 1 && b === 0 ? NaN : Infinity;
    }
    if (b === 0 && w * steepest <= 1) return 0;
    let low = Math.max(b, 1e-14), high = w + b; // as |f| < 1
    for (let k = 0; k < 80; k++) {
      const q = (low + high) / 2;
      if (sizeMap(kind, q, w, b) > q) low = q; else high = q;
    }
    return (low + high) / 2;
  }
  // The factor by which a layer multiplies the mean square of a small difference.
  const chi = (kind, w, b) =>
    w * (FIELDS[kind].homogeneous || FIELDS[kind].slope(settled(kind, w, b)));
  const depthScale = (factor) => 1 / Math.abs(Math.log(factor));
  // Points [b, w] of the line χ₁ = factor; b may be negative, where there is no net.
  function line(kind, factor, points = 120) {
    const { homogeneous, slope, square } = FIELDS[kind];
    return Array.from({ length: points }, (_, k) => {
      if (homogeneous) return [-1 + (3 * k) / (points - 1), factor / homogeneous];
      const q = 6 * (k / (points - 1)) ** 3, w = factor / slope(q);
      return [q - w * square(q), w];
    });
  }
  // The w at which χ₁ is 1
  function critical(kind, b) {
    const { homogeneous, slope, square } = FIELDS[kind];
    if (homogeneous) return 1 / homogeneous;
    let low = 0, high = 10;
    for (let k = 0; k < 80; k++) {
      const q = (low + high) / 2;
      if (q - square(q) / slope(q) < b) low = q; else high = q;
    }
    return 1 / slope((low + high) / 2);
  }
  // Two inputs through `depth` layers, as the theory has them: {sizes, alike}
  function theory(kind, w, b, c, depth) {
    const sizes = [1], alike = [c];
    let q = 1;
    for (let l = 0; l < depth; l++) {
      [q, c] = pairMap(kind, q, c, w, b);
      sizes.push(q);
      alike.push(c);
    }
    return { sizes, alike };
  }

  // Standard normal numbers of a net of `width`: they are scaled, not drawn anew, as w and b change.
  function drawn(width, depth, place) {
    const layers = Array.from({ length: depth }, (_, l) => core.normals(width * (width + 1), place + (l + 1) * core.STRIDE));
    return { width, layers, first: core.normals(3 * width, place) };
  }
  // z of two inputs with mean square 1 and correlation c, exactly, and a direction: three arrays
  function inputs({ width, first }, c) {
    const part = (k) => first.slice(k * width, (k + 1) * width);
    const dot = (a, b) => a.reduce((sum, v, k) => sum + v * b[k], 0) / width;
    const unit = (a) => { const size = Math.sqrt(dot(a, a)); return a.map((v) => v / size); };
    const one = unit(part(0)), with_ = dot(part(1), one);
    const across = unit(part(1).map((v, k) => v - with_ * one[k])), rest = Math.sqrt(1 - c * c);
    return [one, one.map((v, k) => c * v + rest * across[k]), unit(part(2))];
  }
  // What a real net does: {sizes, alike} of two inputs in each layer, and `small`, the mean square
  // of a vanishingly small difference (a derivative, so that it cannot drown in rounding).
  function measured(kind, w, b, c, net) {
    const { f, df } = FIELDS[kind], { width: n, layers } = net, found = { sizes: [], alike: [], small: [] };
    let [one, other, small] = inputs(net, c);
    const scale = Math.sqrt(w / n), bias = Math.sqrt(b);
    for (let l = 0; l <= layers.length; l++) {
      let oo = 0, pp = 0, op = 0, ss = 0;
      for (let k = 0; k < n; k++) {
        oo += one[k] * one[k];
        pp += other[k] * other[k];
        op += one[k] * other[k];
        ss += small[k] * small[k];
      }
      found.sizes.push((oo + pp) / (2 * n));
      found.alike.push(op / Math.sqrt(oo * pp));
      found.small.push(ss / n);
      if (l === layers.length) break;
      const G = layers[l], next = [0, 1, 2].map(() => new Float64Array(n));
      for (let k = 0; k < n; k++) {
        const x = f(one[k]), y = f(other[k]), s = df(one[k]) * small[k], row = k * n;
        for (let j = 0; j < n; j++) {
          next[0][j] += x * G[row + j];
          next[1][j] += y * G[row + j];
          next[2][j] += s * G[row + j];
        }
      }
      for (let j = 0; j < n; j++) {
        next[0][j] = scale * next[0][j] + bias * G[n * n + j];
        next[1][j] = scale * next[1][j] + bias * G[n * n + j];
        next[2][j] *= scale;
      }
      [one, other, small] = next;
    }
    return found;
  }

  return { FIELDS, byStrips, sizeMap, pairMap, settled, chi, depthScale, line, critical, theory, drawn, inputs, measured };
})();
