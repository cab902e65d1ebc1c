// Reads [{tex, display}, …] as JSON from standard input and writes their HTML, or {error}, as JSON.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const katex = createRequire(process.argv[2] + "/")("katex");
const formulas = JSON.parse(readFileSync(0, "utf8"));
// A formula may name classes of its parts, for a step and for what has changed in it.
const options = {
  throwOnError: true,
  trust: ({ command }) => command === "\\htmlClass",
  strict: (code) => (code === "htmlExtension" ? "ignore" : "error"),
};
const drawn = formulas.map(({ tex, display }) => {
  try {
    return katex
      .renderToString(tex, { ...options, displayMode: display })
      .replace(/\\htmlClass{\w+}/g, ""); // from the TeX that is kept for who copies it
  } catch (error) {
    return { error: error.message };
  }
});
process.stdout.write(JSON.stringify(drawn));
