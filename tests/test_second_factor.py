"""The second factor: who must have one, how it is set up, and that nothing goes past it."""

import re
from base64 import b32decode
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from io import StringIO
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Group, Permission
from django.core.management import call_command
from django.core.management.base import CommandError
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import DjangoAssertNumQueries

from careers import remembered
from config.staff import second_factor
from tests.web.helpers import Element, read_html

CODE, DEVICE, LIST = "/admin/code/", "/admin/device/", "/admin/quiz/question/"
WRONG = "This is not the code. A code is good once and for about half a minute."


@pytest.fixture(autouse=True)
def switched_on(db: None, settings: Any) -> None:
    settings.SECOND_FACTOR = True


def person(name: str) -> AbstractBaseUser:
    """Of the group of this name; ``superuser`` is one, ``writer`` changes drafts alone."""
    user = get_user_model().objects.create_user(
        name, password=name, is_staff=name != "stranger", is_superuser=name == "superuser"
    )
    user.groups.set(Group.objects.filter(name=name.title()))
    if name == "writer":
        user.user_permissions.set(Permission.objects.filter(codename="change_question"))
    return user


def browser(name: str) -> Client:
    """Who has given the password."""
    client = Client()
    client.post("/admin/login/", {"username": name, "password": name})
    return client


def set_up(name: str) -> tuple[Client, TOTPDevice, list[str]]:
    """A person's browser with a new device, and the recovery codes."""
    client = browser(person(name).get_username())
    response = client.post(DEVICE, {"code": code_of(secret(client.get(DEVICE)))})
    return client, TOTPDevice.objects.get(), recovery_codes(response)


def tree(response: HttpResponse) -> Element:
    return read_html(response.content.decode())


def secret(response: HttpResponse) -> bytes:
    return b32decode(tree(response).one("code").text.replace(" ", ""))


def recovery_codes(response: HttpResponse) -> list[str]:
    return [element.text for element in tree(response).all("code")]


def code_of(key: bytes, steps: int = 0) -> str:
    """What an app shows now, or so many times 30 seconds later."""
    return f"{totp(key, drift=steps):06}"


def wrong_code(device: TOTPDevice) -> str:
    near = {code_of(device.bin_key, steps) for steps in range(-2, 4)}
    return next(code for code in ("000000", "111111", *map(str, range(10**5))) if code not in near)


def kept_codes() -> list[str]:
    """The recovery codes as the database has them."""
    return sorted(StaticToken.objects.values_list("token", flat=True))


def wait_is_over() -> None:
    """As if the last use and the last failure were long ago."""
    long_ago = timezone.now() - timedelta(days=1)
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.update(throttling_failure_timestamp=long_ago)
    TOTPDevice.objects.update(last_t=-1)


def path_to(response: HttpResponse) -> str:
    """The last address of a chain of redirects, without its query."""
    return response.request["PATH_INFO"]


def errors(response: HttpResponse) -> list[str]:
    return [alert.text for alert in tree(response).all(role="alert")]


# Who is asked


@pytest.mark.parametrize(
    ("name", "led_to"),
    [
        ("publisher", DEVICE),
        ("superuser", DEVICE),
        ("editor", DEVICE),
        ("writer", LIST),
        ("stranger", "/admin/login/"),
    ],
)
def test_where_a_password_alone_leads(name: str, led_to: str) -> None:
    person(name)
    client = Client()
    form = {"username": name, "password": name, "next": LIST}
    response = client.post("/admin/login/", form, follow=True)
    assert path_to(response) == led_to


@pytest.mark.parametrize("name", ["publisher", "superuser", "editor"])
def test_without_the_setting_nobody_is_asked(settings: Any, name: str) -> None:
    settings.SECOND_FACTOR = False
    person(name)
    client = browser(name)
    shown = client.get("/admin/")
    assert (shown.status_code, b"Second factor" in shown.content) == (200, False)
    assert [client.get(path).status_code for path in (CODE, DEVICE)] == [404, 404]


@pytest.mark.parametrize("path", [CODE, DEVICE])
def test_a_visitor_is_led_to_the_login(path: str) -> None:
    for method in ("get", "post"):
        response = getattr(Client(), method)(path)
        assert response.headers["Location"] == f"/admin/login/?next={path}"


