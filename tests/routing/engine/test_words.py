from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.engine import Patterns, Text
from routing.engine.words import tokens

from .policies import thorough


def finds(pattern: str, text: str) -> bool:
    return Patterns.of([pattern]).found_in(Text.of(text))


FOUND = [
    ("refund", "I want a REFUND!"),
    ("refund", "refund"),
    ("REFUND", "(refund)"),
    ("no signal", "There is No\n  signal here"),
    ("no signal", "no... signal"),
    ("refund*", "Refunds take weeks"),
    ("refund*", "my refund"),
    ("cancel* my order", "cancel my order"),
    ("my orde*", "it is my ordering app"),
    ("strasse", "in der Straße"),
    ("ＲＥＦＵＮＤ", "refund"),
    ("refund", "ｒｅｆｕｎｄ now"),
    ("iptal", "İPTAL edin"),
    ("kırık", "KIRIK geldi"),
    ("σος", "ΣΟΣ"),
    ("café", "cafe\u0301 closed"),
    ("appli", "l'appli plante"),
    ("l'appli", "L’appli plante"),
    ("delta", "Delta's crew"),
    ("can't", "I can’t log in"),
    ("can't", "I CAN'T log in"),
    ("can´t", "I can`t log in"),
    ("wi-fi", "the wi fi is down"),
    ("18.25", "the 18.25 to Leeds"),
    ("terms & conditions", "your terms &amp; conditions"),
    ("phone", "Phone™ broke"),
    ("refund", "re\u200bfund"),
    ("refund", "\ufeffrefund\u202c"),
    ("fail", "what a #Fail"),
    ("fail", "@fail"),
    ("#fail", "such a #FAIL."),
    ("#fail*", "#failure"),
    ("@british_airways", "hey @British_Airways!"),
    ("hey @care", "Hey @Care"),
    ("care #fail", "@care #fail"),
    ("＃fail", "#fail"),
    ("返金", "至急返金してください"),
    ("返金", "返金"),
    ("#返金", "#返金 お願いします"),
    ("パスワード", "ﾊﾟｽﾜｰﾄﾞを忘れた"),
    ("iphone", "iPhoneが壊れた"),
    ("退款", "我要退款，谢谢"),
    ("환불", "환불은 언제 되나요"),
    ("เงินคืน", "ขอเงินคืนด้วยครับ"),
    ("सेवा", "आपकी सेवा खराब है"),
    ("استرجاع", "أريد استرجاع المبلغ"),
    ("החזר", "אני רוצה החזר"),
    ("возврат", "Хочу ВОЗВРАТ денег"),
    ("😡", "late again😡😡"),
    ("👍", "👍🏽"),
    ("❤", "I ❤️ it"),
    ("👩‍💻", "hi 👩🏽‍💻"),
    ("so 😡", "I am so 😡"),
    ("5g", "no 5G here"),
]
MISSED = [
    ("refund", "refunds"),
    ("refund", "prerefund"),
    ("refund", "refund_id"),
    ("refund*", "prerefund"),
    ("no signal", "no signals"),
    ("no signal", "casino signal"),
    ("no signal", "signal no"),
    ("no signal", "no good signal"),
    ("cancel* my order", "cancelling my order"),
    ("cafe", "café"),
    ("can", "I can't"),
    ("can't", "I can"),
    ("delta", "@delta_air"),
    ("#fail", "fail"),
    ("#fail", "@fail"),
    ("#fail", "#failure"),
    ("@care", "care"),
    ("@care", "write to me@care.example"),
    ("my #fail", "my fail"),
    ("phone", "iphoneが"),
    ("सेव", "सेवा"),
    ("返金", "返信と入金"),
    ("返金", "返却の金額"),
    ("5g", "15g"),
    ("", "anything"),
    ("...", "anything..."),
    ("*", "anything"),
    ("re.und", "refund"),
    ("refund|money", "refund"),
    ("[a-z]+", "hello"),
]


@pytest.mark.parametrize(("pattern", "text"), FOUND)
def test_it_is_found(pattern: str, text: str) -> None:
    assert finds(pattern, text)


@pytest.mark.parametrize(("pattern", "text"), MISSED)
def test_it_is_not_found(pattern: str, text: str) -> None:
    assert not finds(pattern, text)


def test_one_of_several_patterns_is_enough() -> None:
    patterns = Patterns.of(["invoice", "no signal", "#fail", "bill*"])
    for text in ("my invoice", "no signal", "#fail", "billing"):
        assert patterns.found_in(Text.of(text))
    assert not patterns.found_in(Text.of("all fail without any signal"))


def test_nothing_is_found_by_no_patterns_and_in_no_text() -> None:
    assert not Patterns.of([]).found_in(Text.of("hello"))
    assert not Patterns.of(["hello", "no signal", "a*"]).found_in(Text.of(""))


def test_a_phrase_does_not_reach_from_the_end_of_a_text_to_its_start() -> None:
    assert not finds("end start", "start and end")


def test_a_million_characters_are_read_and_answered() -> None:
    long = "a" * 500_000 + " " + "\u0301" * 100_000 + "#" * 200_000 + "n't" * 60_000 + " needle"
    assert finds("needle", long)
    assert not finds("needles", long)


written = st.text(max_size=40)


@thorough
@given(written)
def test_cutting_words_twice_changes_nothing(text: str) -> None:
    once = tokens(text)
    assert tokens(" ".join(once)) == once


@thorough
@given(written, written, written)
def test_any_words_of_a_text_are_found_in_it_whatever_stands_around(
    before: str, pattern: str, after: str
) -> None:
    if tokens(pattern) and not pattern.rstrip().endswith("*"):
        assert finds(pattern, f"{before}\n{pattern}\n{after}")
        assert finds(f"{pattern}*", f"{before}\n{pattern}\n{after}")


@thorough
@given(written, written)
def test_a_pattern_is_found_just_where_its_words_stand_in_a_row(pattern: str, text: str) -> None:
    if pattern.rstrip().endswith("*"):
        return
    wanted, words = tokens(pattern), tokens(text)
    slowly = any(
        len(wanted) == len(stretch) and all(map(_is, wanted, stretch))
        for start in range(len(words))
        for stretch in [words[start : start + len(wanted)]]
    )
    assert finds(pattern, text) == (bool(wanted) and slowly)


def _is(wanted: str, word: str) -> bool:
    return word == wanted or (wanted[0] not in "#@" and word.lstrip("#@") == wanted)


@thorough
@given(
    st.lists(st.sampled_from(["a", "b", "#a", "@b", "返", "金", "#返"]), min_size=1, max_size=3),
    st.lists(st.sampled_from(["a", "b", "#a", "@b", "ab", "返", "金", "#返", "返金"]), max_size=6),
)
def test_short_words_meet_often_enough_to_try_every_case(
    wanted: list[str], words: list[str]
) -> None:
    test_a_pattern_is_found_just_where_its_words_stand_in_a_row.hypothesis.inner_test(  # type: ignore[attr-defined]
        " ".join(wanted), " ".join(words)
    )
