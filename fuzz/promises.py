"""What must hold after any request. Each raises AssertionError with what was broken."""

import re
import unicodedata
from datetime import timedelta
from http.cookies import SimpleCookie
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, parse_cookie
from django.utils import timezone

from fuzz.bodies import MULTIPART, URLENCODED
from fuzz.contract import allowed, described
from fuzz.site import Answer, Request, Site, written
from quiz import own_shares, replying, sharing, sheet
from quiz.answer_fields import NONE
from quiz.core.document import TICKED
from quiz.core.scoring import read_sheet
from quiz.core.summary import read_summary, summarise
from quiz.models import LONGEST_NAME, AnswerSheet, Pairing, Reply, SharedResult
from quiz.orders import ORDERS
from quiz.share_form import KEEP
from quiz.sheet import StoredSheet

BEFORE_ANY_VIEW = {301, 400, 403, 404, 405, 411, 413}
REFUSED = 400


def checked(site: Site, request: Request) -> Answer:
    """The answer, when it keeps every promise. Must run in a transaction that is undone."""
    before, last = written(), _last()
    answer = site.call(request)
    _not_broken(request, answer)
    if request.place:
        _as_described(request, answer)
    if answer.status != 303 or request.method != "POST":
        assert written() == before, "something was written by what is no accepted form"
    if answer.status >= REFUSED:
        _a_clear_refusal(request, answer)
    if answer.status == 303:
        _leads_on_here(answer)
        if request.method == "POST":
            _sensible(site, request, answer, last)
    return answer


def _not_broken(request: Request, answer: Answer) -> None:
    assert not answer.error, f"raised:\n{answer.error}"
    polite = answer.status == 501 and request.path == "/oembed/"  # as oEmbed asks for
    assert answer.status < 500 or polite, f"status {answer.status}"


def _as_described(request: Request, answer: Answer) -> None:
    if request.method not in described()[request.place]:
        assert answer.status in BEFORE_ANY_VIEW, f"{request.method} got {answer.status}"
        return
    statuses = allowed(request.place, request.method)
    assert answer.status in statuses, f"status {answer.status} is not described"
    types = statuses[answer.status]
    kind = answer.header("content-type")
    assert not types or kind in types, f"type {kind!r} is not described for {answer.status}"


def _a_clear_refusal(request: Request, answer: Answer) -> None:
    assert not answer.cookies, "a refusal sets a cookie"
    bare = answer.status == 405 or request.method == "HEAD"
    json = answer.header("content-type") == "application/json" and b'"error"' in answer.text
    assert bare or json or b"</h1>" in answer.text, "a refusal without a word"


def _leads_on_here(answer: Answer) -> None:
    where = answer.header("location")
    assert re.fullmatch(r"/([^/\\].*)?", where), f"leads to {where!r}"


def _last() -> dict[type, int]:
    """The newest row of each kind that visitors' forms write."""
    kinds = (AnswerSheet, SharedResult, Pairing)
    return {
        kind: kind.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        for kind in kinds
    }


def _sensible(site: Site, request: Request, answer: Answer, last: dict[type, int]) -> None:
    """Whatever was accepted can be read again and says what was sent."""
    new = {kind: list(kind.objects.filter(pk__gt=pk)) for kind, pk in last.items()}
    assert all(len(rows) <= 1 for rows in new.values()), "one form wrote several rows"
    quiz = _quiz_at(request.path)
    if request.place.endswith(("quiz/", "full/", "result/", "work-check/")):
        stored = _kept(answer, quiz)
        _as_sent(request, stored)
        for row in new[AnswerSheet]:
            _counted_well(request, row, stored)
    for row in new[SharedResult]:
        _shared_well(site, row, _held(request, row.edition.quiz.slug))
    for pairing in new[Pairing]:
        _paired_well(pairing)
    if request.place.endswith("reply/"):
        _replied_well(request, quiz)
    if request.place.endswith("delete/"):
        _deleted_by_its_owner(site, request)
    if request.place.endswith("guess/"):
        rows = SharedResult.objects.filter(pk__in=[share.pk for share in site.live])
        assert sum(row.guessed_right + row.guessed_wrong for row in rows) <= 1


def _quiz_at(path: str) -> str:
    if path.startswith("/work-check/"):
        return settings.CHECK_QUIZ
    return path.split("/")[2] if path.startswith("/q/") else settings.FRONT_QUIZ


