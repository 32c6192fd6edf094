"""How figures are written."""

from decimal import Decimal
from fractions import Fraction

from django import template

register = template.Library()


@register.filter
def percent(value: Decimal | Fraction) -> str:
    """60.5 as "60.5 %" and 96.0 as "96 %", with a space that does not break."""
    return f"{round(float(value), 1):g}\u00a0%"
