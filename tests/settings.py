"""The settings as the type checker reads them: no database and no key is needed to know types."""

from __future__ import annotations

import os

for _name in ("DATABASE_URL", "CARE_OWNER_DATABASE_URL"):
    os.environ.setdefault(_name, "postgresql://care_app@localhost/care")
for _name in ("BROKER_URL", "CARE_SECRET_KEY", "CARE_CREDENTIALS_KEY"):
    os.environ.setdefault(_name, "unused")

from care.settings import *  # noqa: E402, F403
