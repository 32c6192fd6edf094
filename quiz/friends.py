"""Comparing with a friend: who asked is kept in one signed cookie until there is an answer.

Only an agreement is written down: a Pairing of two shares, which goes with either of them.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from quiz import cookies, own_shares, sharing, sheet
from quiz.cookies import DAY, Cookie, of_quiz
from quiz.models import Pairing, SharedResult

WITH = "with"  # how the names of the cookies end
ASKED_SECONDS = DAY
SHARED_DAYS = 30  # of a share that is made only to compare


@dataclass(frozen=True)
class Asked:
    """Somebody's wish to compare, as the one who is asked sees it.

    ``gone``: their result is no longer shared. ``ready``: there is a result here to compare.
    ``shared``: it has a link already, so that none is made. ``name`` may be empty.
    """

    token: str
    name: str
    gone: bool
    ready: bool
    shared: bool
    days: int = SHARED_DAYS


def asking_token(request: HttpRequest, quiz: str) -> str | None:
    """Of whoever asked this browser to compare; None if nobody did."""
    token = _cookie(quiz).read(request)
    # Any other has no address, so that a page could not lead to it.
    return token if token and "/" not in token else None


def asked_by(request: HttpRequest, quiz: str) -> Asked | None:
    """Who asked this browser to compare; None if nobody did. Without one, no query."""
    token = asking_token(request, quiz)
    if token is None or token in own_shares.tokens(request):
        return None
    share = sharing.find(token)
    if share is None:
        return Asked(token, name="", gone=True, ready=False, shared=False)
    return asked(request, share)


def asked(request: HttpRequest, share: SharedResult) -> Asked:
    """The wish of the one who shared this, to this browser."""
    quiz = share.edition.quiz.slug
    shared, stored = own_share(request, quiz) is not None, sheet.read(request, quiz)
    ready = shared or (stored is not None and sharing.can_share(stored))
    return Asked(share.token, share.name, gone=False, ready=ready, shared=shared)


def own_share(request: HttpRequest, quiz: str) -> SharedResult | None:
    """The share of the result in this browser, if there is one.

    Of what was shared before, nothing: another person may be at the browser, who has forgotten
    or not yet given any answers.
    """
    stored = sheet.read(request, quiz)
    if stored is None:
        return None
    shares, own = own_shares.shares(request, quiz), sharing.of_sheet(stored)
    return next((share for share in shares if share.sheet == own), None)


def remember(response: HttpResponse, share: SharedResult) -> None:
    """Keep for a day who asked, while the friend takes the quiz."""
    _cookie(share.edition.quiz.slug).write(response, share.token)


def forget(request: HttpRequest, response: HttpResponse, token: str) -> str | None:
    """Delete the wish of who shared this; the quiz that it was kept for, None where there is none.

    The token need not lead anywhere any more.
    """
    asked_of = cookies.quizzes(request, WITH)
    quiz = next((quiz for quiz in asked_of if asking_token(request, quiz) == token), None)
    if quiz is not None:
        _cookie(quiz).forget(response)
    return quiz


def forget_all(response: HttpResponse, quiz: str) -> None:
    """Delete the wish that is kept for this quiz, whoever's it is."""
    _cookie(quiz).forget(response)


def _cookie(quiz: str) -> Cookie:
    return of_quiz(quiz, WITH, ASKED_SECONDS)


def pair(asking: SharedResult, agreed: SharedResult) -> None:
    """Write down that both agreed: once, whoever of the two asked first."""
    either = Q(asked=asking, agreed=agreed) | Q(asked=agreed, agreed=asking)
    if not Pairing.objects.filter(either).exists():
        Pairing.objects.get_or_create(asked=asking, agreed=agreed)