def every_address(patterns: list[Any], below: str = "/admin/") -> Iterator[str]:
    """Of the admin's, an example each; a row's number is 1."""
    for found in patterns:
        part = re.sub(r"<[a-z]*:?[a-z_]+>", "1", str(found.pattern))
        part = re.sub(r"\(\?P<url>.*|\^\(.*", "anything", part.replace("$", ""))
        if isinstance(found, URLPattern):
            yield below + part
        else:
            yield from every_address(found.url_patterns, below + part)


@pytest.mark.parametrize(
    ("permission", "must"),
    [
        ("careers.change_fact", True),
        ("careers.add_source", True),
        ("careers.delete_role", True),
        ("auth.change_user", True),  # who could make an account a publisher's
        ("quiz.publish_quiz", True),
        ("careers.view_fact", False),
        ("quiz.change_option", False),
        ("quiz.view_answersheet", False),
    ],
)
def test_who_can_change_what_visitors_see_must_have_one(permission: str, must: bool) -> None:
    label, codename = permission.split(".")
    user = person("colleague")
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label=label, codename=codename)
    )
    assert (path_to(browser("colleague").get("/admin/", follow=True)) == DEVICE) is must


@pytest.mark.parametrize("name", ["publisher", "editor", "writer"])
def test_no_address_of_the_admin_goes_past_the_second_factor(name: str) -> None:
    set_up(name)
    client = browser(name)  # the password, and no code
    client.raise_request_exception = False
    places = set(every_address(admin.site.get_urls()))
    open_to_all = {"/admin/login/", "/admin/logout/", CODE, DEVICE}
    assert places > open_to_all
    assert len(places) > 80
    for place in places - open_to_all:
        for method in ("get", "post"):
            response = getattr(client, method)(place)
            led = response.headers.get("Location", "")
            past = not led.startswith("/admin/login/") and response.status_code != 405
            assert not past, (method, place, response)


# Setting it up


def test_a_publisher_sets_up_a_device_and_goes_on_to_the_page_that_was_wanted() -> None:
    person("publisher")
    client = browser("publisher")
    asked = client.get(LIST, follow=True)
    wanted = f"{DEVICE}?next={quote(LIST, safe='')}"
    assert asked.redirect_chain[-1] == (wanted, 302)
    shown = tree(asked)
    assert shown.one("h1").text == "Set up the second factor"
    assert shown.one("div", role="img").attrs["aria-label"].startswith("QR code")
    before = client.cookies["sessionid"].value
    done = client.post(wanted, {"code": code_of(secret(asked))})
    codes = recovery_codes(done)
    assert (len(set(codes)), {len(code) for code in codes}) == (10, {8})
    links = {link.text: link.attrs for link in tree(done).one("main").all("a")}
    assert links["I have kept them"]["href"] == LIST
    file = links["Download them"]
    assert file["download"] == "crossroads-recovery-codes.txt"
    head, _, body = file["href"].partition(",")
    assert head == "data:text/plain;charset=utf-8"
    assert unquote(body).splitlines() == ["Crossroads recovery codes", *codes]
    assert done.headers["Cache-Control"].count("no-store") == 1
    assert client.cookies["sessionid"].value != before
    assert client.get(LIST).status_code == 200


def test_the_picture_and_the_words_are_the_same_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    person("publisher")
    drawn: list[str] = []
    make = second_factor.segno.make
    monkeypatch.setattr(
        second_factor.segno, "make", lambda text, **more: drawn.append(text) or make(text, **more)
    )
    response = browser("publisher").get(DEVICE)
    words = tree(response).one("code").text.replace(" ", "")
    assert drawn[0].startswith("otpauth://totp/Crossroads%3Apublisher?")
    assert f"secret={words}&" in drawn[0]
    svg = tree(response).one("div", role="img").one("svg")
    assert [e for e in svg.all() if "style" in e.attrs] == []


def test_the_secret_stays_until_it_is_confirmed_and_belongs_to_one_login() -> None:
    person("publisher")
    client, other = browser("publisher"), browser("publisher")
    first = secret(client.get(DEVICE))
    assert secret(client.get(DEVICE)) == first
    theirs = secret(other.get(DEVICE))
    assert theirs != first
    refused = client.post(DEVICE, {"code": code_of(theirs)})
    assert (refused.status_code, TOTPDevice.objects.count()) == (400, 0)
    assert secret(refused) == first


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12\0456", "1" * 5000, ["1", "2"]]
)
def test_what_is_no_code_sets_up_nothing(typed: Any) -> None:
    person("publisher")
    client = browser("publisher")
    response = client.post(DEVICE, {"code": typed, "more": "x"})
    assert (response.status_code, TOTPDevice.objects.count()) == (400, 0)
    assert len(errors(response)) == 1
    assert client.get("/admin/").status_code == 302


