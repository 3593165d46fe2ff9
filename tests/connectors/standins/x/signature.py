"""Signatures of OAuth 1.0a, checked for the address that was really asked."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, unquote, urlsplit


def token_of(authorization: str) -> str:
    return _fields(authorization).get("oauth_token", "")


def is_good(method: str, url: str, authorization: str, keys: Mapping[str, str]) -> bool:
    given = _fields(authorization)
    if given.get("oauth_consumer_key") != keys["consumer_key"]:
        return False
    address = urlsplit(url)
    signed = [(name, value) for name, value in given.items() if name != "oauth_signature"]
    signed += parse_qsl(address.query, keep_blank_values=True)
    pairs = sorted((_escape(name), _escape(value)) for name, value in signed)
    what = "&".join(f"{name}={value}" for name, value in pairs)
    where = f"{address.scheme}://{address.netloc}{address.path}"
    base = "&".join(_escape(part) for part in (method, where, what))
    key = "&".join(_escape(keys[name]) for name in ("consumer_secret", "access_token_secret"))
    made = hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()
    return hmac.compare_digest(base64.b64encode(made).decode(), given.get("oauth_signature", ""))


def _fields(authorization: str) -> dict[str, str]:
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() != "oauth":
        return {}
    pairs = (part.strip().partition("=") for part in rest.split(","))
    return {name: unquote(value.strip('"')) for name, _, value in pairs}


def _escape(text: str) -> str:
    return quote(text, safe="~")
