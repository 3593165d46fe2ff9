"""Credentials at rest: sealed with the newest key, opened with any key still listed."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from care.core.errors import CareError


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.CREDENTIALS_KEYS])


def seal(plain: str) -> str:
    return _keys().encrypt(plain.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises CareError when no listed key opens it (a key was removed, or the data is of another
    installation)."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise CareError(
            "The stored credentials cannot be opened with any key in CARE_CREDENTIALS_KEY. "
            "Add the key they were sealed with, or connect the channel again.",
            code="credentials_sealed",
        ) from None
