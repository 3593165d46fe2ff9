from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.engine import is_closing

from .policies import thorough

CLOSINGS = [
    # English
    "Thanks!",
    "thank you",
    "THANK YOU SO MUCH!!!",
    "thanksss",
    "Thank youuu ❤️",
    "ty",
    "@care_desk Cheers mate",
    "ok",
    "Okay, will do. Thanks!",
    "Got it, thanks for the quick reply :)",
    "Thanks for all your help and patience, have a great weekend!",
    "it works now, thank you",
    "It’s working again!",
    "All sorted, much appreciated",
    "no worries",
    "no problem, thanks",
    "I'll give it a try, thanks",
    "Thanks Amelia",
    "Thanks Amelia, thanks Bert",
    "Perfect! 😍",
    "Awesome 👍",
    "&lt;3",
    "#thanks",
    "Many thanks ^KL",
    "thank you\n\nSent from my iPhone",
    "thanks https://example.com/@care/photo @care_desk",
    "you too!",
    "bye",
    # Emoji
    "👍",
    "🙏🙏🙏",
    "❤️",
    "👍🏽 😊",
    ":-)",
    # German
    "Vielen Dank für die schnelle Antwort!",
    "danke euch :)",
    "Alles klar, danke",
    "Super, funktioniert wieder. Dankeschön!",
    "Schönen Abend noch",
    # French
    "Merci beaucoup pour votre aide",
    "C'est réglé, merci !",
    "D’accord, bonne journée à vous",
    "merci 🙏",
    # Spanish
    "¡Muchas gracias por la ayuda!",
    "Perfecto, gracias",
    "vale, un saludo",
    "Ya funciona, mil gracias",
    # Italian
    "Grazie mille per la risposta",
    "ok grazie, buona giornata",
    "Tutto risolto, gentilissimi!",
    # Portuguese
    "Muito obrigada pela atenção!",
    "Valeu!!",
    "deu certo, obrigado",
    # Dutch
    "Bedankt voor de snelle reactie!",
    "Het werkt weer, dank je wel",
    "oké, fijne avond nog",
    # Polish
    "Dziękuję bardzo za pomoc",
    "ok, działa, dzięki",
    "Miłego dnia!",
    # Japanese
    "ありがとうございます！",
    "了解です。ありがとうございました",
    "無事解決しました🙏",
    # And beyond
    "谢谢你们",
    "감사합니다!",
    "ขอบคุณมากค่ะ",
    "شكرا جزيلا",
    "спасибо большое",
    "teşekkür ederim",
    "tack så mycket",
    "terima kasih banyak",
    "धन्यवाद 🙏",
]

