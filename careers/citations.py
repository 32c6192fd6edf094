"""Which parts of the site rest on which source."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse

from careers.figures import Occupation, Share
from careers.models import Fact, Role, Source, Trait
from careers.sections import ANCHORS, COMPARE_SECTIONS, OF_BOTH, ROLE_SECTIONS

COMPARISON = "Both roles compared"


@dataclass(frozen=True)
class Place:
    """A place on the site: its address and what a link to it says."""

    url: str
    words: str


@dataclass
class SourceRow:
    """A source with the places that rest on it, under the name of the page they are on."""

    source: Source
    places: dict[str, list[Place]] = field(default_factory=dict)

    def add(self, page: str, place: Place) -> None:
        """Note a place once; in the order of noting."""
        places = self.places.setdefault(page, [])
        if place not in places:
            places.append(place)


def source_rows() -> list[SourceRow]:
    """Every source with what rests on it of roles, comparison and traits."""
    rows = {source.pk: SourceRow(source) for source in Source.objects.all()}
    _add_roles(rows)
    _add_facts(rows)
    _add_figures(rows)
    _add_traits(rows)
    return sorted(rows.values(), key=lambda row: _natural(row.source.slug))


def _add_roles(rows: dict[int, SourceRow]) -> None:
    for role in Role.objects.prefetch_related("sources"):
        for source in role.sources.all():
            rows[source.pk].add(role.long_name, Place(_role_url(role), "In short"))


def _add_facts(rows: dict[int, SourceRow]) -> None:
    facts = Fact.objects.select_related("role").prefetch_related("sources")
    order = [*ROLE_SECTIONS, *COMPARE_SECTIONS]
    for fact in sorted(facts, key=lambda fact: order.index(ANCHORS[Fact.Kind(fact.kind)])):
        page, place = _place_of(fact)
        for source in fact.sources.all():
            rows[source.pk].add(page, place)


def _add_figures(rows: dict[int, SourceRow]) -> None:
    """Shares and pay are drawn on every role's page and on the comparison."""
    drawn = {("tools", key) for key in Share.objects.values_list("source", flat=True)}
    drawn |= {("pay", key) for key in Occupation.objects.values_list("source", flat=True)}
    roles = list(Role.objects.all())
    for anchor, key in sorted(drawn):
        for role in roles:
            words = ROLE_SECTIONS[anchor]
            rows[key].add(role.long_name, Place(f"{_role_url(role)}#{anchor}", words))
        words = COMPARE_SECTIONS[anchor]
        rows[key].add(COMPARISON, Place(f"{reverse('compare-roles')}#{anchor}", words))


def _add_traits(rows: dict[int, SourceRow]) -> None:
    for trait in Trait.objects.prefetch_related("demands__sources"):
        place = Place(reverse("trait", args=[trait.slug]), trait.name)
        for source in _named_by(trait):
            rows[source.pk].add("Traits", place)


def _named_by(trait: Trait) -> Iterable[Source]:
    return (source for demand in trait.demands.all() for source in demand.sources.all())


def _place_of(fact: Fact) -> tuple[str, Place]:
    """The page that shows the fact, and its section there."""
    kind = Fact.Kind(fact.kind)
    anchor = ANCHORS[kind]
    if kind in OF_BOTH or fact.role is None:
        url = reverse("compare-roles")
        return COMPARISON, Place(f"{url}#{anchor}", COMPARE_SECTIONS[anchor])
    return fact.role.long_name, Place(f"{_role_url(fact.role)}#{anchor}", ROLE_SECTIONS[anchor])


def _role_url(role: Role) -> str:
    return reverse("role", args=[role.slug])


def _natural(slug: str) -> tuple[str, int, str]:
    """S9 before S10."""
    letters = slug.rstrip("0123456789")
    digits = slug[len(letters) :]
    return letters, int(digits or 0), slug
