"""Whole numbers as the study shows them."""

from quiz.wording import MINUS


def signed(number: int) -> str:
    """+2, −1, 0: with a true minus sign."""
    return f"{number:+d}".replace("-", MINUS) if number else "0"
