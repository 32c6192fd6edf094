"""Parts of a page that are the same for every sheet, rendered once for each edition."""

from collections.abc import Hashable

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context

MOST_FRAGMENTS = 2000  # of an edition; about 1 KB each

register = template.Library()


class OnceNode(template.Node):
    child_nodelists = ("inside",)

    def __init__(self, values: list[FilterExpression], inside: NodeList) -> None:
        self.values, self.inside = values, inside

    def render(self, context: Context) -> str:
        kept: dict[Hashable, str] | None = context.get("fragments")
        if kept is None or settings.DEBUG:
            return self.inside.render(context)
        key = tuple([value.resolve(context) for value in self.values])
        found = kept.get(key)
        if found is None:
            if len(kept) >= MOST_FRAGMENTS:
                kept.clear()
            found = kept[key] = self.inside.render(context)
        return found


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
