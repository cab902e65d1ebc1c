"use strict";
// The fan counter: which units a unit is connected to, counted one by one, and the formula.
(() => {
  const { $, node, number } = page, SIDE = 7, MIDDLE = 3, CHANNELS = [1, 2, 3, 4, 6];
  const chosen = { side: "out", channel: 0, row: MIDDLE, col: MIDDLE };

  const places = (layer) => (layer.kind === "dense" ? [[MIDDLE, MIDDLE]]
    : Array.from({ length: SIDE * SIDE }, (_, k) => [Math.floor(k / SIDE), k % SIDE]));
  // Whether output (channel, row, col) has a weight for input (channel, row, col).
  function connected(layer, out, inp) {
    if (layer.kind === "dense") return true;
    const half = (layer.kernel - 1) / 2;
    const group = (channel, all) => Math.floor((channel * layer.groups) / all);
    return group(out[0], layer.nOut) === group(inp[0], layer.nIn)
      && Math.abs(out[1] - inp[1]) <= half && Math.abs(out[2] - inp[2]) <= half;
  }
  // The units of the other side that a unit is connected to, as "channel,row,col".
  function partners(layer, side, unit) {
    const found = [], channels = side === "out" ? layer.nIn : layer.nOut;
    for (let channel = 0; channel < channels; channel++)
      for (const [row, col] of places(layer)) {
        const other = [channel, row, col];
        if (side === "out" ? connected(layer, unit, other) : connected(layer, other, unit)) found.push(other.join());
      }
    return found;
  }
  const countFans = (layer) => ({
    fanIn: partners(layer, "out", [0, MIDDLE, MIDDLE]).length,
    fanOut: partners(layer, "in", [0, MIDDLE, MIDDLE]).length,
  });
  function formula(layer) {
    const { kind, nIn, nOut, kernel, groups } = layer;
    if (kind === "dense") return { fanIn: nIn, fanOut: nOut, says: [`${nIn}`, `${nOut}`] };
    const of = (all) => `${kernel} · ${kernel} · ${all}${groups > 1 ? `/${groups}` : ""}`;
    return { fanIn: (kernel * kernel * nIn) / groups, fanOut: (kernel * kernel * nOut) / groups, says: [of(nIn), of(nOut)] };
  }

  const layerNow = () => ({ kind: $("kind").value, nIn: Number($("n-in").value), nOut: Number($("n-out").value),
    kernel: Number($("kernel").value), groups: Number($("groups").value) });
  function fill(select, values, wanted) {
    if ([...select.options].map((o) => o.value).join() !== values.join()) {
      select.replaceChildren(...values.map((v) => new Option(String(v), String(v))));
    }
    select.value = String(values.includes(wanted) ? wanted : values[0]);
  }

  function tile(parent, layer, side, channel) {
    const button = document.createElement("button"), dense = layer.kind === "dense";
    button.type = "button";
    button.className = dense ? "unit" : "unit grid-of";
    button.dataset.side = side;
    button.dataset.channel = channel;
    const name = `${side === "out" ? "output" : "input"} ${dense ? "unit" : "channel"} ${channel + 1}`;
    button.setAttribute("aria-label", name);
    const span = document.createElement("span");
    span.textContent = `${side === "out" ? "z" : "x"}${channel + 1}`;
    const svg = node(button, "svg", { viewBox: dense ? "0 0 8 8" : "0 0 56 56", "aria-hidden": "true" });
    for (const [row, col] of places(layer)) {
      const at = dense ? [0, 0] : [row, col];
      node(svg, "rect", { x: at[1] * 8 + 0.75, y: at[0] * 8 + 0.75, width: 6.5, height: 6.5, rx: dense ? 3.2 : 0.5, "data-at": `${row},${col}` });
    }
    node(svg, "path", { class: "cross" });
    side === "out" ? button.append(span) : button.prepend(span);
    const choose = (event) => {
      Object.assign(chosen, { side, channel });
      if (!dense && event.type === "click" && event.detail > 0) {
        const box = svg.getBoundingClientRect();
        const place = (v) => Math.max(0, Math.min(SIDE - 1, Math.floor(v * SIDE)));
        chosen.row = place((event.clientY - box.top) / box.height);
        chosen.col = place((event.clientX - box.left) / box.width);
      }
      soon();
    };
    button.addEventListener("click", choose);
    button.addEventListener("focus", choose);
    button.addEventListener("keydown", (event) => {
      const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
      if (!step || dense) return;
      event.preventDefault();
      chosen.row = Math.max(0, Math.min(SIDE - 1, chosen.row + step[0]));
      chosen.col = Math.max(0, Math.min(SIDE - 1, chosen.col + step[1]));
      soon();
    });
    parent.append(button);
  }

  let built = "";
  function build(layer) {
    document.querySelectorAll(".convolution").forEach((one) => (one.hidden = layer.kind === "dense"));
    if (built === `${layer.kind} ${layer.nIn} ${layer.nOut}`) return;
    built = `${layer.kind} ${layer.nIn} ${layer.nOut}`;
    for (const [side, id, count] of [["in", "ins", layer.nIn], ["out", "outs", layer.nOut]]) {
      $(id).replaceChildren();
      for (let k = 0; k < count; k++) tile($(id), layer, side, k);
    }
    chosen.channel = Math.min(chosen.channel, (chosen.side === "out" ? layer.nOut : layer.nIn) - 1);
  }

  function wires(layer, lit) {
    const stage = $("stage").getBoundingClientRect(), svg = $("wires");
    svg.replaceChildren();
    svg.setAttribute("viewBox", `0 0 ${stage.width} ${stage.height}`);
    const edge = (button, right) => {
      const box = button.querySelector("svg").getBoundingClientRect();
      return [(right ? box.right : box.left) - stage.left, (box.top + box.bottom) / 2 - stage.top];
    };
    const drawn = [];
    for (const [i, from] of [...$("ins").children].entries())
      for (const [o, to] of [...$("outs").children].entries()) {
        if (!connected(layer, [o, MIDDLE, MIDDLE], [i, MIDDLE, MIDDLE])) continue;
        const on = chosen.side === "out" ? o === chosen.channel && lit.has(i) : i === chosen.channel && lit.has(o);
        drawn.push([on, edge(from, true), edge(to, false)]);
      }
    drawn.sort((a, b) => a[0] - b[0]).forEach(([on, [x1, y1], [x2, y2]]) => node(svg, "line", { x1, y1, x2, y2, class: on ? "wire on" : "wire" }));
  }

  function show() {
    fill($("n-in"), CHANNELS, Number($("n-in").value));
    fill($("n-out"), CHANNELS, Number($("n-out").value));
    const fits = CHANNELS.filter((g) => Number($("n-in").value) % g === 0 && Number($("n-out").value) % g === 0);
    fill($("groups"), fits, Number($("groups").value));
    const layer = layerNow(), dense = layer.kind === "dense";
    build(layer);
    if (dense) chosen.row = chosen.col = MIDDLE;
    const found = partners(layer, chosen.side, [chosen.channel, chosen.row, chosen.col]), on = new Set(found);
    wires(layer, new Set(found.map((one) => Number(one.split(",")[0]))));
    for (const button of document.querySelectorAll(".unit")) {
      const here = button.dataset.side === chosen.side && Number(button.dataset.channel) === chosen.channel;
      button.setAttribute("aria-pressed", String(here));
      const [x, y] = dense ? [0, 0] : [chosen.col * 8, chosen.row * 8];
      button.querySelector(".cross").setAttribute("d", here ? `M${x + 2},${y + 2}l4,4m0,-4l-4,4` : "");
      for (const cell of button.querySelectorAll("rect")) {
        const self = here && cell.dataset.at === `${chosen.row},${chosen.col}`;
        const other = button.dataset.side !== chosen.side && on.has(`${button.dataset.channel},${cell.dataset.at}`);
        cell.setAttribute("class", self ? "cell self" : other ? "cell on" : "cell");
      }
    }
    const counted = countFans(layer), told = formula(layer), out = chosen.side === "out";
    const usual = out ? counted.fanIn : counted.fanOut;
    const place = dense ? `unit ${chosen.channel + 1}` : `channel ${chosen.channel + 1}, row ${chosen.row + 1}, column ${chosen.col + 1}`;
    $("verdict").innerHTML = `${out ? "Output" : "Input"} ${place} ${out ? "is fed by" : "feeds"} <b>${found.length}</b> `
      + `${out ? "input" : "output"}${found.length === 1 ? "" : "s"}: `
      + (found.length === usual ? `that is ${out ? "fan-in" : "fan-out"}.` : `at the border ${usual - found.length} of ${usual} are missing.`);
    const shape = dense ? `(${layer.nOut}, ${layer.nIn})` : `(${layer.nOut}, ${layer.nIn / layer.groups}, ${layer.kernel}, ${layer.kernel})`;
    const rows = [["fan-in", `${told.says[0]} = ${counted.fanIn}`], ["fan-out", `${told.says[1]} = ${counted.fanOut}`],
      ["weight's shape in PyTorch", shape],
      ["LeCun's std, 1/√fan-in", number(1 / Math.sqrt(counted.fanIn))],
      ["Xavier's, √(2/(fan-in + fan-out))", number(Math.sqrt(2 / (counted.fanIn + counted.fanOut)))],
      ["He's, √(2/fan-in)", number(Math.sqrt(2 / counted.fanIn))]];
    $("facts").replaceChildren(...rows.map(([name, value]) => {
      const row = document.createElement("tr"), head = document.createElement("th"), cell = document.createElement("td");
      head.scope = "row";
      head.textContent = name;
      cell.textContent = value === `${counted.fanIn} = ${counted.fanIn}` || value === `${counted.fanOut} = ${counted.fanOut}` ? value.split(" ")[0] : value;
      row.append(head, cell);
      return row;
    }));
  }

  let soon = () => {};
  const begun = page.config();
  fill($("n-in"), CHANNELS, begun.nIn);
  fill($("n-out"), CHANNELS, begun.nOut);
  fill($("groups"), [begun.groups], begun.groups);
  $("kind").value = begun.kind;
  $("kernel").value = String(begun.kernel);
  soon = page.start(show);
  for (const id of ["kind", "n-in", "n-out", "kernel", "groups"]) $(id).addEventListener("input", () => soon());
  window.instrument = { ...core, countFans, formula, partners };
})();
