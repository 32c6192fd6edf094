"""What a browser says and asks for, so that nothing unexpected passes unseen."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Request

OWN_SCHEMES = ("data:", "blob:", "about:")


class Watch:
    """Follows browsers; afterwards, ``unexpected`` lists what no test said would happen."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.requests: list[str] = []
        self._complaints: list[str] = []
        self._expected: list[str] = []

    def follow(self, context: BrowserContext) -> None:
        context.on("console", self._hear)
        context.on("weberror", lambda error: self._complaints.append(f"uncaught: {error.error}"))
        context.on("request", self._see)

    def expects(self, text: str) -> None:
        """A complaint with this text belongs to this test, once or more often."""
        self._expected.append(text)

    @property
    def unexpected(self) -> list[str]:
        return [
            complaint
            for complaint in self._complaints
            if not any(text in complaint for text in self._expected)
        ]

    @property
    def unheard(self) -> list[str]:
        """What a test said would happen and did not."""
        heard = "\n".join(self._complaints)
        return [text for text in self._expected if text not in heard]

    @property
    def elsewhere(self) -> list[str]:
        """Requests to anything but this site."""
        return [url for url in self.requests if not url.startswith((f"{self.site}/", *OWN_SCHEMES))]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._complaints.append(f"{message.type}: {message.text}")

    def _see(self, request: Request) -> None:
        self.requests.append(request.url)
