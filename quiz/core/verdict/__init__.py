"""One computed verdict, from which page, JSON, card and tags are all made."""

from collections.abc import Mapping

from quiz.core.document import EVIDENCE, INTEREST
from quiz.core.scoring import Answers, Bank, read_sheet
from quiz.core.verdict.base import CLEAR, CLOSE, FEW, LEAN, Contribution, Verdict
from quiz.core.verdict.evidence import FEWEST_TICKS, EvidenceVerdict
from quiz.core.verdict.interest import CLEARLY, FEWEST_ANSWERS, LEANS, InterestVerdict

__all__ = [
    "CLEAR",
    "CLEARLY",
    "CLOSE",
    "FEW",
    "FEWEST_ANSWERS",
    "FEWEST_TICKS",
    "LEAN",
    "LEANS",
    "Contribution",
    "EvidenceVerdict",
    "InterestVerdict",
    "Verdict",
    "read_verdict",
]

VERDICTS: Mapping[str, type[Verdict]] = {INTEREST: InterestVerdict, EVIDENCE: EvidenceVerdict}


def read_verdict(bank: Bank, form: str, answers: Answers) -> Verdict:
    """The verdict on these answers; raises AnswerError where the form does not offer one."""
    return VERDICTS[bank.document.rule](read_sheet(bank, form, answers))