def test_spaces_in_a_code_are_read_over() -> None:
    person("publisher")
    client = browser("publisher")
    shown = code_of(secret(client.get(DEVICE)))
    client.post(DEVICE, {"code": f" {shown[:3]} {shown[3:]} "})
    assert client.get("/admin/").status_code == 200


def test_a_writer_of_drafts_may_set_one_up_and_is_then_asked_for_it() -> None:
    person("writer")
    client = browser("writer")
    assert tree(client.get("/admin/")).with_text("Second factor", "a").attrs["href"] == DEVICE
    shown = client.get(DEVICE)
    assert tree(shown).with_text("Not now", "a").attrs["href"] == "/admin/"
    client.post(DEVICE, {"code": code_of(secret(shown))})
    assert client.get("/admin/").status_code == 200
    assert path_to(browser("writer").get("/admin/", follow=True)) == CODE


# Logging in with it


def test_the_code_lets_in_under_a_new_key_and_leads_on() -> None:
    _, device, _ = set_up("publisher")
    client = browser("publisher")
    before = client.cookies["sessionid"].value
    asked = client.get(LIST, follow=True)
    wanted = f"{CODE}?next={quote(LIST, safe='')}"
    assert asked.redirect_chain[-1] == (wanted, 302)
    field = tree(asked).one("input", id="id_code")
    assert field.attrs["autocomplete"] == "one-time-code"
    response = client.post(wanted, {"code": code_of(device.bin_key, 1)})
    assert (response.status_code, response.headers["Location"]) == (302, LIST)
    assert client.cookies["sessionid"].value != before
    assert client.get(LIST).status_code == 200


def test_a_code_is_good_once() -> None:
    _, device, _ = set_up("publisher")
    code = code_of(device.bin_key, 1)
    first, second = browser("publisher"), browser("publisher")
    assert first.post(CODE, {"code": code}).status_code == 302
    again = second.post(CODE, {"code": code})
    assert (again.status_code, errors(again)) == (400, [WRONG])
    assert second.get("/admin/").status_code == 302


def test_the_code_of_the_set_up_is_not_good_again() -> None:
    person("publisher")
    client = browser("publisher")
    code = code_of(secret(client.get(DEVICE)))
    client.post(DEVICE, {"code": code})
    assert browser("publisher").post(CODE, {"code": code}).status_code == 400


def test_each_wrong_code_doubles_the_wait_and_the_right_one_has_to_wait_too() -> None:
    _, device, _ = set_up("publisher")
    client = browser("publisher")
    for seconds in (1, 2, 4, 8):
        wrong = client.post(CODE, {"code": wrong_code(device)})
        assert (wrong.status_code, errors(wrong)) == (400, [WRONG])
        early = client.post(CODE, {"code": code_of(device.bin_key, 1)})
        told = [f"Too many wrong codes. The next one is read in {seconds} seconds."]
        assert (early.status_code, errors(early)) == (429, told)
        assert early.headers["Retry-After"] == str(seconds)
        wait_is_over()
    assert client.post(CODE, {"code": code_of(device.bin_key, 1)}).status_code == 302


def test_another_login_does_not_begin_a_new_count() -> None:
    _, device, _ = set_up("publisher")
    browser("publisher").post(CODE, {"code": wrong_code(device)})
    right = {"code": code_of(device.bin_key, 1)}
    assert browser("publisher").post(CODE, right).status_code == 429


def test_a_clock_that_was_ahead_locks_nobody_out_until_then() -> None:
    _, device, _ = set_up("publisher")
    client = browser("publisher")
    client.post(CODE, {"code": wrong_code(device)})
    ahead = timezone.now() + timedelta(days=40)
    TOTPDevice.objects.update(throttling_failure_timestamp=ahead)
    assert errors(client.post(CODE, {"code": wrong_code(device)})) == [
        "Too many wrong codes. The next one is read in 1 seconds."
    ]
    assert TOTPDevice.objects.get().throttling_failure_timestamp <= timezone.now()


def test_a_code_of_somebody_elses_device_is_wrong() -> None:
    _, theirs, _ = set_up("superuser")
    person("publisher")
    second_factor.TOTPDevice.objects.create(user=get_user_model().objects.get(username="publisher"))
    client = browser("publisher")
    assert client.post(CODE, {"code": code_of(theirs.bin_key, 1)}).status_code == 400


