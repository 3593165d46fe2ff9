"""What the demo organisations say every day."""

from __future__ import annotations

from care.demo.cast import FERNWAY, NORTHWIND
from routing.actions.first_answers import Ready, do_shelve
from routing.engine.macros import Step
from routing.models import Brand, CannedAnswer, Tag

NAME = "{{customer.first_name || 'there'}}"

_EVERYBODY = (
    Ready(
        "more",
        "Ask for more",
        f"Hi {NAME}, that should not happen. Which device do you use, and since"
        " when do you see it?",
    ),
    Ready("wait", "Thank you for waiting", f"Thank you for waiting, {NAME}. I have news for you:"),
    Ready(
        "sorry",
        "Sorry for the trouble",
        f"I am sorry for the trouble, {NAME}. I stay with this until it is solved.",
    ),
    Ready(
        "hours",
        "When we are here",
        "We are here every day from 7 am to 10 pm. Write at any time, we answer in"
        " the order in which you wrote.",
    ),
    Ready(
        "feedback",
        "Pass on a wish",
        f"Thank you for the idea, {NAME}. I have passed it on to the people who decide about it.",
    ),
    Ready(
        "praise",
        "Thanks for praise",
        f"That made our day, {NAME}, thank you! I will tell the team.",
    ),
    Ready(
        "case",
        "Number of the case",
        "Your case has the number {{case.id}}. Whoever of us answers you finds everything there.",
    ),
)

_BY_SLUG: dict[str, tuple[Ready, ...]] = {
    NORTHWIND.slug: (
        Ready(
            "restart",
            "Restart the phone",
            "Please switch the phone off for half a minute, take the SIM out and put"
            " it in again, then switch it on. Does it find the network now?",
        ),
        Ready(
            "outage",
            "Known outage",
            f"Hi {NAME}, a mast near you has a fault. Our engineers are on their way; I"
            " write to you here as soon as it is up.",
            acknowledges=True,
        ),
        Ready(
            "roaming",
            "Switch roaming on",
            "Roaming is under Settings, Mobile data. Once it is on, the phone may need"
            " ten minutes to find a partner's network abroad.",
        ),
        Ready(
            "bill",
            "Look at the bill",
            f"Hi {NAME}, I have your last bill in front of me and look at each line. I"
            " am back within the hour.",
            acknowledges=True,
        ),
        Ready(
            "allowance",
            "Data allowance",
            "You see what is left of your data in the app under Usage, or text LEFT to"
            " 2255 for free.",
        ),
    ),
    FERNWAY.slug: (
        Ready(
            "delay",
            "Train is late",
            f"Hi {NAME}, sorry that your train is late. Which one are you on, from"
            " where to where? I look up your best way on.",
            acknowledges=True,
        ),
        Ready(
            "refund",
            "Money back for a delay",
            "From 30 minutes late you get a quarter of the fare back, from 60 minutes"
            " half. Keep your ticket: I can start the claim for you.",
        ),
        Ready(
            "lost",
            "Lost property",
            f"Hi {NAME}, tell me the train, the coach and what it looks like, and I"
            " pass it to the crew and to lost property at the last stop.",
        ),
        Ready(
            "seat",
            "Reserved seat taken",
            "Please show the conductor your reservation. If there is no conductor"
            " near, tell me coach and seat, and I call them.",
        ),
        Ready(
            "assist",
            "Help on the platform",
            "Of course. Tell me the station, the train and what helps you, and"
            " somebody waits for you at the meeting point 20 minutes before.",
        ),
    ),
}

# In turn: each demo brand signs in another way.
_STYLES = ("^{initials}", "-{first_name}")


def write_answers(slug: str) -> None:
    """Canned answers, two macros and the way to sign. Needs the organisation's door; what is there
    already is left alone."""
    if slug not in _BY_SLUG or CannedAnswer.objects.filter(shortcut="more").exists():
        return
    do_shelve(_EVERYBODY + _BY_SLUG[slug] + _macros())
    style = _STYLES[list(_BY_SLUG).index(slug) % len(_STYLES)]
    Brand.objects.update(signature_style=style, greeting="")


def _macros() -> tuple[Ready, ...]:
    tags = dict(Tag.objects.values_list("slug", "id"))
    praise, outage = str(tags["praise"]), str(tags["outage"])
    return (
        Ready(
            "kudos",
            "Praise: tag and resolve",
            steps=(Step("add_tag", praise), Step("then", "resolve")),
        ),
        Ready(
            "known",
            "Known fault: tell, tag, urgent",
            f"Hi {NAME}, we know about this and work on it now. I write to you here as soon as it"
            " is solved.",
            acknowledges=True,
            steps=(
                Step("add_tag", outage),
                Step("set_priority", "high"),
                Step("then", "snooze-hour"),
            ),
        ),
    )
