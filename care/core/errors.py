"""One tree of errors. The sentence is for people: what happened, to what, what to do."""

from __future__ import annotations


class CareError(Exception):
    """A rule of Care said no. `code` is stable and machine-read; `sentence` is shown to people."""

    code = "error"

    def __init__(self, sentence: str, *, code: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        if code is not None:
            self.code = code


class Refused(CareError):
    """A verb refuses: the actor may not, or the case is not in a state that allows it."""

    code = "refused"


class BadText(Refused):
    """Text that cannot be stored or sent as it is."""

    code = "bad_text"


class NoOrganisation(RuntimeError):
    """Tenant rows were asked for with no organisation open: a bug, never a user's mistake."""
