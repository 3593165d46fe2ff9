"""Files on the desk: attached, sent, shown, handed out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from care.core.file_links import link_to
from care.core.files import MOST_BYTES, storage, whole
from inbox.models import Attachment, Case, Draft, Message, Note
from tests.cast import Cast, hire
from tests.desk.letters import DESK, fill, hear, letter, page
from tests.pictures import HTML, SVG, photograph, picture

Attach = Callable[..., Any]


@pytest.fixture
def kim(acme: Cast) -> int:
    return hear(acme, letter("kim"))


def upload(name: str = "router.png", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if content is None else content, "image/png")


def attach(client: Client, case_id: int, *files: SimpleUploadedFile, pen: str = "reply") -> Any:
    given = {"pen": pen, "files": list(files) or [upload()]}
    return client.post(f"{DESK}cases/{case_id}/attach/", given, headers={"Care-Part": "files"})


def body(response: Any) -> bytes:
    """Read whole, which closes it."""
    return b"".join(response)


def only(cast: Cast) -> Attachment:
    with cast.door():
        return Attachment.objects.get()


def send(client: Client, case_id: int, text: str = "Like this.", **more: Any) -> Any:
    fields = {"text": text, "visibility": "public", "idempotency_key": uuid4().hex, **more}
    return fill(client, case_id, "reply", **fields)


def test_a_picture_is_part_of_the_draft_and_goes_with_the_reply(
    acme: Cast, anna: Client, kim: int, sign_in: Any
) -> None:
    response = attach(anna, kim)
    row = only(acme)
    assert f'name="file" value="{row.id}"' in response.content.decode()
    other_device = page(sign_in(acme.anna), f"{DESK}cases/{kim}/")
    assert f'name="file" value="{row.id}"' in other_device
    send(anna, kim, file=row.id, **{f"alt-{row.id}": "The reset button"})
    with acme.door():
        message = Message.objects.get(direction="out")
        assert Attachment.objects.get().message_id == message.id
        assert not Draft.objects.exists()
    html = page(anna, f"{DESK}cases/{kim}/")
    assert f'src="{DESK}files/{row.id}/preview/" alt="The reset button" width="40"' in html


def test_a_draft_of_a_picture_alone_stays_while_words_come_and_go(
    acme: Cast, anna: Client, kim: int
) -> None:
    attach(anna, kim)
    for text in ("Look", ""):
        fill(anna, kim, "draft", pen="reply", text=text)
    with acme.door():
        assert Draft.objects.get().text == ""
        assert Attachment.objects.count() == 1


def test_removing_takes_the_file_and_the_empty_draft(
    acme: Cast, anna: Client, kim: int, django_capture_on_commit_callbacks: Any
) -> None:
    attach(anna, kim)
    row = only(acme)
    with django_capture_on_commit_callbacks(execute=True):
        fill(anna, kim, f"files/{row.id}/detach", pen="reply")
    with acme.door():
        assert not Attachment.objects.exists()
        assert not Draft.objects.exists()
    assert not storage().exists(row.stored)
    assert not storage().exists(row.preview)


def test_what_was_sent_is_what_stood_on_the_page(
    acme: Cast, anna: Client, kim: int, sign_in: Any
) -> None:
    """One removed elsewhere is asked about; one added elsewhere stays in the draft."""
    attach(anna, kim)
    first = only(acme)
    attach(sign_in(acme.anna), kim, upload("later.png"))
    send(anna, kim, file=first.id)
    with acme.door():
        assert Attachment.objects.get(message__isnull=False).id == first.id
        later = Attachment.objects.get(draft__isnull=False)
    fill(anna, kim, f"files/{later.id}/detach", pen="reply")
    refused = send(anna, kim, "And this one.", file=later.id)
    assert refused.status_code == 422
    assert "And this one." in refused.content.decode()
    assert "removed or sent meanwhile" in refused.content.decode()


def test_nobody_sends_the_file_of_somebody_else(
    acme: Cast, anna: Client, kim: int, sign_in: Any
) -> None:
    attach(sign_in(acme.amir), kim)
    foreign = only(acme)
    assert send(anna, kim, file=foreign.id).status_code == 422
    assert send(anna, kim, file="x").status_code == 422
    assert anna.get(f"{DESK}files/{foreign.id}/").status_code == 404
    fill(anna, kim, f"files/{foreign.id}/detach", pen="reply")
    assert only(acme).draft_id is not None


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("photo.png", HTML, "does not take this file"),
        ("photo.png", SVG, "does not take this file"),
        ("photo.png", picture()[:70], "cannot be read"),
        ("empty.png", b"", "is empty"),
        ("large.png", picture() + b"x" * (5 * 1024 * 1024), "at most 5 MB"),
    ],
    ids=["html", "svg", "damaged", "empty", "large"],
)
def test_what_the_network_does_not_take_is_said_at_once_and_the_words_stay(
    acme: Cast, anna: Client, kim: int, name: str, content: bytes, says: str
) -> None:
    fill(anna, kim, "draft", pen="reply", text="These words stay.")
    refused = attach(anna, kim, upload(name, content))
    assert refused.status_code == 422
    assert says in refused.content.decode()
    with acme.door():
        assert Draft.objects.get().text == "These words stay."
        assert not Attachment.objects.exists()


def test_the_network_takes_so_many_and_no_more(acme: Cast, anna: Client, kim: int) -> None:
    """Of five at once four are taken, and the one that was not is named."""
    refused = attach(anna, kim, *(upload(f"{n}.png") for n in range(5)))
    assert refused.status_code == 422
    assert "4.png: At most 4 files fit" in refused.content.decode()
    with acme.door():
        assert Attachment.objects.count() == 4


def test_the_limits_are_said_before_anybody_chooses(anna: Client, kim: int) -> None:
    html = page(anna, f"{DESK}cases/{kim}/")
    assert "takes up to 4 files: PNG, JPEG, GIF, WEBP up to 5 MB" in html
    assert 'accept="image/png,image/jpeg,image/gif,image/webp"' in html


def test_without_a_script_one_form_carries_words_and_file(
    acme: Cast, anna: Client, kim: int
) -> None:
    whole_form = {"pen": "reply", "text": "See here", "files": upload(), "visibility": "public"}
    back = fill(anna, kim, "attach", **whole_form)
    assert (back.status_code, back.url.endswith("#composer")) == (303, True)
    html = page(anna, f"{DESK}cases/{kim}/")
    assert "See here</textarea>" in html
    first = only(acme)
    send(anna, kim, "See here", file=first.id, files=upload("another.png"))
    with acme.door():
        message = Message.objects.get(direction="out")
        assert Attachment.objects.filter(message=message).count() == 2


def test_a_note_takes_any_file_and_keeps_it_as_it_is(
    acme: Cast, anna: Client, kim: int, sign_in: Any
) -> None:
    before = photograph()
    attach(anna, kim, upload("trace.log", b"line 1\nline 2"), pen="note")
    attach(anna, kim, upload("cellar.jpg", before), pen="note")
    with acme.door():
        ids = list(Attachment.objects.order_by("id").values_list("id", flat=True))
    fill(anna, kim, "note", text="The trace.", idempotency_key=uuid4().hex, file=ids)
    with acme.door():
        assert set(Attachment.objects.values_list("note", flat=True)) == {Note.objects.get().id}
        assert whole(Attachment.objects.get(id=ids[1]).stored) == before
    tess = sign_in(acme.tess)
    assert "trace.log" in page(tess, f"{DESK}cases/{kim}/")
    given = tess.get(f"{DESK}files/{ids[0]}/")
    assert body(given) == b"line 1\nline 2"
    assert given["Content-Disposition"] == 'attachment; filename="trace.log"'


def test_a_note_too_large_is_refused(acme: Cast, anna: Client, kim: int) -> None:
    refused = attach(anna, kim, upload("dump.bin", b"x" * (MOST_BYTES + 1)), pen="note")
    assert "at most 25 MB" in refused.content.decode()


def test_what_a_camera_wrote_never_leaves_with_a_reply(acme: Cast, anna: Client, kim: int) -> None:
    attach(anna, kim, upload("home.jpg", photograph()))
    sent = whole(only(acme).stored)
    assert b"SecretPhone" not in sent
    assert b"Exif" not in sent


@pytest.fixture
def given(acme: Cast, kim: int) -> Callable[[bytes, str], int]:
    """A file that came with the customer's message."""
    from care.core.files import keep

    def come(content: bytes, name: str) -> int:
        kept = keep(acme.id, content, name=name)
        with acme.door():
            message = Message.objects.get(direction="in")
            values = {field: getattr(kept, field) for field in kept.__slots__}
            return Attachment.objects.create(message=message, **values).id

    return come


