"""Our cookies: each signed, for one quiz, closed to scripts and not sent by other sites' forms."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

DAY = 24 * 60 * 60


def cookie_name(quiz: str, kind: str) -> str:
    """Of each of our cookies that is sent to every page; ``kind`` says what it keeps."""
    return f"{settings.COOKIE_PREFIX}{quiz}-{kind}"


def quizzes(request: HttpRequest, kind: str) -> list[str]:
    """The slugs of those quizzes of which this browser sent such a cookie, ours or not."""
    before, after = cookie_name("/", kind).split("/")
    return [
        name.removeprefix(before).removesuffix(after)
        for name in request.COOKIES
        if name.startswith(before) and name.endswith(after)
    ]


@dataclass(frozen=True)
class Cookie:
    """Its name and how long it is kept. ``salt`` tells it from others that hold the same."""

    name: str
    seconds: int
    salt: str
    path: str = "/"

    def read(self, request: HttpRequest) -> str:
        """Its value; empty where there is none, or one that this site did not write."""
        value: str = request.get_signed_cookie(self.name, "", self.salt, self.seconds)
        return value

    def write(self, response: HttpResponse, value: str) -> None:
        response.set_signed_cookie(
            self.name,
            value,
            salt=self.salt,
            max_age=self.seconds,
            path=self.path,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )

    def forget(self, response: HttpResponse) -> None:
        response.delete_cookie(self.name, path=self.path, samesite="Lax")


def of_quiz(quiz: str, kind: str, seconds: int) -> Cookie:
    """One that is sent to every page, under a name that no other has."""
    name = cookie_name(quiz, kind)
    return Cookie(name, seconds, salt=name)
