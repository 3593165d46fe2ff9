"""Bells of the inbox."""

from __future__ import annotations

from celery import shared_task

from inbox.flow import bulk, drafts, notice_mails, problems, recount, ticker


@shared_task(name="inbox.tick")
def tick() -> int:
    return ticker.tick()


@shared_task(name="inbox.recount_clocks")
def recount_clocks() -> int:
    return recount.recount_due()


@shared_task(name="inbox.tell_problems")
def tell_problems() -> int:
    return problems.tell_due()


@shared_task(name="inbox.forget_drafts")
def forget_drafts() -> int:
    return drafts.forget_old() + drafts.sweep_files() + bulk.forget_old()


@shared_task(name="inbox.run_bulk")
def run_bulk() -> int:
    return bulk.run_due()


@shared_task(name="inbox.mail_notices")
def mail_notices() -> int:
    return notice_mails.mail_due()