def test_a_forged_session_of_somebody_elses_device_is_not_let_in() -> None:
    _, theirs, _ = set_up("superuser")
    person("publisher")
    client = browser("publisher")
    session = client.session
    session["otp_device_id"] = theirs.persistent_id
    session.save()
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example", "javascript:1", ""])
def test_a_code_leads_to_no_other_site(where: str) -> None:
    _, device, _ = set_up("publisher")
    place = f"{CODE}?next={quote(where, safe='')}"
    response = browser("publisher").post(place, {"code": code_of(device.bin_key, 1)})
    assert response.headers["Location"] == "/admin/"


def test_who_cannot_give_the_code_can_leave() -> None:
    set_up("publisher")
    client = browser("publisher")
    form = tree(client.get(CODE)).one("form", action="/admin/logout/")
    assert form.one("button").text == "Log out"
    assert client.post("/admin/logout/").status_code == 200
    assert client.get(CODE).headers["Location"].startswith("/admin/login/")


def test_the_form_needs_djangos_token() -> None:
    _, device, _ = set_up("publisher")
    client = Client(enforce_csrf_checks=True)
    client.force_login(get_user_model().objects.get())
    refused = client.post(CODE, {"code": code_of(device.bin_key, 1)})
    assert (refused.status_code, client.get("/admin/").status_code) == (403, 302)


def test_what_the_pages_cost(
    django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "RECHECK_SECONDS", 3600)  # slow machines take a second
    inside, _, _ = set_up("publisher")
    outside = browser("publisher")
    with django_assert_num_queries(5):  # session, person, two of rights, device
        outside.get(CODE)
    # Session, person, device, whether there is one, its codes left, two of rights.
    with django_assert_num_queries(7):
        assert inside.get(DEVICE).status_code == 200


def test_the_log_says_who_gave_which_factor_and_who_could_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    _, device, codes = set_up("publisher")
    wait_is_over()
    caplog.clear()
    client, number = browser("publisher"), get_user_model().objects.get().pk
    client.post(CODE, {"code": wrong_code(device)})
    client.post(CODE, {"code": code_of(device.bin_key)})
    wait_is_over()
    client.post(CODE, {"code": code_of(device.bin_key)})
    browser("publisher").post(f"{CODE}?recovery=1", {"code": codes[0]})
    assert [f"{record.levelname} {record.getMessage()}" for record in caplog.records] == [
        f"INFO login: account {number} gave its password",
        f"WARNING login: account {number} gave a wrong code",
        f"WARNING login: account {number} gave a code too soon",
        f"INFO login: account {number} gave its second factor, App",
        f"INFO login: account {number} gave its password",
        f"INFO login: account {number} gave its second factor, Recovery",
    ]


# Recovery codes


def test_a_recovery_code_lets_in_once() -> None:
    _, _, codes = set_up("publisher")
    first, second = browser("publisher"), browser("publisher")
    link = tree(first.get(CODE)).with_text("Use a recovery code", "a").attrs["href"]
    place = f"{CODE}{link}"
    typed = f"{codes[3][:4].upper()} {codes[3][4:]}"
    assert first.post(place, {"code": typed}).headers["Location"] == "/admin/"
    assert first.get("/admin/").status_code == 200
    again = second.post(place, {"code": typed})
    assert errors(again) == ["This is none of your recovery codes, or it was used already."]
    assert second.get("/admin/").status_code == 302
    assert "9 recovery codes are left." in tree(first.get(DEVICE)).one("main").text


def test_recovery_codes_are_kept_as_digests_under_the_secret_key(settings: Any) -> None:
    _, _, codes = set_up("publisher")
    before = kept_codes()
    assert [len(kept) for kept in before] == [16] * 10
    assert [code for code in codes for kept in before if code in kept.lower()] == []
    settings.SECRET_KEY = "another"
    assert before != sorted(map(second_factor.digest, codes))


def test_a_digest_read_from_the_database_lets_nobody_in() -> None:
    set_up("publisher")
    response = browser("publisher").post(f"{CODE}?recovery=1", {"code": kept_codes()[0]})
    assert errors(response) == ["Type one of your recovery codes: eight letters and digits."]


