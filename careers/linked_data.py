"""A role in the words of schema.org, for search engines and other programs.

Linked from the role's page rather than written into it, so that the strict policy needs no
exception for a script element.
"""

from typing import Any

from careers.figures import PayFigure
from careers.models import Fact, Role

PERCENTILES = {
    "percentile10": "p10",
    "percentile25": "p25",
    "median": "median",
    "percentile75": "p75",
    "percentile90": "p90",
}


def of_role(role: Role, address: str) -> dict[str, Any]:
    """The occupation and its questions and answers; ``address`` is the page's own."""
    return {
        "@context": "https://schema.org",
        "@graph": [_occupation(role, address), _questions(role, address)],
    }


def _occupation(role: Role, address: str) -> dict[str, Any]:
    """Official pay only: a stand-in for another occupation is no estimate of this one."""
    official = PayFigure.objects.filter(occupation__official_for=role).order_by("-year")[:1]
    return {
        "@type": "Occupation",
        "@id": f"{address}#occupation",
        "url": address,
        "name": role.long_name,
        "description": role.summary,
        "responsibilities": [fact.text for fact in _facts(role, Fact.Kind.RESPONSIBILITY)],
        "skills": [fact.title for fact in _facts(role, Fact.Kind.SKILL)],
        "estimatedSalary": [_pay(figure) for figure in official],
    }


def _pay(figure: PayFigure) -> dict[str, Any]:
    amounts = {name: getattr(figure, field) for name, field in PERCENTILES.items()}
    return {
        "@type": "MonetaryAmountDistribution",
        "name": f"{figure.occupation.name}, United States, May {figure.year}",
        "currency": "USD",
        "duration": "P1Y",
        **{name: amount for name, amount in amounts.items() if amount is not None},
    }


def _questions(role: Role, address: str) -> dict[str, Any]:
    return {
        "@type": "FAQPage",
        "url": address,
        "mainEntity": [
            {
                "@type": "Question",
                "name": fact.title,
                "acceptedAnswer": {"@type": "Answer", "text": fact.text},
            }
            for fact in _facts(role, Fact.Kind.FAQ)
        ],
    }


def _facts(role: Role, kind: str) -> list[Fact]:
    return list(role.facts.filter(kind=kind).order_by("order"))