@pytest.mark.parametrize(
    ("content", "shown"),
    [(picture(), "image/png"), (HTML, ""), (SVG, ""), (b"%PDF-1.7", "")],
    ids=["picture", "html", "svg", "pdf"],
)
def test_only_pictures_are_shown_in_place_whatever_they_are_called(
    anna: Client, given: Any, content: bytes, shown: str
) -> None:
    response = anna.get(f"{DESK}files/{given(content, 'holiday.png')}/")
    assert body(response) == content
    assert response["Content-Type"] == (shown or "application/octet-stream")
    assert response["Content-Disposition"].startswith("inline" if shown else "attachment")
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"].startswith("private")
    look = anna.get(f"{DESK}files/{response_id(response)}/preview/")
    assert (look.status_code, look.get("Content-Type")) == (
        (200, "image/webp") if shown else (404, "text/html; charset=utf-8")
    )
    assert b"".join(look)


def response_id(response: Any) -> str:
    return str(response.request["PATH_INFO"].rstrip("/").rpartition("/")[2])


def test_a_file_of_another_organisation_looks_like_none(
    anna: Client, given: Any, sign_in: Any
) -> None:
    file_id = given(picture(), "a.png")
    globex = hire("globex")
    stranger = sign_in(globex.anna)
    for address in (f"files/{file_id}/", f"files/{file_id}/preview/"):
        assert stranger.get(f"/globex/desk/{address}").status_code == 404
        assert stranger.get(f"{DESK}{address}").status_code == 404
        assert Client().get(f"{DESK}{address}").status_code == 302