def test_codes_made_before_digests_were_kept_go_on_being_good() -> None:
    set_up("publisher")
    token = StaticToken.objects.first()
    token.token = "abcd2345"
    token.save()
    rest = set(kept_codes()) - {"abcd2345"}
    for _ in range(2):  # killed on its way, it begins anew
        import_module("config.staff.migrations.0001_recovery_codes_as_digests").keep_digests(
            apps, None
        )
    assert set(kept_codes()) == {*rest, second_factor.digest("abcd2345")}
    response = browser("publisher").post(f"{CODE}?recovery=1", {"code": "abcd2345"})
    assert (response.status_code, response.headers["Location"]) == (302, "/admin/")


def test_guesses_at_recovery_codes_have_to_wait_too() -> None:
    _, _, codes = set_up("publisher")
    client, place = browser("publisher"), f"{CODE}?recovery=1"
    assert client.post(place, {"code": "aaaaaaaa"}).status_code == 400
    early = client.post(place, {"code": codes[0]})
    assert (early.status_code, early.headers["Retry-After"]) == (429, "1")


def test_a_code_of_the_app_is_no_recovery_code() -> None:
    _, device, _ = set_up("publisher")
    response = browser("publisher").post(f"{CODE}?recovery=1", {"code": code_of(device.bin_key, 1)})
    told = ["Type one of your recovery codes: eight letters and digits."]
    assert (response.status_code, errors(response)) == (400, told)


# Seeing to it


def test_recovery_codes_are_shown_once_and_renewed_for_a_code() -> None:
    client, device, before = set_up("publisher")
    shown = client.get(DEVICE).content.decode()
    assert [code for code in before if code in shown] == []
    wait_is_over()
    after = recovery_codes(client.post(DEVICE, {"code": code_of(device.bin_key), "renew": "x"}))
    assert len(after) == 10
    assert set(after) & set(before) == set()
    assert kept_codes() == sorted(map(second_factor.digest, after))


@pytest.mark.parametrize("button", ["renew", "remove"])
def test_a_session_left_open_changes_nothing_without_a_code(button: str) -> None:
    client, device, codes = set_up("publisher")
    response = client.post(DEVICE, {"code": wrong_code(device), button: "x"})
    assert (response.status_code, errors(response)) == (400, [WRONG])
    assert TOTPDevice.objects.get() == device
    assert kept_codes() == sorted(map(second_factor.digest, codes))


@pytest.mark.parametrize(("name", "then"), [("writer", "/admin/"), ("editor", DEVICE)])
def test_a_device_can_be_given_up_and_who_must_sets_up_the_next(name: str, then: str) -> None:
    client, device, _ = set_up(name)
    wait_is_over()
    form = {"code": code_of(device.bin_key), "remove": "x"}
    assert path_to(client.post(DEVICE, form, follow=True)) == then
    assert (TOTPDevice.objects.count(), StaticDevice.objects.count()) == (0, 0)


def test_the_admin_log_says_what_was_done() -> None:
    client, device, _ = set_up("publisher")
    for button in ("renew", "remove"):
        wait_is_over()
        client.post(DEVICE, {"code": code_of(device.bin_key), button: "x"})
    assert list(
        LogEntry.objects.order_by("pk").values_list("user__username", "change_message")
    ) == [
        ("publisher", "Set up a second factor."),
        ("publisher", "Made new recovery codes."),
        ("publisher", "Removed the second factor."),
    ]


def test_no_page_of_the_admin_shows_anothers_secret() -> None:
    assert {TOTPDevice, StaticDevice} & set(admin.site._registry) == set()


# A lost device


def test_the_host_forgets_a_lost_device_and_its_logins_end() -> None:
    client, _, _ = set_up("publisher")
    said = StringIO()
    call_command("forget_device", "publisher", stdout=said)
    assert said.getvalue().startswith("publisher has no second factor any more.")
    assert "manage.py changepassword publisher" in said.getvalue()
    assert path_to(client.get("/admin/", follow=True)) == DEVICE
    assert StaticToken.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "told"),
    [("nobody", "There is no account 'nobody'."), ("editor", "editor has no second factor.")],
)
def test_forgetting_what_is_not_there_says_so(name: str, told: str) -> None:
    person("editor")
    with pytest.raises(CommandError) as caught:
        call_command("forget_device", name)
    assert str(caught.value) == told


def test_addresses_follow_the_admin() -> None:
    assert [reverse(f"admin:{name}") for name in ("code", "device")] == [CODE, DEVICE]
