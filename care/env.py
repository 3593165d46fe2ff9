"""Typed readers of environment variables: a wrong value stops the process with one sentence."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit


class SettingError(SystemExit):
    """A setting is missing or wrong. The message names it, its value and what was expected."""


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise SettingError(f"{name} is not set. Set it in the environment; .env.example says how.")
    return value


def flag(name: str, default: bool) -> bool:
    value = os.environ.get(name, "1" if default else "0").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise SettingError(f"{name} is {value!r}; expected 1 or 0.")


def integer(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise SettingError(f"{name} is {value!r}; expected a whole number.") from None


def choice(name: str, allowed: tuple[str, ...]) -> str:
    """The first of them by itself."""
    value = os.environ.get(name, allowed[0]).strip().lower()
    if value not in allowed:
        raise SettingError(f"{name} is {value!r}; expected {', '.join(allowed)}.")
    return value


def listing(name: str, default: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def secret(name: str, default: str | None = None) -> str:
    """The value of `name`, or the content of the file that `name`_FILE points at."""
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise SettingError(
                f"{name}_FILE points at {path}, which cannot be read: {error}."
            ) from None
    return text(name, default)


def storage(name: str, options: str, *, folder: Path) -> dict[str, object]:
    """A storage of Django's by the dotted name of its class, with options as a JSON object;
    without a name the folder."""
    given = os.environ.get(name, "").strip()
    if not given:
        private: dict[str, object] = {
            "location": str(folder),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        }
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": private}
    try:
        told = json.loads(os.environ.get(options) or "{}")
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise SettingError(f"{options} is no JSON object; expected the options of {given}.")
    return {"BACKEND": given, "OPTIONS": told}


def database(name: str) -> dict[str, object]:
    """Django's form of a postgresql:// URL; the host may be a socket directory in `?host=`."""
    url = urlsplit(text(name))
    if url.scheme not in {"postgres", "postgresql"}:
        raise SettingError(f"{name} must start with postgresql://, not {url.scheme!r}.")
    query = {key: values[-1] for key, values in parse_qs(url.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.pop("host", "") or unquote(url.hostname or ""),
        "PORT": str(query.pop("port", "") or url.port or ""),
        "OPTIONS": dict(query),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
