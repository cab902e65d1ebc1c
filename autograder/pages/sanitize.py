"""HTML reduced to an allow-list of tags, and kept from growing on the way."""

from __future__ import annotations

import re

import nh3

__all__ = ["Grown", "prose", "words"]

MOST_GROWN = 6  # times as long as it was; text that is escaped grows five times


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TEXT_TAGS = _words("""b blockquote br code dd del div dl dt em hr i li ol p pre s span strong sub
    sup u ul table caption colgroup col thead tbody tfoot tr th td""")
_PROSE_TAGS = _TEXT_TAGS | {"h3", "h4", "h5", "h6"}
_TABLE_ATTRIBUTES = {"th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"}}

# HTML's rules open these again in each later block when they were left open, three alike at most:
# told apart by an attribute, a thousand in a line of kilobytes would make a page of megabytes.
_OPENED_AGAIN = re.compile(r"(?i)<(b|big|code|em|font|i|s|small|strike|strong|tt|u)(?=[\s/])[^>]*>")


class Grown(ValueError):
    """What was left open makes the page many times as long as the text."""


def words(html: str) -> str:
    """Tables and basic text: no style, link, image, form or script. Raises Grown."""
    return _kept(html, _TEXT_TAGS, _TABLE_ATTRIBUTES, set())


def prose(html: str, links: bool) -> str:
    """The same with headings from h3 down, and with web addresses if `links`. Raises Grown."""
    tags, attributes = _PROSE_TAGS, _TABLE_ATTRIBUTES
    if links:
        tags, attributes = tags | {"a"}, {**attributes, "a": {"href"}}
    return _kept(html, tags, attributes, {"http", "https"})


def _plausible(tag: str, name: str, value: str) -> str | None:
    """An attribute's value, or None for a span that is no number of rows or columns."""
    span = name in ("colspan", "rowspan")
    return None if span and not re.fullmatch("[0-9]{1,3}", value) else value


def _kept(
    html: str, tags: frozenset[str], attributes: dict[str, set[str]], schemes: set[str]
) -> str:
    kept = nh3.clean(
        _OPENED_AGAIN.sub(r"<\1>", html),
        tags=set(tags),
        attributes=attributes,
        url_schemes=schemes,
        url_relative="deny",
        attribute_filter=_plausible,
    )
    if len(kept) > MOST_GROWN * len(html) + 1000:
        raise Grown(f"{len(html)} characters of HTML that become {len(kept)}")
    return kept
