"""What is out of balance: banks with one thing wrong, and near ones without it."""

from collections.abc import Sequence

import pytest

from quiz.core.checks import check
from quiz.core.document import FORMS
from tests.core.sound import (
    AGREE,
    ASK,
    BUILD,
    DISAGREE,
    Change,
    Changes,
    Finding,
    Pair,
    findings,
    make_sound,
    offered,
    only,
    pointed,
    short,
    warning,
)

Points = dict[str, int]

# Three options whose pulls are −4, 2, 2 and −2, 4, −2.
FAR_LEFT: list[Points] = [{"ask": 2}, {"build": 1}, {"ask": -1}]
FAR_RIGHT: list[Points] = [{"ask": 1}, {"build": 2}, {"build": -1}]
ODD, EVEN = ("q05", "q07", "q09"), ("q06", "q08", "q10")


def single(slugs: Sequence[str], points: Sequence[Points]) -> list[Change]:
    return [pointed(slug, *points, kind="single") for slug in slugs]


def left_first(*slugs: str) -> list[Change]:
    """Questions whose first option pulls to the left, as that of every odd one does."""
    return [pointed(slug, ASK, BUILD) for slug in slugs]


def agree(**scales: Sequence[Points]) -> list[Change]:
    """Statements in the place of q05 to q08; other first options make up for them."""
    statements = [pointed(slug, *scale, kind="agree") for slug, scale in scales.items()]
    surplus = sum(1 if scale is AGREE else -1 for scale in scales.values())
    others = [f"q{number}" for number in range(10, 10 + 2 * surplus, 2)]
    return [*statements, *left_first(*others)]


def worded(ask: int, build: int) -> list[Change]:
    """Options of so many characters: those that pull left, and those that pull right."""
    lengths = {0: (ask, build), 1: (build, ask)}
    return [
        offered(f"q{number:02}", key, text=key * length)
        for number in range(1, 25)
        for key, length in zip("ab", lengths[(number + 1) % 2], strict=True)
    ]


def heavy(points: int) -> list[Change]:
    """Five questions with so many points, and a short form without them."""
    rows = {0: ({"build": points}, {"ask": points}), 1: ({"ask": points}, {"build": points})}
    loud = [pointed(f"q{number}", *rows[number % 2]) for number in range(20, 25)]
    return [*loud, short(*(f"q{number:02}" for number in range(1, 20)))]


IMBALANCES: dict[str, Pair] = {
    "no pull though the traits differ": (
        [warning("no-pull", "q05")],
        [pointed("q05", {"build": 1}, {"ask": -1})],
        [pointed("q05", {"build": 1}, {"ask": -2, "build": -2})],
    ),
    "no pull, cancelled within each option": (
        [warning("no-pull", "q05")],
        [pointed("q05", {"ask": 1, "build": 1}, {"ask": 2, "build": 2})],
        [pointed("q05", {"tell": 1}, {"tell": 2})],
    ),
    "all options for the right role": (
        [warning("one-sided", "q05")],
        [pointed("q05", {"build": 1}, {"build": 2})],
        [pointed("q05", {"tell": 1}, {"build": 2})],
    ),
    "all options for the left role": (
        [warning("one-sided", "q05")],
        [pointed("q05", {"ask": 1}, {"build": -2})],
        [pointed("q05", {"ask": 1}, {"tell": -2})],
    ),
    "answers reach further to one side": (
        [warning("uneven-reach")] * 2,
        [*single(ODD, FAR_RIGHT), only(22)],  # 50 against 44
        [*single(ODD[:2], FAR_RIGHT), only(20)],  # 44 against 40, which is 10 % more
    ),
    "agreeing leans": (
        [warning("agree-leans")] * 2,
        agree(q05=AGREE, q06=AGREE, q07=AGREE, q08=AGREE),
        agree(q05=AGREE, q06=AGREE, q07=AGREE, q08=DISAGREE),
    ),
    "the first options lean": (
        [warning("first-leans")] * 2,  # −18, and the last 0
        [*single(ODD, FAR_LEFT), *single(EVEN, FAR_RIGHT)],
        [*single(ODD, FAR_LEFT), *single(EVEN, [*FAR_RIGHT[1:], FAR_RIGHT[0]])],
    ),
    "the first options lean one way, the last the other": (
        [warning(code) for code in ("first-leans", "last-leans")] * 2,
        left_first("q10", "q12", "q14", "q16"),  # 16 either way
        left_first("q10", "q12", "q14"),  # 12, the greatest that is too close
    ),
    "the last options lean": (
        [warning("last-leans")] * 2,
        [*single(ODD, FAR_LEFT[::-1]), *single(EVEN, FAR_RIGHT[::-1])],
        [*single(ODD, FAR_LEFT[::-1]), *single(EVEN, [*FAR_RIGHT[::2], FAR_RIGHT[1]])],
    ),
    "half-minded people are told too little": (
        [warning("too-close")] * 2,
        [only(18)],  # 28 %
        [only(20)],  # 21 %
    ),
    "one side's options are longer": (
        [warning("longer-options")],
        worded(100, 116),
        worded(100, 115),
    ),
    "the other side's are": ([warning("longer-options")], worded(116, 100), worded(115, 100)),
}


