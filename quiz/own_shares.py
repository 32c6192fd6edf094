"""What was shared from this browser: the tokens of each quiz in one signed cookie."""

from django.http import HttpRequest, HttpResponse

from quiz import cookies, sharing
from quiz.cookies import DAY, Cookie, of_quiz
from quiz.models import SharedResult

SHARES = "shares"  # how the names of the cookies end
KEPT_DAYS = 400  # the longest that browsers keep a cookie
MOST = 20


def tokens(request: HttpRequest, quiz: str = "") -> list[str]:
    """Of what was shared from here, of this or of each quiz, newest first."""
    named = [quiz] if quiz else cookies.quizzes(request, SHARES)
    return [token for slug in named for token in _tokens(request, slug)]


def shares(request: HttpRequest, quiz: str) -> list[SharedResult]:
    """Those of this quiz that may be seen, the newest first."""
    return sharing.find_all(_tokens(request, quiz))


def keep(request: HttpRequest, response: HttpResponse, quiz: str, token: str) -> None:
    """Remember in this browser that this share is its own."""
    _write(response, quiz, [token, *_others(request, quiz, token)])


def forget(request: HttpRequest, response: HttpResponse, quiz: str, token: str) -> None:
    """What was deleted is no longer this browser's."""
    if others := _others(request, quiz, token):
        _write(response, quiz, others)
    else:
        _cookie(quiz).forget(response)


def _others(request: HttpRequest, quiz: str, token: str) -> list[str]:
    return [other for other in _tokens(request, quiz) if other != token]


def _write(response: HttpResponse, quiz: str, tokens: list[str]) -> None:
    _cookie(quiz).write(response, ".".join(tokens[:MOST]))


def _tokens(request: HttpRequest, quiz: str) -> list[str]:
    value = _cookie(quiz).read(request)
    return value.split(".") if value else []


def _cookie(quiz: str) -> Cookie:
    return of_quiz(quiz, SHARES, KEPT_DAYS * DAY)
