// Reads [{tex, display}, …] as JSON from standard input and writes their HTML, or {error}, as JSON.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const katex = createRequire(process.argv[2] + "/")("katex");
const formulas = JSON.parse(readFileSync(0, "utf8"));
const drawn = formulas.map(({ tex, display }) => {
  try {
    return katex.renderToString(tex, { displayMode: display, throwOnError: true, strict: "error" });
  } catch (error) {
    return { error: error.message };
  }
});
process.stdout.write(JSON.stringify(drawn));
