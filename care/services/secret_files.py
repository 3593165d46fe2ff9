from __future__ import annotations

import base64
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from care.services.layout import Layout


def secret_key_file(layout: Layout) -> Path:
    return _made_once(layout.secrets / "secret_key", lambda: secrets.token_urlsafe(64))


def credentials_key_file(layout: Layout) -> Path:
    """A Fernet key: 32 random bytes in URL-safe base64."""
    return _made_once(
        layout.secrets / "credentials_key",
        lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    )


def role_password(layout: Layout, role: str) -> str:
    path = _made_once(layout.secrets / f"postgres_{role}", lambda: secrets.token_urlsafe(32))
    return path.read_text().strip()


def write_private(path: Path, text: str) -> None:
    """Whole or not at all, and readable by its owner only."""
    temporary = _private_copy(path, text)
    temporary.replace(path)


def _made_once(path: Path, make: Callable[[], str]) -> Path:
    if not path.exists():
        temporary = _private_copy(path, make())
        try:
            # link() refuses an existing name: of two commands that start at once, one secret wins.
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path


def _private_copy(path: Path, text: str) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)
