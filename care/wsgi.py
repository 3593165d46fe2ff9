"""Django's pages. Served in threads by care.asgi; never run them on Django's own ASGI handler: with
psycopg2 each request would open a connection of its own."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "care.settings")
application = get_wsgi_application()
