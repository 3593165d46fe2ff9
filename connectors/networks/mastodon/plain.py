"""A status is HTML: this makes it the text that was typed, as nearly as can be known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "div", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5"})
_SILENT = frozenset({"script", "style", "template"})


def plain(markup: str, *, accounts: Mapping[str, str]) -> str:
    """`accounts`: the address of each mentioned person's page, and the name to write for it."""
    reader = _Reader(accounts)
    reader.feed(markup)
    reader.close()
    lines = "\n".join(line.rstrip() for line in "".join(reader.text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


class _Reader(HTMLParser):
    def __init__(self, accounts: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self._accounts = accounts
        self._link: _Link | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "br":
            self._say("\n")
        elif tag == "li":
            self._say("\n- ")
        elif tag in _BLOCKS:
            self._say("\n\n")
        elif tag == "img":
            self._say(given.get("alt", ""))
        elif tag == "a":
            self._end_link()
            self._link = _Link(given.get("href", ""), given.get("class", "").split())
        elif tag in _SILENT:
            self._silent += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._end_link()
        elif tag in _BLOCKS:
            self._say("\n\n")
        elif tag in _SILENT:
            self._silent = max(0, self._silent - 1)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._say(re.sub(r"[ \t\r\n]+", " ", data))

    def close(self) -> None:
        super().close()
        self._end_link()

    def _say(self, words: str) -> None:
        (self.text if self._link is None else self._link.words).append(words)

    def _end_link(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            self._say(link.written(self._accounts))


class _Link:
    def __init__(self, href: str, classes: list[str]) -> None:
        self.href, self.classes = href, classes
        self.words: list[str] = []

    def written(self, accounts: Mapping[str, str]) -> str:
        """A link is shown shortened; its address is what was typed, unless it was given a name."""
        shown = "".join(self.words).strip()
        if self.href in accounts:
            return f"@{accounts[self.href]}"
        if "mention" in self.classes or "hashtag" in self.classes or shown[:1] in {"#", "@"}:
            return shown
        if not self.href.startswith(("https://", "http://")):
            return shown
        return self.href if _bare(shown) in self.href else f"{shown} ({self.href})"


def _bare(shown: str) -> str:
    return shown.removesuffix("…").strip()
