"""What an editor changes in the library is on its pages at the next request."""

from typing import Any

import pytest
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import reverse

from careers.figures import Occupation
from careers.models import Fact
from tests.makers import make_editor
from tests.web.helpers import page
from tests.web.library import COMPARE, LEFT, ROLES, classed


@pytest.fixture
def editor(visitor: Client) -> Client:
    client = Client()
    client.force_login(make_editor())
    return client


def as_it_stands(response: HttpResponse) -> dict[str, Any]:
    """What the admin's form would send if nothing were changed."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    values = {bound.html_name: bound.value() for form in forms for bound in form}
    return {
        name: [getattr(each, "pk", each) for each in value] if isinstance(value, list) else value
        for name, value in values.items()
        if value is not None and value is not False
    }


def change(editor: Client, row: Model, name: str, value: str) -> None:
    """Change the one field whose name ends so, in the admin's form for the row."""
    address = reverse(f"admin:careers_{row._meta.model_name}_change", args=[row.pk])
    data = as_it_stands(editor.get(address))
    (field,) = [key for key in data if key.endswith(name)]
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = editor.post(address, {**data, field: value})
    assert response.status_code == 302, response.context["errors"]


def test_a_changed_pay_figure_shows_at_the_next_request(visitor: Client, editor: Client) -> None:
    occupation = Occupation.objects.get(soc="15-2051")
    figures = list(occupation.pay.order_by("year"))
    assert "$123,450" not in page(visitor.get(ROLES[0])).text
    change(editor, occupation, f"pay-{len(figures) - 1}-median", "123450")
    for address in (*ROLES, COMPARE):
        section = page(visitor.get(address)).one("section", id="pay")
        assert section.one("tbody").text.count("$123,450") == 1
        assert "median $123,450" in section.text


def test_a_changed_skill_shows_at_the_next_request(visitor: Client, editor: Client) -> None:
    skill = Fact.objects.get(slug=f"{LEFT}-skill-1")
    before = page(visitor.get(ROLES[0])).one("li", id=skill.slug)
    assert "Level 5 of 5" in before.text
    change(editor, skill, "level", "2")
    after = page(visitor.get(ROLES[0])).one("li", id=skill.slug)
    assert "Level 2 of 5, some" in after.text
    assert len(classed(after, "filled")) == 2
