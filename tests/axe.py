"""What axe-core finds on a page that not everybody can read or use."""

from __future__ import annotations

from typing import Any

from autograder.pages.webparts import part

__all__ = ["violations"]

# What KaTeX draws is its own: a letter stands in its place. And of each colour of code one token is
# left. Both would be most of what axe reads.
RUN = """(rules) => {
  for (const drawn of document.querySelectorAll(".katex")) drawn.replaceWith("x");
  const seen = new Set();
  for (const token of document.querySelectorAll(".highlight span, .code span")) {
    if (seen.has(token.className)) token.replaceWith(token.textContent);
    else seen.add(token.className);
  }
  document.body.normalize();
  return axe.run(document, {preload: false, resultTypes: ["violations"], rules});
}"""


def violations(page: Any, but: str = "") -> list[tuple[str, str]]:
    """Return (rule, the first element's HTML) for each rule that the page, or a frame, breaks;
    `but` is a rule that does not hold there. The page can't be used for anything else after."""
    page.evaluate(part("axe-core/axe.min.js").read_text())
    found = page.evaluate(RUN, {but: {"enabled": False}} if but else {})
    return [(one["id"], one["nodes"][0]["html"][:150]) for one in found["violations"]]
