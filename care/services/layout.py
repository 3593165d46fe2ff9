from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from care.services.errors import ServiceError


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand in DATA_DIR. The servers' own files stand in a `Home` (see account)."""

    data_dir: Path

    @property
    def secrets(self) -> Path:
        return self.data_dir / "secrets"

    @property
    def logs(self) -> Path:
        return self.data_dir / "log"

    @property
    def home_pointer(self) -> Path:
        """Names the folder of the servers' files when that is not DATA_DIR itself."""
        return self.data_dir / "services-home"

    def keeper_lock(self, server: str) -> Path:
        """Held by the one process that keeps this server running."""
        return self.data_dir / f"{server}.keeper"

    def users_lock(self, server: str) -> Path:
        """Shared by every command that uses this server; taken alone by its keeper to stop it."""
        return self.data_dir / f"{server}.users"

    def address_file(self, server: str) -> Path:
        """The addresses of the running server, as JSON, while it runs."""
        return self.data_dir / f"{server}.json"


def open_layout(data_dir: Path) -> Layout:
    layout = Layout(data_dir=data_dir.expanduser().resolve())
    try:
        # Servers run as another user when we are root: they pass through, but read nothing here.
        layout.data_dir.mkdir(mode=0o711, parents=True, exist_ok=True)
        layout.secrets.mkdir(mode=0o700, exist_ok=True)
        layout.logs.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise ServiceError(
            f"The data folder {layout.data_dir} cannot be made: {error.strerror}."
            " Choose another one with DATA_DIR."
        ) from error
    if not os.access(layout.secrets, os.R_OK | os.W_OK | os.X_OK):
        raise ServiceError(
            f"The data folder {layout.data_dir} belongs to another user."
            " Run the command as that user, or choose another folder with DATA_DIR."
        )
    return layout
