from __future__ import annotations

import io
import json
from pathlib import Path

from care.services.report import Report
from care.services.wishes import wishes_from

DEMO = {
    "organisations": [{"name": "Nordwind Telecom", "slug": "nordwind"}],
    "people": [
        {
            "name": "Ada Berg",
            "email": "ada@nordwind.example",
            "password": "demo-password",
            "organisation": "nordwind",
            "role": "team leader",
        },
    ],
}


def test_a_running_demo_says_where_and_who(tmp_path: Path) -> None:
    (tmp_path / "demo.json").write_text(json.dumps(DEMO))
    out = io.StringIO()
    wishes = wishes_from({"DATA_DIR": str(tmp_path), "PORT": "8011"})
    Report(out).running(wishes, env={})
    said = out.getvalue()
    assert "Care is running:  http://127.0.0.1:8011/" in said
    assert "ada@nordwind.example" in said
    assert "demo-password" in said
    assert "Ada Berg, team leader" in said
    assert "Nordwind Telecom" in said
    assert str(tmp_path) in said
    assert "Ctrl-C" in said
