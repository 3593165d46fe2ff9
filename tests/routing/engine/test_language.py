"""The language of what customers write, or that it is not known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.engine import LANGUAGES, UNKNOWN, language_of

from .policies import thorough

SAID = {
    "en": "@care my router isn't working since yesterday, please help",
    "de": "Mein Router geht seit gestern nicht mehr, bitte um Hilfe",
    "fr": "Bonjour, ma box ne marche plus depuis hier, merci de votre aide",
    "es": "Hola, no tengo internet desde ayer y nadie me contesta",
    "it": "Buongiorno, da ieri la mia linea non funziona più",
    "pt": "Olá, estou sem internet desde ontem e ninguém me responde",
    "nl": "Hallo, mijn internet doet het sinds gisteren niet meer",
    "pl": "Dzień dobry, od wczoraj nie działa mi internet, proszę o pomoc",
    "tr": "Merhaba, dünden beri internet yok ve hiç kimse cevap vermiyor",
    "sv": "Hej, mitt internet fungerar inte sedan igår och jag behöver hjälp",
    "ru": "Интернет не работает со вчерашнего дня",
    "uk": "Інтернет не працює з учорашнього дня",
    "el": "Το ίντερνετ δεν λειτουργεί από χθες",
    "ar": "الإنترنت لا يعمل منذ أمس",
    "fa": "اینترنت من از دیروز کار نمی‌کند، چرا؟",
    "he": "האינטרנט לא עובד מאתמול",
    "hi": "कल से मेरा इंटरनेट नहीं चल रहा है",
    "th": "อินเทอร์เน็ตใช้ไม่ได้ตั้งแต่เมื่อวาน",
    "ja": "昨日からインターネットが使えません",
    "zh": "从昨天开始我的网络就不能用了",
    "ko": "어제부터 인터넷이 안 돼요",
}


@pytest.mark.parametrize(("code", "text"), SAID.items())
def test_a_plain_complaint_is_recognised(code: str, text: str) -> None:
    assert language_of(text) == code


def test_every_language_that_can_be_chosen_is_tried_here() -> None:
    assert set(SAID) == set(LANGUAGES)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "???",
        "😡😡😡",
        "12345",
        "@care #fail",
        "https://example.com/the/and/you",
        "kim@example.com",
        "ok",
        "Samsung Galaxy",
        "Internet",
    ],
)
def test_what_says_too_little_is_not_known(text: str) -> None:
    assert language_of(text) == UNKNOWN


def test_one_foreign_word_changes_nothing() -> None:
    assert language_of("Danke for nothing, I am waiting since Monday") == "en"
    assert language_of("I love 寿司, when will you open again?") == "en"
    assert language_of("iPhoneの電源が入りません。助けて!") == "ja"


@thorough
@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    assert language_of(text) in {*LANGUAGES, UNKNOWN}
