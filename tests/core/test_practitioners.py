"""The table of practitioners: what it says, and how a damaged one is refused."""

from collections.abc import Callable

import pytest

from quiz.core.practitioners import Row, TableError, read_table
from tests.core.banks import LEFT, RIGHT
from tests.core.surveyed import about, make_table, written

SOUND = [
    *("2020,l,10,3", "2020,l,?0,2", "2020,r,11,1"),
    *("2021,l,01,4", "2021,r,1?,2", "2022,l,00,1", "2022,r,11,6"),
]


def test_rows_are_read_with_their_role() -> None:
    table = make_table(*SOUND)
    assert table.of(2022) == [Row(2022, LEFT, "00", 1), Row(2022, RIGHT, "11", 6)]
    assert sum(row.people for row in table.of(2020, 2021)) == 12


def test_a_mean_is_of_those_who_were_asked() -> None:
    means = make_table(*SOUND).means
    assert means[2020] == {"one": 4 / 4, "two": 1 / 6}
    assert means[2021] == {"one": 2 / 6, "two": 4 / 4}


def test_a_share_reads_what_was_not_asked_as_the_mean_of_that_year() -> None:
    shares = make_table(*SOUND).shares([2020, 2021])
    assert shares["one"] == {LEFT: (3 + 2 * 1.0) / 9, RIGHT: 1.0}
    assert shares["two"] == {LEFT: 4 / 9, RIGHT: 1.0}


DAMAGED: dict[str, tuple[Callable[[list[str]], list[str]], str]] = {
    "a field too few": (lambda rows: [*rows, "2022,r,11"], "line 9 should have 4 fields"),
    "an unknown title": (lambda rows: [*rows, "2022,x,11,1"], "line 9: unknown title 'x'"),
    "a tick too few": (
        lambda rows: [*rows, "2022,r,1,1"],
        "line 9: the ticks should be 2 of 1, 0 and ?",
    ),
    "no tick": (lambda rows: [*rows, "2022,r,1-,1"], "line 9: the ticks should be 2 of 1, 0 and ?"),
    "nobody": (lambda rows: [*rows, "2022,r,10,0"], "line 9: '0' should be a whole number above 0"),
    "no number": (lambda rows: [*rows, "2022,r,10,²"], "line 9: '²' should be a whole number"),
    "a number beyond reason": (lambda rows: [*rows, "2022,r,10," + "9" * 5000], "line 9: '999"),
    "another year": (
        lambda rows: [*rows, "2019,r,10,1"],
        f"somebody of an unknown year is listed for {RIGHT} in 2019",
    ),
    "a title that is missing": (
        lambda rows: rows[:-1],
        f"nobody is listed for {RIGHT} in 2022",
    ),
    "the same answers twice": (
        lambda rows: [*rows, "2022,r,11,2"],
        "the same answers of the same year and title are listed twice",
    ),
    "an item that nobody was asked": (
        lambda rows: [row.replace("00,", "?0,").replace("11,6", "?1,6") for row in rows],
        "nobody was asked 'one' in 2022",
    ),
}


@pytest.mark.parametrize(("damage", "told"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_table_is_refused_with_its_place(
    damage: Callable[[list[str]], list[str]], told: str
) -> None:
    text = written(damage(SOUND))
    with pytest.raises(TableError) as refused:
        read_table(about(text), text)
    assert str(refused.value).startswith(told)


def test_a_table_without_its_head_is_refused() -> None:
    text = "\n".join(SOUND)
    with pytest.raises(TableError, match=r"^line 1 should be year,title,ticks,n$"):
        read_table(about(text), text)


def test_a_single_digit_changed_is_noticed() -> None:
    text = written(SOUND)
    with pytest.raises(TableError, match="the SHA-256 differs"):
        read_table(about(text), text.replace("11,6", "11,7"))
