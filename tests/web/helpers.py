"""What the tests of the web side share: pages read as trees, forms filled in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, TestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from quiz import editions, orders
from quiz.core.document import FORMS, Document
from quiz.core.verdict import Verdict, read_verdict
from quiz.editions import Published
from quiz.models import Quiz
from quiz.publishing import publish

ADDRESSES = {"short": "/quiz/", "full": "/quiz/full/"}
COOKIE = "crossroads-answers"
URLENCODED = "application/x-www-form-urlencoded"
VOID = {"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}

quick = hypothesis_settings(deadline=None, max_examples=40, suppress_health_check=[*HealthCheck])


@dataclass
class Element:
    """An HTML element. Its parts are found by tag, attribute and text, not by style."""

    tag: str
    attrs: dict[str, str | None] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words as read: without tags, with single spaces."""
        return " ".join("".join(self._pieces()).split())

    def all(self, *tags: str, **attrs: str) -> list["Element"]:
        """Every element inside with one of these tags (any, if none) and these attributes."""
        return [
            element
            for element in self._elements
            if (not tags or element.tag in tags)
            and all(element.attrs.get(name) == value for name, value in attrs.items())
        ]

    def one(self, *tags: str, **attrs: str) -> "Element":
        """The only such element."""
        (found,) = self.all(*tags, **attrs)
        return found

    def with_text(self, text: str, *tags: str) -> "Element":
        """The only element with one of these tags that says exactly this."""
        (found,) = [element for element in self.all(*tags) if element.text == text]
        return found

    def section(self, heading: str) -> "Element":
        """The section under this heading."""
        under = self.all("section")
        return [s for s in under if heading in [h.text for h in s.all("h1", "h2")]][-1]

    @cached_property
    def _elements(self) -> list["Element"]:
        """Every element inside, in the order of the page. Read only once the page is whole."""
        inside = [child for child in self.children if isinstance(child, Element)]
        return [element for child in inside for element in (child, *child._elements)]

    def _pieces(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._pieces()


class _Builder(HTMLParser):
    """Builds the tree; refuses elements that are closed in the wrong place or never."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("document")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute occurs twice: {tag} {attrs}"
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        closed = self.open.pop()
        assert closed.tag == tag, f"</{tag}> closes <{closed.tag} {closed.attrs}>"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_html(text: str) -> Element:
    builder = _Builder()
    builder.feed(text)
    (document,) = builder.open
    return document


def page(response: HttpResponse, status: int = 200) -> Element:
    """The page of a response with this status, read as a tree."""
    assert response.status_code == status, response
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    return read_html(response.content.decode())


def heading(response: HttpResponse, status: int) -> str:
    """The main heading of a page that looks like the site: with its style and its brand."""
    shown = page(response, status)
    assert shown.one("link", rel="stylesheet").attrs["href"].startswith("/static/site.")
    assert shown.with_text("Crossroads", "a").attrs["href"] == "/"
    return shown.one("h1").text


def fields(form: Element) -> dict[str, str]:
    """What a browser would send for this form as it stands."""
    sent: dict[str, str] = {}
    for element in form.all("input"):
        name, kind = element.attrs.get("name"), element.attrs.get("type", "text")
        if name and (kind not in {"radio", "checkbox"} or "checked" in element.attrs):
            assert name not in sent, f"{name} would be sent twice"
            sent[name] = element.attrs.get("value") or ""
    return sent


def chosen(form: Element) -> dict[str, str]:
    """The checked answer of each question."""
    return {
        radio.attrs["name"]: radio.attrs["value"]
        for radio in form.all("input", type="radio")
        if "checked" in radio.attrs
    }


def to_send(form: str, answers: Mapping[str, str], edition: int = 1) -> dict[str, str]:
    """The least that a finished form sends."""
    return {**answers, "edition": str(edition), "form": form}


def send(client: Client, address: str, data: Mapping[str, Any], **more: Any) -> HttpResponse:
    """POST as a browser's plain form does."""
    return client.post(address, urlencode(data, doseq=True), content_type=URLENCODED, **more)


def finish(client: Client, form: str, answers: Mapping[str, str], edition: int = 1) -> None:
    """Send a sheet that may have gaps, so that this client has a result."""
    data = {**to_send(form, answers, edition), "unanswered": "leave"}
    assert send(client, ADDRESSES[form], data).status_code == 303


def first_edition() -> Published:
    """What ``published`` is, for tests by hypothesis: it cannot print so large an argument."""
    return editions.get(settings.FRONT_QUIZ, 1)


def serve_order(monkeypatch: pytest.MonkeyPatch, order: int) -> None:
    """Stop the clock at the start of an option order, each of which lasts five minutes."""
    monkeypatch.setattr(orders, "time", SimpleNamespace(time=lambda: order * 300))


def answers_of(published: Published, form: str, key: str = "a") -> dict[str, str]:
    """The same key for every question of the form."""
    return {question.slug: key for question in published.document.form(form)}


def sheet_in_band(published: Published, form: str, band: str, side: int) -> Verdict:
    """The verdict on a sheet of this band; ``side`` is −1 or +1, the role it leans to.

    Answers are turned from one extreme to the other, so every band is met on the way.
    """
    pulls = published.bank.pulls
    slugs = [question.slug for question in published.document.form(form)]
    away, toward = ({s: _end(pulls[s], end) for s in slugs} for end in (-side, side))
    if band == "few":
        return read_verdict(published.bank, form, dict(list(toward.items())[:5]))
    for turned in range(len(slugs) + 1):
        answers = {s: (toward if at < turned else away)[s] for at, s in enumerate(slugs)}
        verdict = read_verdict(published.bank, form, answers)
        if verdict.band == band and verdict.score.total * side > 0:
            return verdict
    raise AssertionError(f"no {form} sheet is {band}")


def _end(pulls: Mapping[str, int], side: int) -> str:
    return max(pulls, key=lambda key: pulls[key] * side)


@st.composite
def sheets(draw: st.DrawFn, document: Document) -> tuple[str, dict[str, str]]:
    """Any form with any answers: all, some or none given, opt-outs among them."""
    form = draw(st.sampled_from(FORMS))
    asked = document.form(form)
    some = st.lists(st.sampled_from(asked), unique_by=lambda q: q.slug, max_size=8)
    given = draw(st.just(asked) | some)
    return form, {q.slug: draw(st.sampled_from([o.key for o in q.options])) for q in given}


def publish_again(quiz: Quiz, text: str = "Which would you rather do next?") -> Published:
    """Another edition, whose first question reads differently, seen by this process at once."""
    quiz.questions.filter(slug="q01").update(text=text)
    with TestCase.captureOnCommitCallbacks(execute=True):
        publish(quiz, note="Another wording")
    return editions.current(quiz.slug)
