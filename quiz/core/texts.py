"""What can be wrong with a draft's words."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from quiz.core.document import TICK, Document
from quiz.core.problems import ERROR, WARNING, Problem, joined, twice

# The draft's limits, in characters.
QUESTION_LIMIT, WHY_LIMIT, OPTION_LIMIT, NOTE_LIMIT = 200, 200, 120, 300

LEFTOVERS = {
    "an HTML tag": re.compile(r"</?[a-z][^<>]*>|<!--", re.IGNORECASE),
    "an HTML entity": re.compile(r"&(?:[a-z]\w*|#\d+|#x[0-9a-f]+);", re.IGNORECASE),
    "Markdown": re.compile(
        r"(?:\*\*|__)(?=\w)|`|\]\(|(?<!\w)([*_])\w[^*_]*\1(?!\w)|^\s*(?:#+|[-*+>])\s"
    ),
    "a needless space": re.compile(r"\s\s|^\s|\s$"),
}
JOINERS = "\u200c\u200d"  # of no width, but some scripts and emoji need them


@dataclass(frozen=True)
class Passage:
    """A text of a question, the name that a sentence gives it, and its limit in characters."""

    name: str
    text: str
    limit: int
    question: str
    option: str = ""


def texts_there(document: Document) -> Iterator[Problem]:
    """Without these a visitor cannot know what is asked or answered."""
    for question in document.questions:
        slug = question.slug
        if not question.text.strip():
            yield Problem("no-text", ERROR, f"{slug} has no text: write the question.", slug)
        for option in question.options:
            if not option.text.strip():
                text = f"Option {option.key} of {slug} has no text: write it, or take it out."
                yield Problem("no-text", ERROR, text, slug, option.key)


def options_differ(document: Document) -> Iterator[Problem]:
    """Nobody can tell two options apart that read the same, though each may count otherwise."""
    for question in document.questions:
        for text in twice(_read(option.text) for option in question.options):
            keys = [option.key for option in question.options if _read(option.text) == text]
            if text:
                sentence = f"Options {joined(keys)} of {question.slug} read the same: change one."
                yield Problem("option-text-twice", ERROR, sentence, question.slug, keys[-1])


def questions_differ(document: Document) -> Iterator[Problem]:
    for text in twice(_read(question.text) for question in document.questions):
        slugs = [question.slug for question in document.questions if _read(question.text) == text]
        if text:
            sentence = f"{joined(slugs)} ask the same: change the text of all but one."
            yield Problem("question-text-twice", WARNING, sentence, slugs[-1])


def reasons_given(document: Document) -> Iterator[Problem]:
    """Every question is to say why it is asked and what it rests on; an item says the latter."""
    for question in document.questions:
        slug = question.slug
        if not question.why.strip() and question.kind != TICK:
            text = f"{slug} does not say why it is asked: fill in “why we ask”."
            yield Problem("no-why", WARNING, text, slug)
        if not question.evidence:
            what = "The weight of " * (question.kind == TICK) + slug
            text = f"{what} rests on no source: name at least one as its evidence."
            yield Problem("no-evidence", WARNING, text, slug)


def short_enough(document: Document) -> Iterator[Problem]:
    for passage in _passages(document):
        if len(passage.text) > passage.limit:
            text = (
                f"{passage.name} has {len(passage.text)} characters: "
                f"shorten it to {passage.limit} or fewer."
            )
            yield Problem("too-long", WARNING, text, passage.question, passage.option)


def clean(document: Document) -> Iterator[Problem]:
    """Texts are shown as they are, so what another program would interpret is left standing."""
    for passage in _passages(document):
        if passage.text.strip() and (found := _leftovers(passage.text)):
            text = f"{passage.name} holds {joined(found)}: take out what readers should not see."
            yield Problem("leftover-markup", WARNING, text, passage.question, passage.option)


def _read(text: str) -> str:
    """The text as it reads: case and spaces make no difference."""
    return " ".join(text.split()).casefold()


def _passages(document: Document) -> Iterator[Passage]:
    for group in document.groups:
        yield Passage(f"The text of the checklist {group.slug}", group.text, QUESTION_LIMIT, "")
    for question in document.questions:
        slug = question.slug
        yield Passage(f"The text of {slug}", question.text, QUESTION_LIMIT, slug)
        yield Passage(f"“Why we ask” of {slug}", question.why, WHY_LIMIT, slug)
        for option in question.options:
            name = f"Option {option.key} of {slug}"
            yield Passage(name, option.text, OPTION_LIMIT, slug, option.key)
        for item in question.evidence:
            yield Passage(f"The note on {item.source} in {slug}", item.note, NOTE_LIMIT, slug)


def _leftovers(text: str) -> list[str]:
    found = [name for name, pattern in LEFTOVERS.items() if pattern.search(text)]
    if any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} and c not in JOINERS for c in text):
        found.append("a hidden character")
    return found