@pytest.mark.parametrize(("found", "faulty", "near"), IMBALANCES.values(), ids=IMBALANCES)
def test_an_imbalance_is_found(found: list[Finding], faulty: Changes, near: Changes) -> None:
    assert findings(make_sound(*faulty)) == found


@pytest.mark.parametrize(("found", "faulty", "near"), IMBALANCES.values(), ids=IMBALANCES)
def test_what_is_nearly_an_imbalance_is_not(
    found: list[Finding], faulty: Changes, near: Changes
) -> None:
    assert findings(make_sound(*near)) == []


def test_a_short_form_that_differs_from_the_full_one_is_found() -> None:
    # A few loud questions that the short form lacks also make the full form a gamble.
    loud, quieter = make_sound(*heavy(5)), make_sound(*heavy(4))
    assert findings(loud) == [warning("too-close"), warning("forms-differ")]
    assert findings(quieter) == [warning("too-close")]


def test_the_words_of_an_agree_scale_do_not_count_as_long() -> None:
    wordy = [offered("q05", key, text="m" * 100 + key) for key in "ab"]
    scale = pointed("q05", *AGREE[:2], *AGREE[3:], kind="agree")
    assert findings(make_sound(scale, pointed("q10", ASK, BUILD), *wordy)) == []
    wordy_pair = offered("q05", "b", text="m" * 100)
    assert findings(make_sound(wordy_pair)) == [warning("longer-options")]


def test_a_form_is_judged_by_itself() -> None:
    rest = [f"q{number:02}" for number in range(1, 25) if f"q{number:02}" not in ODD]
    assert findings(make_sound(*single(ODD, FAR_RIGHT), short(*rest))) == [warning("uneven-reach")]


def test_a_form_too_small_for_any_result_is_not_judged() -> None:
    assert (
        findings(make_sound(*single(("q03", "q04"), FAR_RIGHT), only(5)))
        == [warning("too-few-questions")] * 2
    )


SENTENCES: list[tuple[Changes, list[str]]] = [
    (
        worded(24, 20),
        [
            "Options that pull to Left are 20\u00a0% longer than those that pull to Right: "
            "shorten some, or say more in the others.",
        ],
    ),
    (
        [pointed("q05", {"build": 1}, {"ask": -1})],
        [
            "The options of q05 all pull alike, so it moves no result although its traits "
            "should: change the points of some.",
        ],
    ),
    (
        [pointed("q05", {"build": 2}, {"build": 1})],
        [
            "Every option of q05 speaks for Right, so the mildest counts against it: offer one "
            "that speaks for the other role.",
        ],
    ),
    (
        [pointed("q05", {"ask": 1}, {"build": -2})],
        [
            "Every option of q05 speaks for Left, so the mildest counts against it: offer one "
            "that speaks for the other role.",
        ],
    ),
    (
        heavy(5),
        [
            "The full form is too close to call for 31\u00a0% of those who favour one role in "
            "every second answer and choose the others at random, and for 84\u00a0% of those who "
            "choose all at random: add questions, or options that pull further.",
            "In 3 of 1,000 random sheets the short form leans firmly against the full one: put "
            "more questions, or others, in the short form.",
        ],
    ),
]
OF_EACH_FORM: list[tuple[Changes, str]] = [
    (
        single(ODD, FAR_RIGHT),
        (
            "In the {} form answers can go 12\u00a0% further to Right than to Left: give the "
            "strongest options of the weaker side more points, or the others fewer."
        ),
    ),
    (
        agree(q05=AGREE, q06=AGREE, q07=AGREE, q08=AGREE),
        (
            "Agreeing strongly with every statement of the {} form is enough to lean to Right: "
            "turn some statements round."
        ),
    ),
    (
        [*single(ODD, FAR_LEFT), *single(EVEN, FAR_RIGHT)],
        (
            "Choosing every first option of the {} form is enough to lean to Left: reorder "
            "some options."
        ),
    ),
    (
        [*single(ODD, FAR_LEFT[::-1]), *single(EVEN, FAR_RIGHT[::-1])],
        (
            "Choosing every last option of the {} form is enough to lean to Left: reorder "
            "some options."
        ),
    ),
]


@pytest.mark.parametrize(("changes", "said"), SENTENCES)
def test_sentences_name_roles_and_figures(changes: Changes, said: list[str]) -> None:
    assert [problem.text for problem in check(make_sound(*changes))] == said


@pytest.mark.parametrize(("changes", "said"), OF_EACH_FORM)
def test_sentences_about_a_form_name_it(changes: Changes, said: str) -> None:
    found = [problem.text for problem in check(make_sound(*changes))]
    assert found == [said.format(form) for form in FORMS]
