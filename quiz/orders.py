"""The few fixed orders in which options are shown, so that no option is always first.

The order follows the clock, not the visitor: a page stays the same for everyone and can be
held by shared caches. Agree scales keep their order, and the opt-out is always last.
"""

import time

from quiz.core.document import TICK, Option, Question

ORDERS = range(4)
SECONDS_EACH = 300
FIXED = ("agree", TICK)  # the kinds whose options have an order of their own


def order_now() -> int:
    """The order that is served at this time."""
    return int(time.time() // SECONDS_EACH) % len(ORDERS)


def arranged(question: Question, order: int) -> tuple[Option, ...]:
    """The options in this order: started at the order-th option, backwards in odd orders."""
    if question.kind in FIXED:
        return question.options
    scored = question.scored
    step = -1 if order % 2 else 1
    turned = (scored[(order + step * place) % len(scored)] for place in range(len(scored)))
    return (*turned, *(option for option in question.options if option.opt_out))
