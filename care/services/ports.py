from __future__ import annotations

import errno
import socket

from care.services.errors import ServiceError

LOOPBACK = "127.0.0.1"


def require_free(port: int) -> None:
    try:
        _bind(port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ServiceError(
                f"Port {port} is in use by another program."
                f" Stop that one, or choose another port: make run PORT={port + 1}"
            ) from None
        raise ServiceError(
            f"Port {port} cannot be used: {error.strerror}. Choose another: make run PORT=8000"
        ) from None


def free_port(*, wish: int | None = None) -> int:
    """The wish if nobody took it meanwhile, so that addresses stay the same over restarts."""
    if wish is not None:
        try:
            return _bind(wish)
        except OSError:
            pass
    return _bind(0)


def _bind(port: int) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        # As servers do: a port whose last connections are only fading away is free.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        return int(listener.getsockname()[1])
