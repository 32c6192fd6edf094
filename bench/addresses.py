"""Every public page, and as whom it is looked at: for measurements that leave none out.

``{ana}`` and ``{ben}`` stand for the tokens of two shared results. A test holds that no
address of the site is missing.
"""

from dataclasses import dataclass

# Whose cookies: nobody's; of who has a result; of who has shared it, as Ana.
VISITOR, FINISHED, SHARER = "visitor", "finished", "sharer"


@dataclass(frozen=True)
class Page:
    path: str
    who: str = VISITOR

    @property
    def name(self) -> str:
        return self.path if self.who == VISITOR else f"{self.path} ({self.who})"


PAGES = (
    Page("/"),
    Page("/quiz/"),
    Page("/quiz/full/"),
    Page("/sample/"),
    Page("/methods/"),
    Page("/roles/compare/"),
    Page("/roles/data-scientist/"),
    Page("/roles/machine-learning-engineer/"),
    Page("/traits/insight/"),
    Page("/sources/"),
    Page("/privacy/"),
    Page("/accessibility/"),
    Page("/validity/"),
    Page("/work-check/"),
    Page("/work-check/sample/"),
    Page("/work-check/methods/"),
    Page("/result/", FINISHED),
    Page("/result/", SHARER),
    Page("/result/more/", FINISHED),
    Page("/result/forgotten/"),
    Page("/result/shared/", SHARER),
    Page("/r/{ana}/"),
    Page("/r/{ana}/guess/"),
    Page("/r/{ana}/guess/", SHARER),
    Page("/r/{ana}/with/"),
    Page("/r/{ana}/with/", SHARER),
    Page("/r/{ana}/delete/", SHARER),
    Page("/compare/"),
    Page("/compare/{ana}/"),
    Page("/compare/{ana}/{ben}/"),
    Page("/embed/{ana}/"),
    Page("/embed/quiz/"),
)
# What programs ask for.
DATA = (
    Page("/result.json", FINISHED),
    Page("/roles/data-scientist/data.jsonld"),
    Page("/oembed/?url=http%3A%2F%2F127.0.0.1%2Fr%2F{ana}%2F"),
    Page("/sitemap.xml"),
    Page("/healthz/"),
)
# Names of addresses that are no pages: forms are sent there, they lead on, or they are pictures
# whose address changes with what is on them.
NO_PAGES = {"share", "forget", "reply", "agree", "compare-with-mine", "card", "story"}
