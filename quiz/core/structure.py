"""What a document must hold to be read and scored.

``refusals`` gives every reason for which ``read_document`` refuses a document as a sentence
for the editor, all of them at once; the order follows ``reading._check_sense``.
"""

from collections.abc import Iterable, Iterator

from quiz.core.document import (
    EVIDENCE,
    FORMS,
    HIGHEST_DEMAND,
    KINDS,
    MOST_POINTS,
    OPT_OUT_KEY,
    TICK,
    Document,
    Option,
    Question,
    Trait,
)
from quiz.core.problems import ERROR, WARNING, Problem, joined, twice
from quiz.core.verdict import FEWEST_ANSWERS

# With one of these there are no pulls to speak of, or none that mean anything.
UNSCORABLE = frozenset(
    {
        "roles",
        "trait-twice",
        "question-twice",
        "demands",
        "demand-level",
        "key-twice",
        "too-few-options",
        "unknown-trait",
        "points-out-of-range",
    }
)


def refusals(document: Document) -> Iterator[Problem]:
    """Why this document cannot be read as an edition."""
    yield from _roles(document)
    yield from _slugs_twice(document)
    for trait in document.traits:
        yield from _demands(document, trait)
    traits = {trait.slug for trait in document.traits}
    for question in document.questions:
        yield from _question(question)
        for option in question.options:
            yield from _option(question, option, traits)
    yield from _sources(document)
    if not document.form("short"):
        text = "The short form has no question: mark some questions as “in the short form”."
        yield Problem("empty-short-form", ERROR, text)
    yield from _sample(document)


def opt_outs(document: Document) -> Iterator[Problem]:
    """An answer can be changed but not taken back, so an unsure visitor needs an opt-out.

    Not ticking is an answer that everybody can give.
    """
    for question in document.questions:
        if question.options and question.opt_out is None and question.kind != TICK:
            text = (
                f"{question.slug} has no opt-out, so someone unsure is counted for a role: "
                "add an opt-out, such as “Not sure”."
            )
            yield Problem("no-opt-out", ERROR, text, question.slug)


def points_given(document: Document) -> Iterator[Problem]:
    """Legal, and an option without points may be meant: the others then define it."""
    for question in (q for q in document.questions if q.kind != TICK):
        silent = [option.key for option in question.scored if not any(option.points.values())]
        if 1 < len(question.scored) == len(silent):
            text = (
                f"No option of {question.slug} has points, so no answer says anything: "
                "give them points, or take the question out."
            )
            yield Problem("no-points", WARNING, text, question.slug)
        elif len(question.scored) > 1:
            yield from _silent(question, silent)


def enough_questions(document: Document) -> Iterator[Problem]:
    """A warning: what a visitor is told is true, though it is never a result."""
    for form in FORMS if document.rule != EVIDENCE else ():
        asked = len(document.form(form))
        if 0 < asked < FEWEST_ANSWERS:
            text = (
                f"The {form} form asks {asked}, and every result with fewer than "
                f"{FEWEST_ANSWERS} answers says “too few answers”: add questions."
            )
            yield Problem("too-few-questions", WARNING, text)


def traits_measured(document: Document) -> Iterator[Problem]:
    """One answer is a thin ground for a trait's bar of interest."""
    forms = [form for form in FORMS if document.form(form)]
    for trait in document.traits:
        asked = {form: _questions_on(trait.slug, document.form(form)) for form in forms}
        if few := [f"{count} in the {form} form" for form, count in asked.items() if count < 2]:
            text = (
                f"Too few questions are about “{trait.name}” ({joined(few)}): give points to it "
                "in at least two questions of each form."
            )
            yield Problem("trait-little-asked", WARNING, text, trait=trait.slug)


def traits_demanded(document: Document) -> Iterator[Problem]:
    for trait in document.traits:
        if trait.demands and not any(demand.level for demand in trait.demands.values()):
            text = (
                f"No role demands “{trait.name}”: raise one of its demands above 0, "
                "or take the trait out."
            )
            yield Problem("trait-not-demanded", WARNING, text, trait=trait.slug)


def _roles(document: Document) -> Iterator[Problem]:
    slugs = sorted(role.slug for role in document.roles)
    if document.left == document.right or slugs != sorted((document.left, document.right)):
        text = "The quiz does not compare two different roles: choose a left and a right one."
        yield Problem("roles", ERROR, text)


