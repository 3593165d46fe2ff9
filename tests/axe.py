"""What axe finds on a page."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # Of all that is right it says nothing: that is what costs.
    "resultTypes": ["violations"],
}
_VIOLATIONS = """
rules => axe.run(rules).then(found =>
  found.violations.flatMap(one => one.nodes.map(node => [one.id, node.html])))
"""


def violations(page: Page) -> list[list[str]]:
    """Rule and element of each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[list[str]] = page.evaluate(_VIOLATIONS, _RULES)
    return found
