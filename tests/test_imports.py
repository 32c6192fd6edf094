"""Imports point downward only, and every module has its place in the order."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
PACKAGES = ["config", "quiz", "careers"]  # top first
# What may import anything, and is imported by nothing here.
BESIDE = {"bench", "faults", "fuzz", "tests"}
FOUND_BY_DJANGO = {"apps", "migrations", "templatetags"}  # by their names


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("lint-imports")
    quietly = [command, "--no-cache", "--no-logo"]
    return subprocess.run(quietly, cwd=folder, capture_output=True, text=True, check=False)


def contracts() -> list[dict[str, Any]]:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return configuration["tool"]["importlinter"]["contracts"]


def ordered(package: str) -> list[str]:
    """The modules that the contract about the inside of this package puts in order."""
    return [
        module.strip()
        for contract in contracts()
        for layer in contract.get("layers", [])
        for module in layer.split(":")
        if module.strip().startswith(package)
    ]


def modules(folder: Path) -> set[str]:
    """The modules and packages that lie in a folder, not what lies deeper."""
    packages = {file.parent.name for file in folder.glob("*/__init__.py")}
    return packages | {file.stem for file in folder.glob("*.py")} - {"__init__"}


def test_every_contract_is_kept() -> None:
    ran = lint(ROOT)
    told = f"Contracts: {len(contracts())} kept, 0 broken."
    assert (ran.returncode, ran.stdout.splitlines()[-1]) == (0, told)


OVER, DOWNWARD, STANDARD = (
    "config over quiz over careers",
    "inside the quiz, downward",
    "the core is standard library only",
)
UPWARD = {
    "the library knows no quiz": ("careers/models.py", "import quiz.models", [OVER]),
    "the quiz knows no wiring": ("quiz/sheet.py", "import config.urls", [OVER, DOWNWARD]),
    "a sheet knows no page": ("quiz/sheet.py", "import quiz.views.results", [DOWNWARD]),
    "reading knows no publishing": ("quiz/editions.py", "import quiz.publishing", [DOWNWARD]),
    "the core knows no Django": ("quiz/core/scoring.py", "import django.db", [STANDARD]),
    "the core knows no rows": ("quiz/core/chance.py", "import quiz.models", [DOWNWARD, STANDARD]),
}


@pytest.mark.parametrize(("file", "line", "broken"), UPWARD.values(), ids=UPWARD)
def test_an_import_upward_would_be_found(
    tmp_path: Path, file: str, line: str, broken: list[str]
) -> None:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / file).open("a") as source:
        source.write(f"\n{line}\n")
    ran = lint(tmp_path)
    assert (ran.returncode, re.findall("(?m)^(.*) BROKEN$", ran.stdout)) == (1, broken)


def test_every_package_is_in_the_order() -> None:
    assert modules(ROOT) == {*PACKAGES, *BESIDE, "manage"}
    assert [layer for layer in ordered("") if "." not in layer] == PACKAGES


@pytest.mark.parametrize("package", ["quiz", "careers"])
def test_every_module_is_in_the_order(package: str) -> None:
    found = modules(ROOT / package) - FOUND_BY_DJANGO
    assert set(ordered(f"{package}.")) == {f"{package}.{module}" for module in found}


def test_the_core_imports_the_standard_library_and_itself() -> None:
    outside = set()
    for file in (ROOT / "quiz" / "core").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in getattr(node, "names", [])]
            if isinstance(node, ast.ImportFrom):
                outside.add("." * node.level + (node.module or ""))
            elif isinstance(node, ast.Import):
                outside.update(names)
    ours = {name for name in outside if name.split(".")[0] not in sys.stdlib_module_names}
    assert {".".join(name.split(".")[:2]) for name in ours} == {"quiz.core"}