def _slugs_twice(document: Document) -> Iterator[Problem]:
    text = "Two {} are called {}: give one of them another slug."
    for slug in twice(trait.slug for trait in document.traits):
        yield Problem("trait-twice", ERROR, text.format("traits", slug), trait=slug)
    for slug in twice(question.slug for question in document.questions):
        yield Problem("question-twice", ERROR, text.format("questions", slug), slug)
    for slug in twice(source.slug for source in document.sources):
        yield Problem("source-twice", ERROR, text.format("sources", slug))


def _demands(document: Document, trait: Trait) -> Iterator[Problem]:
    if trait.demands.keys() != {document.left, document.right}:
        text = f"“{trait.name}” needs a demand of each of the two roles, and of no other."
        yield Problem("demands", ERROR, text, trait=trait.slug)
    if not all(0 <= demand.level <= HIGHEST_DEMAND for demand in trait.demands.values()):
        text = f"A demand for “{trait.name}” is out of range: choose 0 to {HIGHEST_DEMAND}."
        yield Problem("demand-level", ERROR, text, trait=trait.slug)


def _question(question: Question) -> Iterator[Problem]:
    slug = question.slug
    if question.kind not in KINDS:
        text = f"{slug} is of no known kind: choose one of {joined(KINDS)}."
        yield Problem("unknown-kind", ERROR, text, slug)
    for key in twice(option.key for option in question.options):
        text = f"Two options of {slug} have the key {key}: give one of them another."
        yield Problem("key-twice", ERROR, text, slug, key)
    if len(question.scored) < 2:
        count = len(question.scored) or "none"
        text = f"{slug} needs at least two options besides the opt-out and has {count}: add some."
        yield Problem("too-few-options", ERROR, text, slug)
    if any(option.opt_out for option in question.options[:-1]):
        text = f"The opt-out of {slug} is not its last option: move it to the end."
        yield Problem("opt-out-not-last", ERROR, text, slug, OPT_OUT_KEY)


def _option(question: Question, option: Option, traits: set[str]) -> Iterator[Problem]:
    where = (question.slug, option.key)
    name = f"Option {option.key} of {question.slug}"
    if option.opt_out != (option.key == OPT_OUT_KEY):
        text = f"{name} has a wrong key: {OPT_OUT_KEY} belongs to the opt-out and to no other."
        yield Problem("opt-out-key", ERROR, text, *where)
    if option.opt_out and option.points:
        text = f"{name} is the opt-out and has points: take them away, it is never counted."
        yield Problem("opt-out-points", ERROR, text, *where)
    for slug in sorted(option.points.keys() - traits):
        text = (
            f"{name} gives points to {slug}, a trait without a demand of both roles: "
            "add the demand, or take the points away."
        )
        yield Problem("unknown-trait", ERROR, text, *where, trait=slug)
    if any(abs(points) > MOST_POINTS for points in option.points.values()):
        text = (
            f"{name} gives a trait more than {MOST_POINTS} points: stay between "
            f"−{MOST_POINTS} and {MOST_POINTS}."
        )
        yield Problem("points-out-of-range", ERROR, text, *where)


def _sources(document: Document) -> Iterator[Problem]:
    for slug in sorted(document.cited - document.sources_by_slug.keys()):
        text = f"{slug} is cited but is no source: add the source, or take the citation away."
        yield Problem("unknown-source", ERROR, text, _citing(document.questions, slug))


def _citing(questions: Iterable[Question], source: str) -> str:
    """The first question that names the source, or ""."""
    citing = (q.slug for q in questions if any(item.source == source for item in q.evidence))
    return next(citing, "")


def _sample(document: Document) -> Iterator[Problem]:
    offered = {q.slug: {option.key for option in q.options} for q in document.form("short")}
    for slug, key in document.sample.items():
        if key not in offered.get(slug, ()):
            text = (
                f"The sample answers {slug} with {key}, which the short form does not offer: "
                "take that out."
            )
            yield Problem("sample", ERROR, text, slug if slug in offered else "")


def _silent(question: Question, keys: list[str]) -> Iterator[Problem]:
    for key in keys:
        if key != _neither(question):
            text = (
                f"Option {key} of {question.slug} has no points, yet counts as an answer: "
                "give it points, or make it the opt-out."
            )
            yield Problem("no-points", WARNING, text, question.slug, key)


def _neither(question: Question) -> str:
    """The key of an agree scale's middle step, which has no points by design; else ""."""
    half, odd = divmod(len(question.scored), 2)
    return question.scored[half].key if question.kind == "agree" and odd else ""


def _questions_on(trait: str, questions: Iterable[Question]) -> int:
    """How many tell more interest in the trait from less: their options differ in its points."""
    return sum(len({option.points.get(trait, 0) for option in q.scored}) > 1 for q in questions)
