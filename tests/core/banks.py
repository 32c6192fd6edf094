"""Documents for the tests of the core: made by hand, and drawn by hypothesis."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hypothesis import settings
from hypothesis import strategies as st

from quiz.core.document import FORMS, OPT_OUT_KEY, Demand, Document, Option, Question, Role, Trait
from quiz.core.scoring import Bank
from quiz.core.verdict import Verdict, read_verdict

LEFT, RIGHT = "left", "right"
KEYS = "abcde"

Points = Mapping[str, int]
Demands = Mapping[str, tuple[int, int]]  # by trait: of the left role, of the right role

LINE: Demands = {"line": (0, 1)}  # gap 1, so that an option's points are its raw
quick = settings(deadline=None, max_examples=60)


def make_role(slug: str) -> Role:
    name = slug.title()
    return Role(slug, name, f"{name} role", f"{name} roles", f"{name} line.", f"{name} summary.")


def make_trait(slug: str, left: int, right: int) -> Trait:
    demands = {LEFT: Demand(left, "Why left."), RIGHT: Demand(right, "Why right.")}
    return Trait(slug, slug.title(), f"What {slug} is.", demands)


def make_question(
    slug: str, *points: Points, short: bool = True, opt_out: bool = True, kind: str = "single"
) -> Question:
    """Scored options with keys a, b, c … in order, then the opt-out if there is one."""
    keyed = zip(KEYS[: len(points)], points, strict=True)
    options = [Option(key, f"{slug} {key}", given) for key, given in keyed]
    if opt_out:
        options.append(Option(OPT_OUT_KEY, "Not sure", opt_out=True))
    return Question(slug, kind, f"Text of {slug}?", f"Why {slug}.", short, tuple(options))


def make_document(*questions: Question, demands: Demands = LINE) -> Document:
    traits = tuple(make_trait(slug, *levels) for slug, levels in demands.items())
    roles = (make_role(LEFT), make_role(RIGHT))
    return Document(1, "quiz", "Title", LEFT, RIGHT, roles, traits, questions)


def make_line(*raws: Sequence[int]) -> Document:
    """Questions q1, q2 … whose options have these raws, on one trait of gap 1."""
    return make_document(
        *(
            make_question(f"q{number}", *({"line": raw} for raw in row))
            for number, row in enumerate(raws, 1)
        )
    )


def make_worked() -> Document:
    """The bank worked by hand. Gaps: build 2, ask −1, write 0 (shared).

    raw   q1: 4, −2, −2 (mean 0)    q2: −3, 2 (mean −1/2)    q3: −2, 0, 2 (mean 0)
    pull  q1: 4, −2, −2             q2: −5/2, 5/2            q3: −2, 0, 2
    """
    return make_document(
        make_question("q1", {"build": 2}, {"ask": 2}, {"build": -1, "write": 3}),
        make_question("q2", {"ask": 3}, {"build": 1}, kind="pair"),
        make_question("q3", {"build": -1}, {}, {"build": 1}, kind="agree", short=False),
        demands={"build": (1, 3), "ask": (3, 2), "write": (4, 4)},
    )


class Case(NamedTuple):
    """A document with one sheet of answers to one of its forms."""

    document: Document
    form: str
    answers: Mapping[str, str]

    def verdict(self) -> Verdict:
        return read_verdict(Bank(self.document), self.form, self.answers)

    def on(self, document: Document) -> Verdict:
        """The verdict on the same answers to another document."""
        return read_verdict(Bank(document), self.form, self.answers)

    def answering(self, answers: Mapping[str, str]) -> Verdict:
        """The verdict on other answers to the same form."""
        return read_verdict(Bank(self.document), self.form, answers)

    @property
    def scored(self) -> dict[str, str]:
        """The answers without opt-outs."""
        return {slug: key for slug, key in self.answers.items() if key != OPT_OUT_KEY}


LEVELS = st.integers(0, 5)
APART = st.tuples(LEVELS, LEVELS)
ALIKE = LEVELS.map(lambda level: (level, level))
DEMANDS = st.one_of(APART, APART, ALIKE)
TRAITS = ("ask", "build", "tell")
POINTS = st.dictionaries(st.sampled_from(TRAITS), st.integers(-3, 3), min_size=1)
QUESTIONS = st.tuples(st.lists(POINTS, min_size=2, max_size=4), st.booleans(), st.booleans())


@st.composite
def documents(draw: st.DrawFn, fewest: int = 1) -> Document:
    """``fewest`` to 5 questions of 2 to 4 scored options; at least one is in the short form."""
    rows = draw(st.lists(QUESTIONS, min_size=fewest, max_size=5))
    always_short = draw(st.integers(0, len(rows) - 1))
    return make_document(
        *(
            make_question(f"q{n + 1}", *row, short=short or n == always_short, opt_out=opt_out)
            for n, (row, short, opt_out) in enumerate(rows)
        ),
        demands={trait: draw(DEMANDS) for trait in TRAITS},
    )


@st.composite
def sheets(draw: st.DrawFn, document: Document) -> Case:
    """A form and answers to some of its questions, in any order, opt-outs among them."""
    form = draw(st.sampled_from(FORMS))
    asked = draw(st.permutations(document.form(form)))
    answers = {}
    for question in asked:
        scored = [option.key for option in question.scored]
        others = [option.key for option in question.options if option.opt_out]
        answers[question.slug] = draw(st.sampled_from([*scored, *scored, *scored, *others, None]))
    return Case(document, form, {slug: key for slug, key in answers.items() if key})


def cases(fewest: int = 1) -> st.SearchStrategy[Case]:
    return documents(fewest).flatmap(sheets)
