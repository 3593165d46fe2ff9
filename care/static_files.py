"""Our own scripts and styles, under names that carry a digest of what they say."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """A module that a page names and another module imports must have one name: under two it would
    run twice, with two states, and after an upgrade one of them would be an old one."""

    support_js_module_import_aggregation = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only in our modules: a library may carry one that imports what nobody here asks for.
        patterns: dict[str, Any] = self._patterns
        patterns["care/js/*.js"] = patterns.pop("*.js")
