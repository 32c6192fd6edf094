"""A site that has been busy for long: very many sheets and shares, each really scored.

Sheets are random answers to the edition that is served, with the gaps and opt-outs that people
leave; whether each can be scored shows when the statistics add them up. Every share is the
summary of a verdict on such a sheet, worked out by ``quiz.core`` in several processes.
"""

import json
import os
import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from itertools import islice
from multiprocessing import get_context
from typing import Any

from bench import sheets
from quiz.core.reading import read_document
from quiz.core.scoring import Bank
from quiz.core.summary import summarise, write_summary
from quiz.core.verdict import FEW, read_verdict

SHORT = 0.6  # of the sheets
OPTED_OUT, LEFT_OPEN = 0.02, 0.01  # of all answers
DAYS = 365  # that they came in
CHUNK = 5_000
NAMES = ("Ana", "Ben", "", "Zoë", "محمد علی")
INCLUDED, FOR_GOOD = 0.3, 0.2  # of the shares: with single answers; without an end
PAIRED = 5  # every fifth share is compared with the next one

Scored = tuple[str, dict[str, str], dict[str, Any]]


def count_sheets(number: int) -> None:
    """Count so many sheets, over the days up to today."""
    from django.utils import timezone

    from quiz.models import AnswerSheet

    published, today = _published(), timezone.localdate()
    chooser = random.Random(1)
    given = {
        form: with_gaps(sheets.answers(published.document, form), chooser)
        for form in ("short", "full")
    }

    def sheet(at: int) -> AnswerSheet:
        form = "short" if chooser.random() < SHORT else "full"
        return AnswerSheet(
            edition_id=published.pk,
            form=form,
            option_order=chooser.choice([0, 1, 2, 3, None]),
            answers=next(given[form]),
            day=today - timedelta(days=DAYS - 1 - at * DAYS // number),
        )

    for start in range(0, number, CHUNK):
        rows = [sheet(at) for at in range(start, min(start + CHUNK, number))]
        AnswerSheet.objects.bulk_create(rows, batch_size=500)


def share_results(number: int, known: list[dict[str, Any]]) -> None:
    """Share so many results, the ``known`` rows spread evenly among them."""
    from quiz.models import SharedResult

    made, every = _shares(number), max(1, number // len(known))
    for row in known:
        SharedResult.objects.bulk_create(list(islice(made, every)), batch_size=500)
        SharedResult.objects.create(**row)
    SharedResult.objects.bulk_create(made, batch_size=500)
    _pair()


def let_expire(number: int) -> None:
    """Let so many shares have run out yesterday."""
    from django.utils import timezone

    from quiz.models import SharedResult

    chosen = SharedResult.objects.order_by("pk").values_list("pk", flat=True)[:number]
    yesterday = timezone.localdate() - timedelta(days=1)
    SharedResult.objects.filter(pk__lte=max(chosen)).update(expires_on=yesterday)


def with_gaps(given: Iterator[dict[str, str]], chooser: random.Random) -> Iterator[dict[str, str]]:
    """The same sheets with some questions opted out of and some left open."""
    for answers in given:
        luck = {slug: chooser.random() for slug in answers}
        yield {
            slug: "x" if luck[slug] < LEFT_OPEN + OPTED_OUT else key
            for slug, key in answers.items()
            if luck[slug] >= LEFT_OPEN
        }


def _shares(number: int) -> Iterator[Any]:
    """Rows as ``quiz.sharing.create`` makes them, shared over the last days."""
    chooser = random.Random(2)
    for at, (form, answers, summary) in enumerate(_scored(number)):
        yield _share(form, answers, summary, DAYS - at * DAYS // number, chooser)


def _share(
    form: str, answers: dict[str, str], summary: dict[str, Any], days: int, chooser: random.Random
) -> Any:
    import secrets

    from django.utils import timezone

    from quiz import sharing
    from quiz.models import SharedResult

    today = timezone.localdate()
    ends = None if chooser.random() < FOR_GOOD else today + timedelta(chooser.choice([7, 30, 365]))
    return SharedResult(
        token=sharing.new_token(),
        sheet=secrets.token_hex(32),
        delete_key=secrets.token_urlsafe(sharing.RANDOM_BYTES),
        edition_id=_published().pk,
        form=form,
        summary=summary,
        answers=answers if chooser.random() < INCLUDED else None,
        name=chooser.choice(NAMES),
        created_on=today - timedelta(days=days),
        expires_on=ends,
    )


def _pair() -> None:
    from quiz.models import Pairing, SharedResult

    keys = list(SharedResult.objects.order_by("pk").values_list("pk", flat=True))
    pairs = zip(keys[::PAIRED], keys[1::PAIRED], strict=False)
    rows = [Pairing(asked_id=asked, agreed_id=agreed) for asked, agreed in pairs]
    Pairing.objects.bulk_create(rows, batch_size=5_000)


def _scored(number: int) -> Iterator[Scored]:
    """So many scored sheets, from all cores."""
    from quiz.models import Edition

    document = json.dumps(Edition.objects.get(pk=_published().pk).document)
    lots = [
        (document, seed, min(CHUNK, number - seed * CHUNK)) for seed in range(-(-number // CHUNK))
    ]
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as processes:
        for lot in processes.map(_score_lot, *zip(*lots, strict=True)):
            yield from lot


def _score_lot(document: str, seed: int, number: int) -> list[Scored]:
    """In a process without Django."""
    bank = Bank(read_document(json.loads(document)))
    chooser = random.Random(seed)
    form = "short" if seed % 2 else "full"
    given = with_gaps(sheets.answers(bank.document, form, seed + 10), chooser)
    verdicts = ((answers, read_verdict(bank, form, answers)) for answers in given)
    shown = (
        (form, answers, write_summary(summarise(verdict)))
        for answers, verdict in verdicts
        if verdict.band != FEW
    )
    return list(islice(shown, number))


def _published() -> Any:
    from quiz import editions

    return editions.current("crossroads")
