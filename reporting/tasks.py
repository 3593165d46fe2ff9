"""Bells of the past."""

from __future__ import annotations

from celery import shared_task

from reporting import folder
from reporting.handing import mails, writing


@shared_task(name="reporting.fold")
def fold() -> int:
    return folder.fold_due()


@shared_task(name="reporting.write_exports")
def write_exports() -> int:
    return writing.write_due()


@shared_task(name="reporting.mail_reports")
def mail_reports() -> int:
    return mails.mail_due()


@shared_task(name="reporting.forget_exports")
def forget_exports() -> int:
    return writing.forget_old()
