"""Time what editors wait for, on a database of its own: ``make bench-admin``.

Exits with 1 when something takes longer than it may.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

SHEETS = 100_000
REPLIES = 1_000_000
SHORT = 0.6  # of them
OPTED_OUT, LEFT_OPEN = 0.02, 0.01  # of all answers
DAYS = 200
QUIZ = "crossroads"

chooser = random.Random(1)


class Measured(NamedTuple):
    """What was timed, how long it took and how long it may take at most, if there is a bar."""

    name: str
    seconds: float
    most: float | None = None


def main() -> None:
    over = False
    with tempfile.TemporaryDirectory() as folder:
        _set_up(Path(folder))
        for measure in MEASUREMENTS:
            for measured in measure():
                over = _report(measured) or over
    sys.exit(1 if over else 0)


def adding() -> Iterator[Measured]:
    """One sheet added to the sums, without the database."""
    from quiz import editions
    from quiz.core.sums import Adder, Sums

    published = editions.current(QUIZ)
    for form in ("short", "full"):
        sheets = [_answers(published.document.form(form)) for _ in range(10_000)]
        adder, sums = Adder(published.bank, form), Sums()
        start = time.perf_counter()
        for answers in sheets:
            adder.add(sums, answers, "2026-01-31", 0)
        each = (time.perf_counter() - start) / len(sheets)
        yield Measured(f"adding one {form} sheet", each, 60e-6)


def statistics() -> Iterator[Measured]:
    """The statistics page over very many sheets: until all are read, and from then on."""
    from django.urls import reverse

    from quiz import editions

    published = editions.current(QUIZ)
    _count_sheets(published)
    editor, address = (
        colleague("Editor"),
        reverse("admin:quiz_edition_statistics", args=[published.pk]),
    )
    visits = []
    reading = True
    while reading:
        seconds, page = _visit(editor, address)
        visits.append(seconds)
        reading = "sheets read so far" in page
    yield Measured(f"reading {SHEETS:,} sheets, {len(visits)} visits together", sum(visits))
    yield Measured("the longest of these visits", max(visits))
    yield Measured("the page when all are read", _visit(editor, address)[0], 2)
    _count_sheets(published, 100)
    yield Measured("the page with 100 new sheets", _visit(editor, address)[0], 2)


def publishing() -> Iterator[Measured]:
    """The page that compares a draft with the last sheets, and publishing from it."""
    from django.urls import reverse

    from quiz import editions
    from quiz.impact import MOST_SHEETS
    from quiz.models import Effect, Quiz

    _count_sheets(editions.current(QUIZ), MOST_SHEETS)
    quiz = Quiz.objects.get(slug=QUIZ)
    Effect.objects.filter(option__question=quiz.questions.first()).update(points=1)
    publisher, address = colleague("Publisher"), reverse("admin:quiz_quiz_publish", args=[quiz.pk])
    seconds, page = _visit(publisher, address)
    if f"The last {MOST_SHEETS:,} sheets counted" not in page:
        raise RuntimeError("The publish page did not compare the sheets.")
    yield Measured(f"the publish page with {MOST_SHEETS:,} sheets", seconds, 3)
    yield Measured("the same page again", _visit(publisher, address)[0], 3)


def replying() -> Iterator[Measured]:
    """Both tables of what visitors said of their results, counted anew."""
    from quiz import editions, replies

    published = editions.current(QUIZ)
    _reply(published)
    for name, tables in (
        ("an edition", lambda: replies.of_edition(published.pk, published.document)),
        ("a quiz, once in five minutes", lambda: replies.of_quiz(published.document)),
    ):
        start = time.perf_counter()
        if not tables().any:
            raise RuntimeError("The replies were not counted.")
        seconds = time.perf_counter() - start
        yield Measured(f"{REPLIES:,} replies to {name}", seconds, 1)


MEASUREMENTS: list[Callable[[], Iterator[Measured]]] = [adding, statistics, publishing, replying]


def _report(measured: Measured) -> bool:
    """Print one line; whether it took too long."""
    name, seconds, most = measured
    over = most is not None and seconds > most
    bar = f"at most {_readable(most)}" if most else ""
    print(f"{name:48}{_readable(seconds):>12}   {bar}{'  OVER' if over else ''}")
    return over


def _readable(seconds: float) -> str:
    for unit, size in (("s", 1), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.2f} {unit}"
    return f"{seconds * 1e6:.1f} µs"


def _set_up(folder: Path) -> None:
    """The shipped quiz published in a database in this folder, static files as they lie."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DJANGO_SQLITE_PATH": str(folder / "bench.sqlite3"),
        "DJANGO_STATIC_ROOT": str(folder),
        "DJANGO_CARDS_DIR": str(folder / "cards"),
        "DJANGO_DEBUG": "1",
    }
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.DEBUG = False  # which would keep every query in memory
    call_command("migrate", verbosity=0)
    call_command("load_content", publish=True, stdout=StringIO())


def _count_sheets(published: Any, number: int = SHEETS) -> None:
    from quiz.models import AnswerSheet

    def sheet() -> AnswerSheet:
        form = "short" if chooser.random() < SHORT else "full"
        return AnswerSheet(
            edition_id=published.pk,
            form=form,
            option_order=chooser.choice([0, 1, 2, 3, None]),
            answers=_answers(published.document.form(form)),
            day=date(2026, 1, 1) + timedelta(days=chooser.randrange(DAYS)),
        )

    AnswerSheet.objects.bulk_create((sheet() for _ in range(number)), batch_size=500)


def _reply(published: Any) -> None:
    from quiz.models import Reply

    verdicts = [("close", ""), ("leans", "left"), ("leans", "right"), ("clear", "left")]

    def reply(number: int) -> Reply:
        band, side = chooser.choice(verdicts)
        return Reply(
            result=f"{number:032x}",
            edition_id=published.pk,
            band=band,
            side=side,
            title=chooser.choice(Reply.Title.values),
            fits=chooser.choice(["", *Reply.Fits.values]),
            month=date(2026, 1, 1),
        )

    Reply.objects.bulk_create((reply(number) for number in range(REPLIES)), batch_size=5_000)


def _answers(questions: Any) -> dict[str, str]:
    answers = {}
    for question in questions:
        luck = chooser.random()
        if luck < OPTED_OUT:
            answers[question.slug] = "x"
        elif luck > LEFT_OPEN + OPTED_OUT:
            answers[question.slug] = chooser.choice(question.scored).key
    return answers


def colleague(group: str) -> Any:
    """The browser of somebody in this group."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group
    from django.test import Client

    person, _ = get_user_model().objects.get_or_create(username=group, is_staff=True)
    person.groups.add(Group.objects.get(name=group))
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    return client


def _visit(client: Any, address: str) -> tuple[float, str]:
    """How long a page took, and the page."""
    start = time.perf_counter()
    response = client.get(address)
    seconds = time.perf_counter() - start
    if response.status_code != 200:
        raise RuntimeError(f"{address}: {response.status_code}")
    return seconds, response.content.decode()


if __name__ == "__main__":
    main()