NO_CLOSINGS = [
    # English, sneers and refusals
    "thanks for nothing",
    "Thanks For Nothing",
    "no thanks",
    "No thank you",
    "Thanks, but no thanks",
    "gee thanks a lot for losing my bag",
    "wow, thanks",
    "Thanks Idiots",
    "Thanks. Nightmare",
    "Thanks Nightmare Company",
    "&quot;Thanks&quot;",
    "thank you very little",
    "Thanks - NOT",
    "Thanks - Unbelievable",
    "thanks ^not",
    'My flight is late. "Thank you"',
    "“thanks”",
    "thanks 🙄",
    "thank you 👎",
    "ok :(",
    "Okay...",
    "...ok",
    "Great.",
    "well done",
    "Nice!",
    "thanks anyway",
    "Thank God",
    # English, not over yet
    "thanks but it still doesn't work",
    "ok, still waiting",
    "Thanks, and when?",
    "thank you?",
    "ok?",
    "is it working now?",
    "not working again",
    "it works now but the old invoices are gone",
    "it's back",
    "Thanks, I have sent you a DM",
    "done",
    "sent, thanks",
    "yes",
    "yes please",
    "no",
    "sure",
    "please help, thanks",
    "thanks help me",
    "Thanks in advance",
    "Thanks for looking into it",
    "would appreciate a reply",
    "Appreciate your quick response",
    "that works",
    "never mind",
    "I'll wait",
    "hello",
    "Hi team :)",
    "good morning",
    "Thanks for your help and",
    "cheers, my number is 4411",
    "https://example.com/photo cheers",
    "ok https://example.com/photo 😡",
    "thanks for the voucher, how do I",
    "Thanks Amelia Refund",
    "refund",
    "@care_desk",
    "https://example.com/photo",
    "",
    "   ",
    "!!!",
    "...",
    # Emoji
    "😡",
    "👍👎",
    "😂",
    "👏👏👏",
    "😭❤️",
    # German
    "Danke für nichts!",
    "nein danke",
    "Danke, aber es geht immer noch nicht",
    "funktioniert nicht",
    "Danke Saftladen",
    "Danke im Voraus",
    "Na toll, danke",
    "Guten Tag",
    # French
    "merci pour rien",
    "non merci",
    "Merci mais ça ne marche pas",
    "toujours pas",
    "Merci d'avance",
    # Spanish
    "gracias por nada",
    "no, gracias",
    "Gracias pero sigue sin funcionar",
    "ya no funciona",
    "buenas tardes",
    # Italian
    "grazie per niente",
    "no grazie",
    "grazie, ma non funziona",
    "Ciao",
    # Portuguese
    "obrigado por nada",
    "não, obrigada",
    "Obrigado, mas continua sem funcionar",
    "bom dia",
    # Dutch
    "bedankt voor niets",
    "nee bedankt",
    "Dank je, maar het werkt niet",
    "alvast bedankt",
    # Polish
    "dzięki za nic",
    "nie, dziękuję",
    "Dziękuję, ale nadal nie działa",
    "tak",
    # Japanese
    "いいえ、結構です",
    "ありがとうございます。でもまだ直りません",
    "よろしくお願いします",
    # And beyond
    "谢谢，但是还没解决",
    "감사합니다 그런데 아직 안 돼요",
    "спасибо, не работает",
    "شكرا لكن المشكلة مستمرة",
]


# No closings only because nothing in them settles anything.
HARMLESS_BESIDE_THANKS = {
    "Great.",
    "Nice!",
    "never mind",
    "hello",
    "Hi team :)",
    "good morning",
    "@care_desk",
    "https://example.com/photo",
    "",
    "   ",
    "!!!",
    "👏👏👏",
    "Guten Tag",
    "buenas tardes",
    "Ciao",
    "bom dia",
    # Dots only spoil what they stand around.
    "...ok",
}


@pytest.mark.parametrize("text", CLOSINGS)
def test_it_is_a_closing(text: str) -> None:
    assert is_closing(text)


@pytest.mark.parametrize("text", NO_CLOSINGS)
def test_it_is_no_closing(text: str) -> None:
    assert not is_closing(text)


def test_a_long_row_of_thanks_is_no_closing() -> None:
    assert not is_closing("ok" + " " * 2_000_000)
    assert is_closing("thanks " * 12)
    assert not is_closing("thanks " * 13)
    assert is_closing("👍" * 40)
    assert not is_closing("👍" * 41)


def test_no_thanks_around_it_make_a_complaint_a_closing() -> None:
    for other in set(NO_CLOSINGS) - HARMLESS_BESIDE_THANKS:
        for kind in CLOSINGS:
            assert not is_closing(f"{kind} {other}"), f"{kind} {other}"
    for other in (
        set(NO_CLOSINGS) - HARMLESS_BESIDE_THANKS - {"Okay...", "Thanks for your help and"}
    ):
        for kind in CLOSINGS:
            assert not is_closing(f"{other} {kind}"), f"{other} {kind}"


@given(st.sampled_from(NO_CLOSINGS), st.text(alphabet=" !.,-\n", max_size=6))
@thorough
def test_no_punctuation_makes_a_complaint_a_closing(text: str, after: str) -> None:
    assert not is_closing(f"{text}{after}")


@given(st.sampled_from(CLOSINGS), st.sampled_from(["", "!", " 🙏", " :)", " @care_desk"]))
@thorough
def test_case_and_ornament_do_not_matter(text: str, after: str) -> None:
    # Where a capital, the end of a line or the end of the text counts, they do matter.
    if not any(part in text for part in ("Sent from", "Amelia", "^", "https")):
        assert is_closing(f"{text.lower()}{after}")


@given(st.text(max_size=200))
@thorough
def test_any_text_gets_an_answer(text: str) -> None:
    assert is_closing(text) in (True, False)
