"""The document that the little quiz of ``makers.make_quiz`` should become, written by hand."""

from typing import Any


def a_source(slug: str, url: str = "") -> dict[str, str]:
    more = {"url": url} if url else {}
    title, publisher = f"Title of {slug}", f"Publisher of {slug}"
    return {"slug": slug, "title": title, "publisher": publisher, "year": "2025", **more}


def a_role(slug: str, **facts: Any) -> dict[str, Any]:
    name = slug.title()
    return {
        "slug": slug,
        "name": name,
        "long_name": f"{name} at work",
        "plural": f"{slug}s",
        "line": f"What a {slug} does.",
        "summary": f"More about what a {slug} does.",
        **facts,
    }


def a_trait(slug: str, baker: int, cook: int, **sources: list[str]) -> dict[str, Any]:
    demands = {
        role: {"level": level, "why": f"Why {level} for a {role}.", **sources}
        for role, level in (("baker", baker), ("cook", cook))
    }
    return {
        "slug": slug,
        "name": slug.title(),
        "definition": f"What {slug} is",
        "demands": demands,
    }


def a_question(slug: str, kind: str, *options: dict[str, Any], **more: Any) -> dict[str, Any]:
    texts = {"text": f"Text of {slug}?", "why": f"Why {slug}."}
    return {"slug": slug, "kind": kind, **texts, "short": True, "options": [*options], **more}


def an_option(text: str, key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "text": text, **more}


CAUTION = {
    "kind": "caution",
    "title": "Title of baker-caution",
    "text": "Text of baker-caution.",
    "sources": ["S01"],
    "links": [{"title": "A book", "url": "https://example.org/book"}],
    "basis": "judgement",
}
EATING = {
    "kind": "shared",
    "title": "Title of both-eat",
    "text": "Text of both-eat.",
    "sources": ["S02"],
    "basis": "judgement",
}
STEP = {
    "kind": "roadmap",
    "title": "Title of cook-step",
    "text": "Text of cook-step.",
    "basis": "survey",
    "as_of": "May 2025",
    "trait": "heat",
}
KITCHEN = {
    "schema": 1,
    "quiz": "kitchen",
    "title": "Baker or cook?",
    "left": "baker",
    "right": "cook",
    "roles": [
        a_role("baker", facts=[CAUTION], sources=["S01"]),
        a_role("cook", facts=[STEP], sources=["S01"]),
    ],
    "traits": [
        a_trait("dough", 5, 2, sources=["S01", "S02"]),
        a_trait("heat", 1, 4, sources=["S01"]),
        a_trait("taste", 3, 3),
    ],
    "questions": [
        a_question(
            "q01",
            "single",
            an_option("q01 a", "a", points={"dough": 2, "taste": 1}),
            an_option("q01 b", "b", points={"heat": 2}),
            an_option("q01 c", "c", points={"taste": -1}),
            an_option("q01 x", "x", opt_out=True),
            evidence=[{"source": "S01", "note": "page 7"}],
        ),
        a_question(
            "q02",
            "pair",
            an_option("q02 a", "a", points={"dough": 1}),
            an_option("q02 b", "b", points={"heat": 1}),
            an_option("q02 x", "x", opt_out=True),
        ),
        a_question(
            "q03",
            "agree",
            an_option("Strongly agree", "a", points={"heat": -2}),
            an_option("Agree", "b", points={"heat": -1}),
            an_option("Neither / not sure", "c", points={"heat": 0}),
            an_option("Disagree", "d", points={"heat": 1}),
            an_option("Strongly disagree", "e", points={"heat": 2}),
            an_option("No answer", "x", opt_out=True),
            short=False,
        ),
    ],
    "sources": [a_source("S01", "https://example.org/S01"), a_source("S02")],
    "shared": [EATING],
    "sample": {"q01": "b", "q02": "x"},
}
