"""Logging in with a password: what it starts, what it is kept as, and who is stopped when."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import clear_url_caches, reverse
from django.utils import timezone

from config import clients, urls
from config import settings as shipped
from tests.makers import make_editor
from tests.web.helpers import Element, read_html

LOGIN = "/admin/login/"
MOSTLY = "This password is mostly words of this site. Choose one that nobody expects here."
QUARTER = 15 * 60  # seconds
HOME = "203.0.113.7"
ELSEWHERE = "198.51.100.9"


@pytest.fixture(autouse=True)
def editor(db: None) -> Any:
    return make_editor()


def log_in(client: Client, name: str = "editor", password: str = "editor") -> HttpResponse:
    return client.post(LOGIN, {"username": name, "password": password})


def at(address: str, **headers: str) -> Client:
    """A browser that the server sees at this address."""
    return Client(REMOTE_ADDR=address, headers=headers)


def guess(client: Client, times: int, name: str = "editor") -> list[int]:
    return [log_in(client, name, "wrong").status_code for _ in range(times)]


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def later(seconds: int) -> None:
    """As if the failures so far had happened so much earlier."""
    for attempt in AccessAttempt.objects.all():
        attempt.attempt_time -= timedelta(seconds=seconds)
        attempt.save()


def tree(response: HttpResponse) -> Element:
    return read_html(response.content.decode())


# Getting in


def test_a_login_lasts_twelve_hours_under_a_new_key() -> None:
    client = Client()
    client.cookies["sessionid"] = "a" * 32  # set by somebody else beforehand
    response = log_in(client)
    cookie = response.cookies["sessionid"]
    assert (response.status_code, response.headers["Location"]) == (302, "/admin/")
    assert cookie.value != "a" * 32
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (43_200, True, "Lax")
    left = Session.objects.get().expire_date - timezone.now()
    assert timedelta(hours=11.9) < left <= timedelta(hours=12)


def test_logging_in_as_somebody_else_ends_the_login_before() -> None:
    make_editor("other")
    client, thief = Client(), Client()
    log_in(client)
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    log_in(client, "other", "other")
    assert (is_in(client), is_in(thief)) == (True, False)


def test_leaving_ends_the_login_for_every_copy_of_the_cookie() -> None:
    client, copy = Client(), Client()
    log_in(client)
    copy.cookies["sessionid"] = client.cookies["sessionid"].value
    assert client.get("/admin/logout/").status_code == 405
    assert client.post("/admin/logout/").status_code == 200
    assert (is_in(client), is_in(copy)) == (False, False)


def test_passwords_are_kept_as_argon2_and_older_ones_are_read(settings: Any) -> None:
    settings.PASSWORD_HASHERS = shipped.PASSWORD_HASHERS
    assert identify_hasher(make_password("a")).algorithm == "argon2"
    old = make_password("editor", hasher="pbkdf2_sha256")
    get_user_model().objects.update(password=old)
    assert log_in(Client()).status_code == 302
    assert get_user_model().objects.get().password.startswith("argon2$argon2id$")


def test_the_login_page_asks_for_a_name_and_a_password_and_nothing_is_listed() -> None:
    shown = tree(Client().get(LOGIN))
    assert shown.one("h1").text == "Log in"
    assert shown.one("meta", name="robots").attrs["content"] == "NONE,NOARCHIVE"
    assert [label.text for label in shown.all("label")] == ["Username:", "Password:"]


# Guessing


def test_the_fifth_wrong_password_closes_the_account_from_everywhere() -> None:
    assert guess(at(ELSEWHERE), 5) == [200, 200, 200, 200, 429]
    owner = at(HOME)
    assert (log_in(owner).status_code, is_in(owner)) == (429, False)


def test_the_fifth_wrong_password_from_one_address_closes_it_for_every_account() -> None:
    other = make_editor("other")
    sender = at(ELSEWHERE)
    assert [guess(sender, 1, f"name{n}")[0] for n in range(5)] == [200, 200, 200, 200, 429]
    assert log_in(sender, other.username, other.username).status_code == 429
    assert log_in(at(HOME), other.username, other.username).status_code == 302


def test_another_browser_or_address_begins_no_new_count() -> None:
    tries = [at(f"198.51.100.{n}", **{"user-agent": f"browser {n}"}) for n in range(5)]
    assert [guess(client, 1)[0] for client in tries] == [200, 200, 200, 200, 429]


def test_the_page_is_kind_says_when_and_is_the_same_for_no_account() -> None:
    guess(at(ELSEWHERE), 4)
    response = log_in(at(ELSEWHERE), password="wrong")
    main = tree(response).one("main")
    assert main.one("h1").text == "Too many attempts"
    assert "for 15 minutes. Wait, then log in with the right password." in main.text
    assert "tell whoever hosts this site" in main.text
    assert QUARTER - 5 <= int(response.headers["Retry-After"]) <= QUARTER
    assert response.headers["Cache-Control"] == "no-store"
    nobody = [log_in(at(HOME), "nobody", "wrong") for _ in range(5)][-1]
    assert nobody.status_code == 429
    assert tree(nobody).one("main").text == main.text


def test_the_wait_counts_down_and_trying_does_not_lengthen_it() -> None:
    guess(at(ELSEWHERE), 5)
    later(QUARTER - 60)
    response = log_in(at(HOME))
    assert 55 <= int(response.headers["Retry-After"]) <= 60
    assert "for a minute." in tree(response).one("main").text
    later(60)
    assert log_in(at(HOME)).status_code == 302


def test_who_is_in_stays_in_while_others_guess() -> None:
    owner = at(HOME)
    log_in(owner)
    guess(at(ELSEWHERE), 6)
    assert is_in(owner)


def test_the_right_password_forgets_the_wrong_ones_before() -> None:
    owner = at(HOME)
    assert guess(owner, 4) == [200] * 4
    log_in(owner)
    assert guess(owner, 4) == [200] * 4
    assert (AccessAttempt.objects.count(), AccessLog.objects.count()) == (1, 0)


def test_logging_in_between_guesses_at_another_account_clears_none_of_them() -> None:
    make_editor("other")
    answers = guess(at(HOME), 4)
    assert log_in(at(HOME), "other", "other").status_code == 302
    answers += guess(at(HOME), 1)
    assert answers == [200] * 4 + [429]
    assert log_in(at(ELSEWHERE)).status_code == 429


@pytest.mark.parametrize("command", [("axes_reset",), ("axes_reset_username", "editor")])
def test_the_host_can_end_a_lockout(command: tuple[str, ...]) -> None:
    guess(at(ELSEWHERE), 5)
    call_command(*command, stdout=StringIO())
    assert log_in(at(HOME)).status_code == 302


def test_the_log_says_who_came_and_left_and_what_was_refused(
    caplog: pytest.LogCaptureFixture,
) -> None:
    colleague = get_user_model().objects.create_user("colleague", password="x", is_staff=True)
    client = at(HOME)
    guess(client, 1, "colleague")
    log_in(client, "colleague", "x")
    assert client.get("/admin/auth/user/").status_code == 403
    client.post("/admin/logout/")
    client.post("/admin/logout/")
    failure, *told = [(record.levelname, record.getMessage()) for record in caplog.records]
    assert failure[1].startswith("AXES: New login failure by ")
    assert told == [
        ("INFO", f"login: account {colleague.pk} gave its password"),
        ("WARNING", f"refused: account {colleague.pk}, GET admin:auth_user_changelist"),
        ("INFO", f"login: account {colleague.pk} left"),
    ]


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("crossroads1", False),
        ("Cross-Roads_2026", False),
        ("ML-Engineer!123", False),
        ("datascientist", False),
        ("crossroads by the lake", True),
        ("50317764290158", True),
        ("correct horse battery staple", True),
    ],
)
def test_a_password_is_not_mostly_words_of_the_site(password: str, good: bool) -> None:
    try:
        validate_password(password)
    except ValidationError as error:
        assert (good, error.messages) == (False, [MOSTLY])
    else:
        assert good


def test_what_was_typed_as_a_password_is_neither_kept_nor_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    for _ in range(5):
        log_in(at(ELSEWHERE), password="s3cret-typed")
    kept = [str(value) for row in AccessAttempt.objects.values() for value in row.values()]
    assert [text for text in [*kept, caplog.text] if "s3cret-typed" in text] == []
    assert ELSEWHERE not in caplog.text


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"username": "editor"},
        {"username": "e" * 300, "password": "x"},
        {"username": "edi\0tor", "password": "x"},
        {"username": ["a", "editor"], "password": ["x", "y"], "more": "z"},
        {"username": "<b>", "password": "x" * 5000},
    ],
)
def test_a_strange_form_lets_nobody_in(form: dict[str, Any]) -> None:
    client = Client()
    response = client.post(LOGIN, form)
    assert (response.status_code, is_in(client)) == (200, False)
    assert tree(response).one("h1").text == "Log in"


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_a_login_leads_to_no_other_site(where: str) -> None:
    form = {"username": "editor", "password": "editor", "next": where}
    assert Client().post(LOGIN, form).headers["Location"] == "/admin/"


# Behind proxies


SEEN = "192.0.2.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, None, SEEN),
        (0, HOME, SEEN),
        (1, HOME, HOME),
        (1, f"{ELSEWHERE}, {HOME}", HOME),
        (2, f"{ELSEWHERE}, {HOME}", ELSEWHERE),
        (2, f"1.2.3.4,  {ELSEWHERE} ,{HOME}", ELSEWHERE),
        (2, HOME, SEEN),
        (1, None, SEEN),
        (1, "", SEEN),
        (1, "nonsense", SEEN),
        (1, f"{HOME}:8080", SEEN),
        (1, f"{HOME}, ", SEEN),
        (1, "٢٠٣.0.113.7", SEEN),
        (1, "1" * 5000, SEEN),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "2001:db8:1:2::ffff", "2001:db8:1:2::"),
        (1, f"::ffff:{HOME}", HOME),
    ],
)
def test_the_clients_address(
    settings: Any, proxies: int, forwarded: str | None, found: str
) -> None:
    settings.PROXIES = proxies
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    request = RequestFactory().get("/", REMOTE_ADDR=SEEN, headers=headers)
    assert clients.address(request) == found


def test_a_server_on_a_socket_sees_no_address() -> None:
    assert clients.address(RequestFactory().get("/", REMOTE_ADDR="")) is None
    sender = at("")
    assert guess(sender, 5)[-1] == 429


def test_behind_a_proxy_one_guesser_does_not_close_it_for_all(settings: Any) -> None:
    settings.PROXIES = 1
    for n in range(6):
        invented = {"x-forwarded-for": f"10.0.0.{n}, {ELSEWHERE}"}
        last = guess(at(SEEN, **invented), 1, f"name{n}")[0]
    assert last == 429
    assert log_in(at(SEEN, **{"x-forwarded-for": HOME})).status_code == 302


# Where the admin is


@pytest.fixture
def moved(settings: Any) -> Iterator[None]:
    """The admin at another address."""
    pattern = next(p for p in urls.urlpatterns if getattr(p, "app_name", "") == "admin")
    before, pattern.pattern = pattern.pattern, type(pattern.pattern)("back-room/")
    settings.ADMIN_PATH = "back-room/"
    clear_url_caches()
    yield
    pattern.pattern = before
    clear_url_caches()


def test_the_admin_can_be_elsewhere_and_nothing_tells_where(moved: None) -> None:
    client = Client()
    assert reverse("admin:index") == "/back-room/"
    assert client.get("/admin/").status_code == 404
    sign_in = {"username": "editor", "password": "editor"}
    response = client.post("/back-room/login/", sign_in)
    assert (response.headers["Location"], "sessionid" in response.cookies) == ("/back-room/", True)
    assert client.get("/back-room/").status_code == 200
    with_words = [client.get(path) for path in ("/", "/nowhere/", "/sitemap.xml", "/privacy/")]
    said = b"".join(response.content for response in with_words)
    robots = b"".join(client.get("/robots.txt"))
    assert re.findall(b"back-room", said + robots) == []
