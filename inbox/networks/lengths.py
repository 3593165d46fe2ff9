"""How networks count the length of a text. Each counter's name is also the one its twin on the page
has (static/care/js/lengths.js), so that the composer counts as the server does; a file of examples
that tests read with both keeps them alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType

# Any address counts as the short one that a network makes of it.
URL_LENGTH = 23


def count_characters(text: str) -> int:
    """Code points after NFC, so that a decomposed é counts like a composed one."""
    return len(unicodedata.normalize("NFC", text))


# An emoji is one sign, however many code points it is made of: a flag, a keycap, or pictures with
# their skin colours and joiners.
_PICTURE = (
    "[\u203c\u2049\u2122\u2139\u2194-\u21aa\u2300-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf"
    "\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001faff]"
)
_ONE = f"(?:{_PICTURE}\ufe0f?[\U0001f3fb-\U0001f3ff]?|[\xa9\xae]\ufe0f)"
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"
    "|[0-9#*]\ufe0f?\u20e3"
    "|\U0001f3f4[\U000e0061-\U000e007a]+\U000e007f"
    f"|{_ONE}(?:\u200d{_ONE})*"
)

# Where no https:// says that it is one, a name is taken for an address by how it ends: countries,
# and the commonest of the others.
_ENDINGS = """
ac ad ae af ag ai al am an ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq
br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz
ec ee eg eh er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw
gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz
la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx
my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro
rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk
tl tm tn to tp tr tt tv tw tz ua ug uk um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw com
org net edu gov mil int info biz name app dev shop store online site blog cloud tech website
space live news pro xyz club life world today company digital support help email group agency
media team business solutions services travel hotel berlin london nyc art bio
"""
_LETTER = "a-z0-9\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0400-\u04ff"
_LABEL = f"[{_LETTER}](?:[{_LETTER}_\\-]*[{_LETTER}])?"
_IN_PATH = f"[{_LETTER}!*';:=+,.$/%#\\[\\]\\-\u2013_~@|&]"
_PARENS = f"\\({_IN_PATH}*\\)"
_PATH = f"(?:/(?:(?:{_IN_PATH}|{_PARENS})*(?:[{_LETTER}=_#/+\\-]|{_PARENS}))?)"
_QUERY = "(?:\\?[a-z0-9!?*'();:&=+$/%#\\[\\]\\-_.,~|@]*[a-z0-9_&=#/\\-])"
_WITH_SCHEME = (
    "(?<![a-z0-9@\uff20$#\uff03])https?://"
    f"(?:{_LABEL}\\.)+(?:[a-z]{{2,}}|xn--[a-z0-9\\-]+|[\u0400-\u04ff]{{2,}})"
    f"(?::[0-9]+)?{_PATH}?{_QUERY}?"
)
_BARE = (
    f"(?<![{_LETTER}@\uff20$#\uff03_\\-./])"
    f"(?:{_LABEL}\\.)+(?:{'|'.join(_ENDINGS.split())})(?![a-z0-9@+\\-]){_PATH}?{_QUERY}?"
)
_ADDRESS = re.compile(f"{_WITH_SCHEME}|{_BARE}", re.IGNORECASE)
_ADDRESS_WITH_SCHEME = re.compile(_WITH_SCHEME, re.IGNORECASE)

_LIGHT = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))


def count_weighted(text: str) -> int:
    """As X counts. Names in front of a reply, which X does not count for people who are in the
    thread, are counted here: nobody knows who is."""
    text, addresses = _ADDRESS.subn("", unicodedata.normalize("NFC", text))
    text, emoji = _EMOJI.subn("", text)
    weights = (1 if any(low <= ord(c) <= high for low, high in _LIGHT) else 2 for c in text)
    return addresses * URL_LENGTH + emoji * 2 + sum(weights)


# "@ann@example.org" counts as "@ann".
_REMOTE_NAME = re.compile(r"(?<![/\w])@(\w+)@[\w.-]+\w", re.ASCII | re.IGNORECASE)


def count_mastodon(text: str) -> int:
    """As servers of the Mastodon API count: signs as a reader sees them."""
    text, addresses = _ADDRESS_WITH_SCHEME.subn("", text)
    text = _REMOTE_NAME.sub(r"@\1", text)
    text, emoji = _EMOJI.subn("", unicodedata.normalize("NFC", text).replace("\r\n", "\n"))
    signs = sum(1 for c in text if not _continues(c))
    return addresses * URL_LENGTH + emoji + signs


def _continues(c: str) -> bool:
    """Marks, joiners and variants belong to the sign before them."""
    return unicodedata.category(c).startswith("M") or c in "\u200c\u200d"


COUNTERS: Mapping[str, Callable[[str], int]] = MappingProxyType(
    {
        "characters": count_characters,
        "weighted": count_weighted,
        "mastodon": count_mastodon,
    }
)
