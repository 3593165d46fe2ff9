"""Does a reply send the customer to another way of writing to us? Pure.

Mail, telephone and forms begin the customer's story anew; a report counts who was sent there.
Asking somebody to write in private stays on the network, and is none of it.
"""

from __future__ import annotations

import re

from inbox.actions.private_data import private_data

_CALL = (
    r"(?:please |kindly )?(?:call|phone|ring) (?:us|our|the)\b|give us a (?:call|ring)"
    r"|(?:e-?mail|write) (?:us|to us|our \w+) (?:an? e-?mail|by e-?mail|at)\b|\be-?mail us\b"
    r"|send (?:us )?an e-?mail|contact (?:us )?(?:by|via) (?:phone|telephone|e-?mail)"
    r"|(?:rufen sie|ruf) (?:uns|bitte|unsere?)\b|per (?:e-?mail|telefon)\b|schreiben? (?:sie )?"
    r"uns eine e-?mail|appelez[- ](?:nous|notre)|par (?:e-?mail|courriel|téléphone)\b"
    r"|ll[aá]m[ea](?:nos|\s+a)\b|por (?:tel[eé]fono|correo)\b|chiam(?:aci|ate)\b"
    r"|bel (?:ons|met)\b|mail ons\b|ligue(?:-nos| para)\b"
)
_FORM = (
    r"\b(?:contact|support|web|online|complaint)[- ]?form\b|fill (?:in|out) (?:the|our|this)\b"
    r"|kontaktformular|formulaire|formulario|formulier|modulo (?:di )?contatto"
)
_WORDS = re.compile(f"{_CALL}|{_FORM}", re.IGNORECASE)
_FORM_LINK = re.compile(
    r"https?://\S*?[/.\-](?:contact|kontakt|contacto|form|forms|formular|support/new|tickets?)"
    r"(?:[/?#.\-]\S*)?(?=\s|$)",
    re.IGNORECASE,
)
_MAIL_LINK = re.compile(r"\b(?:mailto|tel):\S", re.IGNORECASE)


def sends_elsewhere(text: str) -> bool:
    if any(pattern.search(text) for pattern in (_WORDS, _FORM_LINK, _MAIL_LINK)):
        return True
    return any(found.kind in {"mail", "phone"} for found in private_data(text))
