"""One transaction of the folder: dirty cases in, their facts made anew.

Which rows say that a case is dirty is read before its events, and exactly those rows are deleted:
an event that is committed meanwhile has a row of its own, which stays. Of a folder that dies before
it commits, nothing counts.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from django.db import DatabaseError, OperationalError, transaction
from django.utils import timezone

from care.core.bulk import fetch, insert_rows, run
from care.core.garbage import uncollected
from reporting.fold import Facts, Places, Story, fold
from reporting.replace import replace_facts
from reporting.stories import roots_of, stories_of
from routing.policy import House, house

logger = logging.getLogger(__name__)

_SALT = 0x0CA4F


def may_fold(organisation_id: int) -> bool:
    """False: another folder of this organisation is at work. Held until the transaction ends."""
    ((taken,),) = fetch("SELECT pg_try_advisory_xact_lock(%s, %s)", _lock(organisation_id))
    return bool(taken)


def wait_to_fold(organisation_id: int) -> None:
    fetch("SELECT pg_advisory_xact_lock(%s, %s)", _lock(organisation_id))


def _lock(organisation_id: int) -> list[int]:
    return [_SALT, organisation_id % 2**31]


def dirty_cases(organisation_id: int, *, at_most: int) -> list[int]:
    """Those that wait longest."""
    rows = fetch(
        "SELECT case_id FROM inbox_dirty WHERE organisation_id = %s ORDER BY id LIMIT %s",
        [organisation_id, at_most],
    )
    return sorted({case_id for (case_id,) in rows})


def take_in(organisation_id: int, case_ids: Sequence[int]) -> int:
    """Needs the organisation's door and its lock. Gives how many cases have facts now."""
    with uncollected():
        return _take_in(organisation_id, case_ids)


def _take_in(organisation_id: int, case_ids: Sequence[int]) -> int:
    told = fetch(
        "SELECT id FROM inbox_dirty WHERE organisation_id = %s AND case_id = ANY(%s)",
        [organisation_id, list(case_ids)],
    )
    roots = set(roots_of(organisation_id, case_ids).values())
    found, stuck = _fold(stories_of(organisation_id, roots), house())
    # What went into another case, or is gone, has no facts any more; the figures of one that cannot
    # be folded stay as they were.
    over = sorted({*case_ids, *roots} - stuck.keys())
    stuck |= _replace(organisation_id, over, found)
    _remember_stuck(organisation_id, over, stuck)
    run(
        "DELETE FROM inbox_dirty WHERE organisation_id = %s AND id = ANY(%s)",
        [organisation_id, [number for (number,) in told]],
    )
    return len(found)


def _fold(stories: Iterable[Story], rules: House) -> tuple[list[Facts], dict[int, str]]:
    places: Places = {team.id: (team.line_id, team.line_number) for team in rules.teams.values()}
    found: list[Facts] = []
    stuck: dict[int, str] = {}
    for story in stories:
        case_id = story.head.case_id
        try:
            facts = fold(story, rules.hours_of(story.head.brand_id), places)
        except Exception as error:  # one case's fault keeps no other waiting
            logger.exception("case %s cannot be folded", case_id)
            stuck[case_id] = type(error).__name__
            continue
        if facts is not None:
            found.append(facts)
    return found, stuck


def _replace(
    organisation_id: int, case_ids: Sequence[int], found: Sequence[Facts]
) -> dict[int, str]:
    """Together; if the database refuses, one by one. Gives the cases that it refuses."""
    try:
        with transaction.atomic():
            replace_facts(organisation_id, case_ids, found)
    except OperationalError:
        raise
    except DatabaseError:
        logger.warning("facts of %s cases were refused, going on one by one", len(case_ids))
    else:
        return {}
    of_case = {facts.head.case_id: facts for facts in found}
    stuck: dict[int, str] = {}
    for case_id in case_ids:
        try:
            with transaction.atomic():
                facts = of_case.get(case_id)
                replace_facts(organisation_id, [case_id], [facts] if facts else [])
        except OperationalError:
            raise
        except DatabaseError as error:
            logger.error("facts of case %s were refused: %s", case_id, type(error).__name__)
            stuck[case_id] = type(error).__name__
    return stuck


def _remember_stuck(organisation_id: int, over: Sequence[int], stuck: dict[int, str]) -> None:
    well = [case_id for case_id in over if case_id not in stuck]
    run(
        "DELETE FROM reporting_stuckfold WHERE organisation_id = %s AND case_id = ANY(%s)",
        [organisation_id, well],
    )
    now = timezone.now()
    insert_rows(
        "reporting_stuckfold",
        ("organisation_id", "case_id", "error", "tries", "at"),
        [(organisation_id, case_id, error[:100], 1, now) for case_id, error in stuck.items()],
        conflict="ON CONFLICT (organisation_id, case_id) DO UPDATE SET error = EXCLUDED.error,"
        " at = EXCLUDED.at, tries = reporting_stuckfold.tries + 1",
    )
