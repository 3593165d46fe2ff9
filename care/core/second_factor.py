from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter

from care.core.secrets import seal, unseal


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """Keys of authenticator apps and recovery codes at rest: a copy of the database opens nobody's
    second factor."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)
