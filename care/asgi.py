"""One port: the front reads requests whole, then hands pages to Django in persistent threads."""

from __future__ import annotations

import os
from typing import Any, cast

from a2wsgi import WSGIMiddleware

from care.front.whole_body import App, WholeBody
from care.wsgi import application as pages

THREADS = int(os.environ.get("CARE_WEB_THREADS", "6"))

# The two libraries describe the same protocols in types of their own.
threads = WSGIMiddleware(cast("Any", pages), workers=THREADS)
application = WholeBody(cast("App", threads))
