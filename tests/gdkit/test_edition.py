"""A homework that was released with another gdkit than is installed: a line says so, once, and nothing else changes."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from gdkit.checking import CheckFailed, edition
from gdkit.checking.at_home import Check

from ..this_course import find

INSTALLED = "0.3.1+code11111111"
OF_QUIZ = find("03.quiz_batch")
MISSING = "Ask your instructor for the gdkit that belongs to it."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a homework with one quiz, for a gdkit of the edition INSTALLED."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(edition, "edition", lambda: INSTALLED)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    return tmp_path


def put(folder: Path, **fields: Any) -> None:
    """checks.json with these fields beside those that it always had."""
    tree = {"format": 1, "assignment": "03", "exercises": {"03.quiz_batch": OF_QUIZ.data().to_tree()}, **fields}
    (folder / "checks.json").write_text(json.dumps(tree))


def said(check: Check, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What a check prints, without its verdict."""
    check("03.quiz_batch", OF_QUIZ.choices[0])
    return [line for line in capsys.readouterr().out.splitlines() if line.startswith("Note")]


@pytest.mark.parametrize(
    ("released", "told"),
    [
        ("0.4.0+code22222222", "gdkit 0.4.0, which is newer than the installed 0.3.1. "),
        ("0.10", "gdkit 0.10, which is newer than the installed 0.3.1. "),
        ("1.0.0rc1+code22222222", "gdkit 1.0.0rc1, which is newer than the installed 0.3.1. "),
        ("0.3.0+code22222222", "gdkit 0.3.0, which is older than the installed 0.3.1. "),
        ("0.3.1+code22222222",
         "gdkit 0.3.1+code22222222, and another one of this version, 0.3.1+code11111111, is installed. "),
    ],
)  # fmt: skip
def test_an_older_a_newer_and_another_gdkit_are_told_in_one_line_once_in_a_session(
    folder: Path, capsys: pytest.CaptureFixture[str], released: str, told: str
) -> None:
    put(folder, gdkit=released)
    check = Check()
    assert said(check, capsys) == [f"Note: this homework was released with {told}{MISSING}"]
    assert said(check, capsys) == []
    check.summary()
    assert "Note" not in capsys.readouterr().out


def test_where_the_wheel_lies_in_the_folder_the_line_says_how_to_install_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(folder, gdkit="0.4.0+code22222222")
    (folder / "requirements.txt").write_text("./gdkit-0.4.0+code22222222-py3-none-any.whl\n")
    assert said(Check(), capsys)[0].endswith(MISSING)
    (folder / "gdkit-0.4.0+code22222222-py3-none-any.whl").touch()
    assert said(Check(), capsys)[0].endswith("run in this folder: python -m pip install -r requirements.txt")
    tree = json.loads((folder / "checks.json").read_text())
    in_notebook = edition.another(tree, folder, in_notebook=True)
    assert in_notebook.endswith("run %pip install -r requirements.txt in a cell, then restart the kernel.")
    assert "\n" not in in_notebook


@pytest.mark.parametrize("field", [{}, {"gdkit": INSTALLED}, {"gdkit": 4}, {"gdkit": "x\n<b>"}, {"gdkit": ""}], ids=str)
def test_a_homework_of_this_gdkit_of_an_older_release_or_with_nonsense_in_the_field_says_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], field: dict[str, Any]
) -> None:
    put(folder, **field)
    assert said(Check(), capsys) == []


def test_nothing_is_told_where_the_installed_gdkit_is_not_known(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, gdkit="0.4.0")
    monkeypatch.setattr(edition, "edition", lambda: "")
    assert said(Check(), capsys) == []


def test_nothing_is_told_while_nbgrader_grades(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, gdkit="0.4.0")
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert said(Check(), capsys) == []


def test_another_format_or_kind_of_exercise_is_told_as_that_and_not_as_damage(folder: Path) -> None:
    put(folder, format=2)
    with pytest.raises(CheckFailed, match=rf"cannot read checks\.json, which was made with another\.\n.*{MISSING}"):
        Check()("03.quiz_batch", "x")
    put(folder, gdkit="0.4.0", exercises={"03.quiz_batch": {"kind": "essay"}})
    with pytest.raises(CheckFailed, match="made with another"):
        Check()("03.quiz_batch", "x")
    put(folder, gdkit=INSTALLED, exercises={"03.quiz_batch": {"kind": "essay"}})
    with pytest.raises(CheckFailed, match=r"checks\.json is damaged"):
        Check()("03.quiz_batch", "x")


def test_an_edition_is_the_version_and_the_code_whatever_ends_its_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = edition._of_the_code()
    assert re.fullmatch("[0-9a-f]{8}", here)
    copy = tmp_path / "gdkit"
    shutil.copytree(edition.PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(edition, "PACKAGE", copy)
    assert edition._of_the_code() == here
    (copy / "losses.py").write_bytes((copy / "losses.py").read_bytes().replace(b"\n", b"\r\n"))
    assert edition._of_the_code() == here
    with (copy / "losses.py").open("a") as file:
        file.write("# edited\n")
    assert edition._of_the_code() != here
