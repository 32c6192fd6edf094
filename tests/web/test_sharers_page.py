"""The sharer's own page: what to send, what others see, what to change."""

from datetime import timedelta
from html import unescape
from io import BytesIO
from urllib.parse import parse_qs, unquote, urlsplit

from django.test import Client
from django.utils import timezone
from PIL import Image

from quiz.editions import Published
from quiz.models import Pairing, SharedResult
from tests.web.helpers import (
    answers_of,
    finish,
    heading,
    page,
    read_html,
    send,
)
from tests.web.shares import PRIVATE, a_sharer, a_stranger, address, choices, headers, share, tags

sharer, stranger = a_sharer, a_stranger


def test_the_sharers_page_has_everything_to_send_and_to_take_back(sharer: Client) -> None:
    row = share(sharer, name="Ana", keep="30")
    response = sharer.get("/result/shared/")
    assert headers(response, *PRIVATE) == PRIVATE
    shown = page(response)
    link = f"http://testserver{address(row)}"
    codes = [field.attrs["value"] for field in shown.section("On your own site").all("input")]
    copied = [
        field.attrs["value"]
        for field in shown.all("input", type="text")
        if "readonly" in field.attrs
    ]
    assert copied == [
        link,
        f"{link}guess/",
        f"{link}with/",
        *codes,
        f"{link}delete/?key={row.delete_key}",
    ]
    until = (timezone.now().date() + timedelta(30)).strftime("%-d %B %Y")
    assert f"Whoever has this link sees it until {until}, or until you delete it." in shown.text
    assert shown.with_text("Delete this shared result", "a").attrs["href"] == address(
        row, "delete/"
    )
    assert shown.section("Change what is shown").one("form").attrs["action"] == "/result/share/"
    assert choices(shown.section("Change what is shown").one("form")) == {
        "name": "Ana",
        "keep": "30",
    }


def test_what_is_offered_for_other_sites_frames_the_result_and_the_quiz(
    sharer: Client, stranger: Client
) -> None:
    row = share(sharer, name='Ana "&lt;" <b>')
    fields = page(sharer.get("/result/shared/")).section("On your own site").all("input")
    result, quiz = [read_html(field.attrs["value"]).one("iframe").attrs for field in fields]
    assert result["src"] == f"http://testserver/embed/{row.token}/"
    assert result["title"] == 'Ana "&lt;" <b> clearly leans Data Scientist'
    assert quiz["src"] == "http://testserver/embed/quiz/"
    for frame in (result, quiz):
        response = stranger.get(frame["src"])
        assert (response.status_code, "X-Frame-Options" in response.headers) == (200, False)


def test_both_pictures_can_be_downloaded(sharer: Client) -> None:
    share(sharer)
    links = page(sharer.get("/result/shared/")).section("What others see").all("a")
    pictures = {a.text: a.attrs["href"] for a in links if "download" in a.attrs}
    assert list(pictures) == ["Download this picture", "Download it tall, for stories"]
    sizes = [Image.open(BytesIO(sharer.get(at).content)).size for at in pictures.values()]
    assert sizes == [(1200, 630), (1080, 1920)]


def test_for_good_has_no_date(sharer: Client) -> None:
    share(sharer, keep="forever")
    shown = page(sharer.get("/result/shared/"))
    assert "Whoever has this link sees it until you delete it." in shown.text


def test_links_to_networks_carry_the_link_and_nothing_of_the_result(sharer: Client) -> None:
    row = share(sharer, name="Ana")
    shown = page(sharer.get("/result/shared/"))
    link = f"http://testserver{address(row)}"
    elsewhere = [a for a in shown.all("a") if a.attrs["href"].startswith("https://")]
    assert [a.text for a in elsewhere] == ["WhatsApp", "Telegram", "LinkedIn", "Bluesky", "X"]
    assert {a.attrs["rel"] for a in elsewhere} == {"noopener noreferrer"}
    for way in elsewhere:
        query = parse_qs(urlsplit(unescape(way.attrs["href"])).query)
        assert link in " ".join(value for values in query.values() for value in values)
        assert "Ana" not in str(query)
    mail = unquote(shown.with_text("Send by mail", "a").attrs["href"])
    assert mail.startswith("mailto:?subject=Data Scientist or ML Engineer?")
    assert mail.endswith(link)


def test_the_code_holds_the_link_and_is_told_in_words(sharer: Client) -> None:
    share(sharer)
    figure = page(sharer.get("/result/shared/")).one("figure", **{"class": "qr-code"})
    assert figure.one("svg").attrs["aria-hidden"] == "true"
    assert figure.one("figcaption").text == "The same link, for a camera."


def test_the_sharer_sees_what_others_see(sharer: Client, stranger: Client) -> None:
    row = share(sharer, name="Ana", include="yes")
    preview = page(sharer.get("/result/shared/")).section("What others see")
    seen = page(stranger.get(address(row)))
    assert preview.one("h3").text == seen.one("h1").text
    (panel,) = preview.all("div", **{"class": "panel"})
    for part in ("p", "ul", "figcaption"):
        ours = [found.text for found in panel.all(part)]
        theirs = [found.text for found in seen.one("main").all(part)]
        assert [text for text in ours if text not in theirs] == []
        assert len(ours) >= 1
    card = tags(seen)["og:image"]
    assert f"http://testserver{preview.one('img').attrs['src']}" == card
    assert preview.one("img").attrs["alt"] == tags(seen)["og:image:alt"]


def test_guesses_and_comparisons_are_told_to_the_sharer(
    sharer: Client, published: Published
) -> None:
    row = share(sharer)
    assert "guessed right" not in page(sharer.get("/result/shared/")).text
    SharedResult.objects.update(guessed_right=3, guessed_wrong=1)
    friend = Client()
    finish(friend, "short", answers_of(published, "short", "b"))
    Pairing.objects.create(asked=row, agreed=share(friend, name="Ben"))
    shown = page(sharer.get("/result/shared/")).section("For friends")
    assert "3 of 4 friends guessed right." in shown.text
    pair = shown.with_text("Ben", "a").attrs["href"]
    assert pair == address(row).replace("/r/", "/compare/") + address(
        SharedResult.objects.get(name="Ben")
    ).replace("/r/", "")


def test_after_other_answers_the_share_can_only_be_deleted(
    sharer: Client, published: Published
) -> None:
    share(sharer, name="Ana")
    finish(sharer, "short", answers_of(published, "short", "b"))
    shown = page(sharer.get("/result/shared/")).section("Change what is shown")
    assert (shown.all("form"), "no longer the ones you shared" in shown.text) == ([], True)


def test_forgotten_answers_do_not_take_the_share_from_its_owner(sharer: Client) -> None:
    row = share(sharer)
    send(sharer, "/result/forget/", {})
    assert page(sharer.get("/result/shared/")).one("h1").text == "Your result is shared"
    assert send(sharer, address(row, "delete/"), {}).status_code == 303


def test_who_shared_nothing_is_told_so(stranger: Client, published: Published) -> None:
    response = stranger.get("/result/shared/")
    assert heading(response, 404) == "Nothing shared from here"
    assert headers(response, *PRIVATE) == PRIVATE


def test_another_quiz_has_shares_of_its_own(sharer: Client, published: Published) -> None:
    share(sharer)
    assert sharer.get("/q/another/result/shared/").status_code == 404
