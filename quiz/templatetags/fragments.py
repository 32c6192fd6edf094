"""Parts of a page that are the same for every sheet, rendered once for each edition."""

from collections.abc import Hashable, Iterator
from operator import attrgetter

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context

MOST_FRAGMENTS = 3000  # of an edition; about half a KB each

register = template.Library()

Fragments = dict[Hashable, str]


class OnceNode(template.Node):
    child_nodelists = ()  # no block of a page can be inside, so none is looked for

    def __init__(self, values: list[FilterExpression], inside: NodeList) -> None:
        self.values, self.inside = values, inside

    def render(self, context: Context) -> str:
        key = _resolved(self.values, context)
        kept = _kept(context)
        found = kept.get(key)
        return _keep(kept, key, self.inside, context) if found is None else found


class Piece:
    """A part of a row; ``key`` reads from the row what the part depends on."""

    def __init__(self, attributes: list[str], inside: NodeList) -> None:
        self.key, self.inside = attrgetter(*attributes), inside


class OnceEachNode(template.Node):
    child_nodelists = ()

    def __init__(
        self, name: str, rows: FilterExpression, values: list[FilterExpression], pieces: list[Piece]
    ) -> None:
        self.name, self.rows, self.values, self.pieces = name, rows, values, pieces

    def render(self, context: Context) -> str:
        return "".join(self._parts(context))

    def _parts(self, context: Context) -> Iterator[str]:
        kept, values = _kept(context), _resolved(self.values, context)
        for row in self.rows.resolve(context):
            for at, piece in enumerate(self.pieces):
                key = at, values, piece.key(row)
                found = kept.get(key)
                if found is None:
                    with context.push(**{self.name: row}):
                        found = _keep(kept, key, piece.inside, context)
                yield found


def _kept(context: Context) -> Fragments:
    """What was rendered already, and what is from now on; for nobody where none may be kept."""
    found: Fragments = {} if settings.DEBUG else context.get("fragments", {})
    return found


def _resolved(values: list[FilterExpression], context: Context) -> tuple[Hashable, ...]:
    return tuple([value.resolve(context, ignore_failures=True) for value in values])


def _keep(kept: Fragments, key: Hashable, inside: NodeList, context: Context) -> str:
    rendered: str = inside.render(context)
    if len(kept) >= MOST_FRAGMENTS:
        kept.clear()
    kept[key] = rendered
    return rendered


@register.tag
def once(parser: Parser, token: Token) -> OnceNode:
    """``{% once "name" value … %}…{% endonce %}``: rendered once for these values.

    The values must name everything that the inside depends on but the edition itself, and be
    few: no text of a visitor. Kept in the context's ``fragments``, a dictionary that belongs
    to one edition; rendered each time where there is none, as for a draft's preview.
    """
    _, *bits = token.split_contents()
    inside = parser.parse(("endonce",))
    parser.delete_first_token()
    return OnceNode([parser.compile_filter(bit) for bit in bits], inside)


@register.tag
def once_each(parser: Parser, token: Token) -> OnceEachNode:
    """``{% once_each row in rows "name" value … %}{% by "slug points" %}…{% endonce_each %}``.

    A loop over rows, each in pieces, each piece rendered once for these values and for what
    the row has under the names after its ``by``. A long piece that few values tell apart stands
    beside a short one of many values. Much quicker than ``once`` inside of ``for``.
    """
    _, name, _, rows, *bits = token.split_contents()
    pieces = []
    parser.parse(("by",))
    token = parser.next_token()
    while token.contents != "endonce_each":
        _, attributes = token.split_contents()
        inside = parser.parse(("by", "endonce_each"))
        pieces.append(Piece(attributes.strip('"').split(), inside))
        token = parser.next_token()
    values = [parser.compile_filter(bit) for bit in bits]
    return OnceEachNode(name, parser.compile_filter(rows), values, pieces)
