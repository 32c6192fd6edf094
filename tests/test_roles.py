"""Who may do what in the admin: every address of quiz and careers, for everyone there is.

The addresses are read from the admin itself: one without a rule here fails, by its name.
"""

from collections.abc import Iterator
from datetime import date
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from quiz.core.statistics import FEWEST_SHEETS
from quiz.models import AnswerSheet, Checklist, Pairing, SharedResult, Tally
from quiz.publishing import publish
from tests.makers import make_figures, make_quiz

EVERYONE = ("visitor", "stranger", "colleague", "editor", "publisher")
NOBODY: set[str] = set()
EDITORS = {"editor", "publisher"}
PUBLISHERS = {"publisher"}

# Who gets in at each address of the admin, by its name.
EDITED = (
    *(f"careers_{model}" for model in ("source", "role", "trait", "demand", "fact", "share")),
    *("careers_occupation", "careers_claim", "quiz_quiz", "quiz_question", "quiz_checklist"),
)
READ = ("quiz_edition", "quiz_answersheet")
RULES = {
    **{
        f"{m}_{p}": EDITORS
        for m in EDITED
        for p in ("changelist", "add", "change", "delete", "history")
    },
    **{
        f"{model}_{page}": EDITORS for model in READ for page in ("changelist", "change", "history")
    },
    **{f"{model}_{page}": NOBODY for model in READ for page in ("add", "delete")},
    "quiz_quiz_check": EDITORS,
    "quiz_quiz_preview": EDITORS,
    "quiz_quiz_preview_full": EDITORS,
    "quiz_quiz_preview_result": EDITORS,
    "quiz_quiz_publish": PUBLISHERS,
    "quiz_quiz_export": EDITORS,
    "quiz_quiz_import": PUBLISHERS,
    "quiz_quiz_import_apply": PUBLISHERS,
    "quiz_edition_differences": EDITORS,
    "quiz_edition_preview": EDITORS,
    "quiz_edition_preview_full": EDITORS,
    "quiz_edition_preview_result": EDITORS,
    "quiz_edition_draft": PUBLISHERS,
    "quiz_edition_statistics": EDITORS,
    "quiz_edition_statistics_csv": EDITORS,
}
# Django's own, of every model: an old address that leads on to the change page.
LEADS_ON = "<path:object_id>/"
# Parts of an address that are not the row's id.
PARTS = {"form": "short"}


@pytest.fixture
def study(db: None) -> None:
    """A row of every model that has pages, and as many counted sheets as say something."""
    quiz = make_quiz()
    make_figures()
    edition = publish(quiz, note="")
    day = date(2026, 1, 31)
    Checklist.objects.create(quiz=quiz, slug="do", text="Which do you do?")
    for _ in range(FEWEST_SHEETS):
        AnswerSheet.objects.create(edition=edition, form="short", answers={"q01": "a"}, day=day)


def client_of(who: str) -> Client:
    client = Client(raise_request_exception=False)  # an address that breaks is named
    if who != "visitor":
        user = get_user_model().objects.create_user(who, is_staff=who != "stranger")
        user.groups.set(Group.objects.filter(name=who.title()))
        client.force_login(user)
    return client


def patterns() -> Iterator[tuple[type[Model], URLPattern]]:
    """Every address of quiz and careers in the admin, with the model that it belongs to."""
    places = {f"{m._meta.app_label}/{m._meta.model_name}/": m for m in admin.site._registry}
    for found in admin.site.get_urls():
        place = str(found.pattern)
        if isinstance(found, URLResolver) and place.startswith(("quiz/", "careers/")):
            for pattern in found.url_patterns:
                yield places[place], pattern


def addresses() -> dict[str, str]:
    """The path of each named address, for the first row of its model."""
    found = {}
    for model, pattern in patterns():
        if pattern.name:
            row = model._base_manager.first()
            args = {name: PARTS.get(name, row.pk) for name in pattern.pattern.converters}
            found[pattern.name] = reverse(f"admin:{pattern.name}", kwargs=args)
    return found


def answer(client: Client, address: str, method: str) -> HttpResponse:
    """What an address answers; whatever it wrote is undone."""
    with transaction.atomic():
        response = client.generic(method, address)
        transaction.set_rollback(True)
    return response


def outcome(client: Client, address: str) -> str:
    """Asked with GET, or with POST where that alone is allowed."""
    response = answer(client, address, "GET")
    if response.status_code == 405:
        response = answer(client, address, "POST")
    if response.headers.get("Location", "").startswith("/admin/login/"):
        return (
            "login" if response.headers["Location"].endswith(f"?next={quote(address)}") else "lost"
        )
    return {403: "refused", 404: "missing", 500: "broken"}.get(response.status_code, "in")


def expected(who: str, allowed: set[str]) -> str:
    if who in {"visitor", "stranger"}:
        return "login"
    return "in" if who in allowed else "refused"


# Addresses


def test_every_address_has_a_rule_and_every_rule_an_address(study: None) -> None:
    found = addresses().keys()
    assert (sorted(found - RULES.keys()), sorted(RULES.keys() - found)) == ([], [])
    assert {pattern.pattern._route for _, pattern in patterns() if not pattern.name} == {LEADS_ON}


@pytest.mark.parametrize("who", EVERYONE)
def test_each_person_gets_in_where_the_rule_says_and_nowhere_else(study: None, who: str) -> None:
    client, places = client_of(who), addresses()
    seen = {name: outcome(client, place) for name, place in places.items()}
    assert seen == {name: expected(who, RULES[name]) for name in places}


@pytest.mark.parametrize("who", EVERYONE)
def test_who_may_not_read_may_not_write(study: None, who: str) -> None:
    client = client_of(who)
    for name, place in addresses().items():
        if expected(who, RULES[name]) != "in":
            response = answer(client, place, "POST")
            location = response.headers.get("Location", "")
            turned_away = response.status_code in {403, 405} or location.startswith("/admin/login/")
            assert turned_away, (name, response)


@pytest.mark.parametrize("who", EVERYONE)
def test_the_list_of_an_app_is_for_who_may_see_something_of_it(study: None, who: str) -> None:
    seen = [
        outcome(client, f"/admin/{app}/")
        for client in [client_of(who)]
        for app in ("quiz", "careers")
    ]
    wanted = {"colleague": "missing"}.get(who, expected(who, EDITORS))
    assert seen == [wanted] * 2


def test_shares_pairings_and_tallies_are_not_in_the_admin() -> None:
    registered = admin.site._registry.keys()
    assert registered & {SharedResult, Pairing, Tally} == set()
