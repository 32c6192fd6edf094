"""One site in this process, measured: ``python -m bench.rival_sites NAME FOLDER``.

A rival asks twenty questions of one choice, one a page. Prints the costs as JSON.
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date, timedelta
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import rival_project

QUESTIONS = 20
OPTIONS = ("not at all", "a little", "a good deal", "very much")
VISITORS = 20  # more than a measurement asks for
TOKEN = "measured" * 4  # in the cookie and in the form, as Django's check asks
# Visits without end, for the page and for the whole of them.
Site = dict[str, Iterator[Any]]


def main(name: str, folder: Path) -> None:
    found = SITES[name](folder)
    from bench.visiting import cost

    print(json.dumps({of: asdict(cost(visits)) for of, visits in found.items()}))


def _crossroads(form: str, path: str, folder: Path) -> Site:
    """This site: all questions on one page."""
    from bench import process, sheets
    from bench.visiting import Visit

    process.prepare(folder)

    def take(sent: bytes, visitor: Any) -> None:
        visitor.get(path)
        visitor.post(path, sent)

    others = sheets.sent(process.published(), form=form)
    return {
        "page": repeat(Visit(lambda visitor: visitor.get(path))),
        "visit": (Visit(partial(take, sheet.form)) for sheet in others),
    }


def _survey(folder: Path) -> Site:
    """django-survey-and-report, a question a page, without an account."""
    rival_project.set_up(folder, "survey")
    from survey.models import Question, Survey

    made = Survey.objects.create(
        name="A survey",
        need_logged_user=False,
        display_method=Survey.BY_QUESTION,
        expire_date=date.today() + timedelta(days=1),
    )
    steps = [
        Question.objects.create(
            survey=made,
            text=f"Question {at:02}",
            order=at,
            required=True,
            type=Question.RADIO,
            choices=",".join(OPTIONS),
        ).pk
        for at in range(QUESTIONS)
    ]

    def take(visitor: Any) -> None:
        visitor.get("/1/")
        for at, key in enumerate(steps):
            visitor.post(f"/1-{at}/", _form(f"question_{key}", "a-little"))

    return _page_and_visits("/1-1/", take, repeat({}))


def _mcq(folder: Path) -> Site:
    """django-mcq, a question a page, with an account for each visitor, logged in beforehand."""
    rival_project.set_up(folder, "quiz")
    from quiz.models import Answer, Question, Quiz, Student, Subject

    made = Quiz.objects.create(name="A quiz", subject=Subject.objects.create(name="A subject"))
    chosen = []
    for at in range(QUESTIONS):
        question = Question.objects.create(quiz=made, text=f"Question {at:02}")
        options = [Answer.objects.create(question=question, text=text) for text in OPTIONS]
        chosen.append(options[1].pk)

    def take(visitor: Any) -> None:
        visitor.get("/q/1/")
        for key in chosen:
            visitor.post("/q/1/", _form("answer", key))

    return _page_and_visits("/q/1/", take, _logged_in(Student))


def _page_and_visits(path: str, take: Any, cookies: Iterator[dict[str, str]]) -> Site:
    from bench.visiting import Visit

    token, one = {"csrftoken": TOKEN}, next(cookies)
    return {
        "page": repeat(Visit(lambda visitor: visitor.get(path), token | one)),
        "visit": (Visit(take, token | held) for held in cookies),
    }


def _form(name: str, value: Any) -> bytes:
    return urlencode({name: value, "csrfmiddlewaretoken": TOKEN}).encode()


def _logged_in(student: Any) -> Iterator[dict[str, str]]:
    """Another person each time, with the cookie of a login."""
    from django.contrib.auth.models import User
    from django.test import Client

    for at in range(VISITORS):
        person, client = User.objects.create(username=f"person {at}"), Client()
        student.objects.create(user=person)
        client.force_login(person)
        yield {name: morsel.value for name, morsel in client.cookies.items()}


SITES: dict[str, Callable[[Path], Site]] = {
    "short": partial(_crossroads, "short", "/quiz/"),
    "full": partial(_crossroads, "full", "/quiz/full/"),
    "survey": _survey,
    "mcq": _mcq,
}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
