"""``manage.py score``: every line in gives a line out, a verdict or a reason."""

import json
import sys
from io import BytesIO, StringIO, TextIOWrapper

from django.core.management import call_command
from hypothesis import strategies as st

from fuzz.edits import Choices, edited_data, edited_text
from fuzz.site import Site

any_line = st.binary(min_size=100, max_size=100)


def case(site: Site, data: bytes) -> str:
    """Whether the line was scored or refused; raises on a finding."""
    choices = Choices(data)
    published = choices.one_of((site.first, site.second))
    form = choices.one_of(("short", "full"))
    asked = published.document.form(form)
    answers = {q.slug: choices.one_of("aabcx") for q in asked[: choices.below(31)]}
    good = {"form": form, "answers": answers, "edition": published.number}
    text = json.dumps(edited_data(choices, good) if choices.below(3) else good)
    text = edited_text(choices, text) if not choices.below(4) else text
    sent = text.encode("utf-8", "surrogateescape").replace(b"\n", b" ")
    (said,) = _score(sent) or [{"error": "nothing was sent"}]
    if "error" in said:
        assert isinstance(said["error"], str) and said["error"]
        return "refused"
    data = json.loads(sent)
    number = data.get("edition") or site.second.number
    scored_by = site.first if number == 1 else site.second
    verdict = scored_by.verdict(data["form"], data["answers"])
    assert said == json.loads(json.dumps({"edition": number, **verdict.to_json()}))
    return "scored"


def _score(line: bytes) -> list[dict[str, object]]:
    """What the command says about this line, which it gets as its standard input."""
    said, before = StringIO(), sys.stdin
    sys.stdin = TextIOWrapper(BytesIO(line))
    try:
        call_command("score", stdout=said)
    except SystemExit as stop:
        assert stop.code == 1
    finally:
        sys.stdin = before
    return [json.loads(text) for text in said.getvalue().splitlines()]