def _visitor(cookies: str) -> HttpRequest:
    """A request that carries these cookies, read as Django reads them."""
    request = HttpRequest()
    request.COOKIES = parse_cookie(cookies.encode("latin-1").decode("utf-8", "replace"))
    return request


def _kept(answer: Answer, quiz: str) -> StoredSheet:
    """The sheet in the cookie that was set: it reads, and scores."""
    (header,) = [value for value in answer.cookies if value.startswith(f"{quiz}-answers=")]
    held = SimpleCookie(header)
    name = sheet._cookie(quiz).name
    stored = sheet.read(_visitor(f"{name}={held[name].coded_value}"), quiz)
    assert stored is not None, "the cookie that was set does not read"
    stored.published.verdict(stored.form, stored.answers).to_json()
    return stored


def _held(request: Request, quiz: str) -> StoredSheet:
    stored = sheet.read(_visitor(request.cookies), quiz)
    assert stored is not None, "something was shared without a result"
    return stored


def _as_sent(request: Request, stored: StoredSheet) -> None:
    if request.content_type != URLENCODED:
        assert request.content_type.startswith((MULTIPART[:9], URLENCODED)), "no form at all"
        return
    sent = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    if stored.published.document.groups:
        ticked = sorted(value for name, value in sent if name.startswith("list-"))
        ticks = sorted(slug for slug, key in stored.answers.items() if key == TICKED)
        assert [value for value in ticked if value != NONE] == ticks, "ticks were not sent so"
        return
    for slug, key in stored.answers.items():
        assert [value for name, value in sent if name == slug] == [key], f"{slug} was not sent so"
    assert ("edition", str(stored.published.number)) in [(n, v.lstrip("0")) for n, v in sent]


def _counted_well(request: Request, row: AnswerSheet, stored: StoredSheet) -> None:
    published = stored.published
    assert (row.edition_id, row.form, row.answers) == (published.pk, stored.form, stored.answers)
    read_sheet(published.bank, row.form, row.answers)
    assert row.answers and row.day == timezone.localdate()
    assert row.option_order is None or row.option_order in ORDERS
    assert request.headers.get("Sec-GPC") != "1", "counted against a wish"


def _replied_well(request: Request, quiz: str) -> None:
    """At most one row, and of it only what the sender's own result says."""
    stored = _held(request, quiz)
    verdict = stored.published.verdict(stored.form, stored.answers)
    for row in Reply.objects.all():
        row.full_clean()
        assert (row.edition_id, row.band) == (stored.published.pk, verdict.band)
        assert row.result == replying.mark_of(stored)
        assert row.month == timezone.localdate().replace(day=1)


def _shared_well(site: Site, row: SharedResult, stored: StoredSheet) -> None:
    verdict = stored.published.verdict(stored.form, stored.answers)
    assert read_summary(row.summary) == summarise(verdict)
    assert (row.edition_id, row.form) == (stored.published.pk, stored.form)
    assert row.answers is None or row.answers == stored.answers
    assert row.sheet == sharing.of_sheet(stored) and sharing.is_ours(row.token)
    assert len(row.name) <= LONGEST_NAME and row.name == unicodedata.normalize("NFC", row.name)
    assert not any(unicodedata.category(char) in {"Cc", "Cs", "Zl"} for char in row.name)
    days = {days for days, _ in KEEP.values()}
    kept = None if row.expires_on is None else (row.expires_on - timezone.localdate()).days
    assert kept in days, f"kept for {kept} days"
    for path in (f"/r/{row.token}/", f"/embed/{row.token}/"):
        shown = site.call(Request("GET", path))
        assert (shown.status, shown.error) == (200, ""), f"{path} cannot be shown"


def _paired_well(pairing: Pairing) -> None:
    asked, agreed = pairing.asked, pairing.agreed
    assert asked.edition.quiz_id == agreed.edition.quiz_id, "two quizzes were paired"
    ended = timezone.localdate() + timedelta(1)
    for share in (asked, agreed):
        assert share.expires_on is None or share.expires_on >= ended, "a gone share was paired"


def _deleted_by_its_owner(site: Site, request: Request) -> None:
    left = set(SharedResult.objects.values_list("token", flat=True))
    gone = [share for share in site.live if share.token not in left]
    assert [share.token for share in gone] == [request.path.split("/")[2]]
    own = own_shares.tokens(_visitor(request.cookies))
    key = gone[0].delete_key.encode()
    assert gone[0].token in own or key in request.body, "deleted by a stranger"
