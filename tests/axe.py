"""What axe-core finds on a page that not everybody can read or use."""

from __future__ import annotations

from typing import Any

from autograder.pages.webparts import part

__all__ = ["violations"]

# What KaTeX draws is its own: a letter stands in its place. Contrast, which is most of axe's work, is
# looked at once for each ink, size and ground that there is.
RUN = """async ([rules, looks]) => {
  for (const drawn of document.querySelectorAll(".katex")) drawn.replaceWith("x");
  document.body.normalize();
  const grounds = new Map();
  const ground = (one) => {
    if (!one) return "";
    if (!grounds.has(one)) {
      const style = getComputedStyle(one);
      const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter];
      grounds.set(one, ground(one.parentElement) + own);
    }
    return grounds.get(one);
  };
  const first = new Map();
  for (const one of document.body.querySelectorAll("*")) {
    const says = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!(says || one.matches("input, select, textarea")) || !one.checkVisibility({visibilityProperty: true})) continue;
    const style = getComputedStyle(one);
    const kind = [style.color, style.fontSize, style.fontWeight, style.textShadow, ground(one)].join();
    if (!first.has(kind)) first.set(kind, one);
  }
  const all = {preload: false, resultTypes: ["violations"]};
  const contrast = {type: "rule", values: ["color-contrast"]};
  const links = {type: "rule", values: ["link-in-text-block"]};  // told from their text by colour
  const include = [...first.values()];
  const runs = [
    looks !== "colours"
      && await axe.run(document, {...all, rules: {...rules, "color-contrast": {enabled: false}}}),
    looks !== "layout" && include.length && await axe.run({include}, {...all, runOnly: contrast}),
    looks === "colours" && await axe.run(document, {...all, runOnly: links}),
  ].filter(Boolean);
  return runs.flatMap((one) => one.violations);
}"""


def violations(page: Any, but: str = "", looks: str = "") -> list[tuple[str, str]]:
    """Return (rule, the first element's HTML) for each rule that the page, or a frame, breaks;
    `but` is a rule that does not hold there. Where a page was looked at before, and has now other
    "colours" alone, or another "layout" alone, `looks` says so. After it the page is good for
    another look of axe's, and for nothing else."""
    page.evaluate(part("axe-core/axe.min.js").read_text())
    found = page.evaluate(RUN, [{but: {"enabled": False}} if but else {}, looks])
    return [(one["id"], one["nodes"][0]["html"][:150]) for one in found]
