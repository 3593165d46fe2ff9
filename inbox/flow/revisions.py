"""What a message said, and since when. Pure: works on values.

Networks tell of edits in any order and more than once. The words that count are those of the latest
edit; what was said before them is kept as far as it is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher

# Longer texts are not compared word by word: any difference matters.
MOST_WORDS = 400
# A word that keeps this much of its letters was only spelt better. Strict: a "not" is short.
SAME_WORD = 0.8
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Version:
    """Words that stood until then; `id` 0: not written yet."""

    id: int
    text: str
    until: datetime
    changed: bool = False


@dataclass(slots=True)
class Story:
    """A message's words now, and its versions before, oldest first."""

    text: str
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    versions: list[Version] = field(default_factory=list)

    def tell(self, edits: Sequence[tuple[str, datetime]]) -> bool:
        """Several edits at once, oldest first. Does that change what can be read of it?"""
        untouched = self.edited_at is None and self.deleted_at is None
        if untouched and self.text in (text for text, _ in edits):
            # It came to us with words of an edit; what it said at first we never heard.
            (self.text, self.edited_at), *edits = edits
        changed = [self.edit(text, at) for text, at in edits]
        return any(changed)

    def edit(self, text: str, at: datetime) -> bool:
        """From `at` on it says `text`. Does that change what can be read of it?"""
        if self.deleted_at is not None or self._knows(at):
            return False
        if self.edited_at is not None and at < self.edited_at:
            return self._edit_before(text, at)
        self.edited_at = at
        if text == self.text:
            return False  # it came to us with the new words already
        self.versions.append(Version(0, self.text, at, changed=True))
        self.text = text
        return True

    def delete(self, at: datetime) -> bool:
        """Nothing of it stays but that it was there."""
        if self.deleted_at is not None:
            return False
        self.text, self.deleted_at, self.versions = "", at, []
        return True

    def _knows(self, at: datetime) -> bool:
        return at == self.edited_at or any(version.until == at for version in self.versions)

    def _edit_before(self, text: str, at: datetime) -> bool:
        """An edit that was followed by one we heard of earlier."""
        assert self.edited_at is not None
        after = next((version for version in self.versions if version.until > at), None)
        if after is None:
            if text == self.text:
                return False
            self.versions.append(Version(0, text, self.edited_at, changed=True))
        elif text == after.text:
            return False
        else:
            place = self.versions.index(after)
            self.versions.insert(place, Version(0, after.text, at, changed=True))
            after.text, after.changed = text, True
        return True


def matters(before: str, after: str) -> bool:
    """Does the edit say something else, more than spelling, case and punctuation?"""
    one, other = (_WORD.findall(text.casefold()) for text in (before, after))
    if one == other:
        return not one and before.strip() != after.strip()  # signs alone: 👍 is not 👎
    if len(one) > MOST_WORDS or len(other) > MOST_WORDS:
        return True
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return any(
        _says_else(one[start:end], other[begin:stop])
        for step, start, end, begin, stop in steps
        if step != "equal"
    )


def _says_else(gone: list[str], come: list[str]) -> bool:
    """Two words run together, or one taken apart, are the same words."""
    if not gone or not come:
        return True
    alike = SequenceMatcher(None, "".join(gone), "".join(come), autojunk=False)
    return alike.ratio() < SAME_WORD