def test_who_does_not_see_the_case_does_not_see_its_files(
    acme: Cast, given: Any, sign_in: Any, kim: int
) -> None:
    from routing.models import Brand, BrandSight

    file_id = given(picture(), "a.png")
    with acme.door():
        other = Brand.objects.create(name="Other", slug="other")
        BrandSight.objects.create(member=acme.leader, brand=other)
        assert Case.objects.get().brand_id != other.id
    assert sign_in(acme.leader).get(f"{DESK}files/{file_id}/").status_code == 404
    assert body(sign_in(acme.amir).get(f"{DESK}files/{file_id}/")) == picture()


def test_an_address_for_other_systems_is_good_for_one_file_as_long_as_it_is_fresh(
    acme: Cast, given: Any
) -> None:
    file_id = given(picture(), "a.png")
    path = "/files/" + link_to(acme.id, file_id).rpartition("/files/")[2]
    response = Client().get(path)
    assert body(response) == picture()
    assert response["Content-Disposition"].startswith("attachment")
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert Client().get(path).status_code == 404
    token = path.split("/")[2]
    assert Client().get(f"/files/{token[:-2]}xx/").status_code == 404
    other = "/files/" + link_to(acme.id + 1, file_id).rpartition("/files/")[2]
    assert Client().get(other).status_code == 404


def test_a_reply_that_is_taken_back_brings_its_files_back(
    acme: Cast, anna: Client, kim: int
) -> None:
    from routing.models import Engagement

    with acme.door():
        Engagement.objects.update(undo_seconds=30, version=2)
    attach(anna, kim)
    row = only(acme)
    send(anna, kim, "Too early.", file=row.id)
    with acme.door():
        message_id = Message.objects.get(direction="out").id
    html = fill(anna, kim, f"replies/{message_id}/take-back").content.decode()
    assert f'name="file" value="{row.id}"' in html
    assert only(acme).message_id is None
