"""One port: the front reads requests whole and keeps the streams of changes, and hands pages to
Django in persistent threads."""

from __future__ import annotations

import os
import re
from typing import Any, cast

from a2wsgi import WSGIMiddleware

from care.front.entrance import Entrance
from care.front.live import Live
from care.front.protocol import App
from care.front.whole_body import WholeBody
from care.wsgi import application as pages

# Django's apps are ready from here on.
from care.core import live as told  # isort: skip
from care.core import live_doors, valkey  # isort: skip

THREADS = int(os.environ.get("CARE_WEB_THREADS", "6"))

# The two libraries describe the same protocols in types of their own.
threads = WSGIMiddleware(cast("Any", pages), workers=THREADS)
live = Live(live_doors, url=valkey.url(), channel=told.channel())
# Where files go in: beside what is being written, and with it where no script is.
UPLOADS = re.compile(r"/[^/]+/desk/cases/\d+/(?:attach|reply|note)/")
application = WholeBody(Entrance(live=live, pages=cast("App", threads)), uploads=UPLOADS)
