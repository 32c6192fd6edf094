"""Parts of a page that are rendered once: the same text as rendered each time, no more often."""

from collections.abc import Hashable
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Engine

from quiz.templatetags import fragments

ENGINE = Engine(libraries={"fragments": "quiz.templatetags.fragments"})
LOOP = """{% load fragments %}{% once_each row in rows "row" sign %}
{% by "slug" %}<b>{{ row.slug }}{{ row.seen }}{% by "slug points" %}{{ sign }}{{ row.points }}</b>
{% endonce_each %}"""


def row(slug: str, points: int) -> Any:
    """``seen`` is drawn though no piece says that it depends on it: it tells what is kept."""
    return SimpleNamespace(slug=slug, points=points, seen="")


def shown(kept: dict[Hashable, str] | None, rows: list[Any], sign: str = "+") -> str:
    known = {} if kept is None else {"fragments": kept}
    context = Context({"rows": rows, "sign": sign, **known})
    return ENGINE.from_string(LOOP).render(context).replace("\n", "")


def test_rows_are_the_same_whether_or_not_anything_is_kept() -> None:
    kept: dict[Hashable, str] = {}
    rows = [row("a", 1), row("b<", 2), row("a", 3)]
    expected = "<b>a+1</b><b>b&lt;+2</b><b>a+3</b>"
    assert [shown(None, rows), shown(kept, rows), shown(kept, rows)] == [expected] * 3


def test_a_piece_is_rendered_again_only_where_it_differs() -> None:
    kept: dict[Hashable, str] = {}
    shown(kept, [row("a", 1)])
    changed = row("a", 2)
    changed.seen = "!"
    assert shown(kept, [changed]) == "<b>a+2</b>"
    assert shown(kept, [changed], "-") == "<b>a!-2</b>"


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments, "MOST_FRAGMENTS", 5)
    kept: dict[Hashable, str] = {}
    rows = [row(str(number), number) for number in range(20)]
    assert shown(kept, rows) == shown(None, rows)
    assert len(kept) <= 5


def test_nothing_is_kept_while_developing(settings: Any) -> None:
    settings.DEBUG = True
    changed = row("a", 1)
    kept: dict[Hashable, str] = {}
    shown(kept, [changed])
    changed.seen = "!"
    assert (shown(kept, [changed]), kept) == ("<b>a!+1</b>", {})
