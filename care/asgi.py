"""One port: the front reads requests whole, then hands pages to Django in persistent threads."""

from __future__ import annotations

import os

from a2wsgi import WSGIMiddleware

from care.front.whole_body import WholeBody
from care.wsgi import application as pages

THREADS = int(os.environ.get("CARE_WEB_THREADS", "6"))

application = WholeBody(WSGIMiddleware(pages, workers=THREADS))
