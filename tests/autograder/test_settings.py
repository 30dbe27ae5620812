"""c.Autograder of nbgrader_config.py: typed, listed, and refused where it is not understood."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from nbgrader.apps import NbGraderApp
from traitlets.config import Config
from traitlets.config.loader import DeferredConfigString

from autograder.cli import main
from autograder.course.settings import Settings, listing, settings_of
from autograder.errors import CourseError
from autograder.sandbox.limits import Limits


def of(**given: Any) -> Settings:
    return settings_of(Config({"Autograder": given}))


def test_a_course_that_sets_nothing_has_the_defaults() -> None:
    assert settings_of(Config()) == Settings()
    assert Settings().limits == Limits()


def test_values_are_kept_in_the_types_of_their_settings() -> None:
    settings = of(cell_seconds=5, memory_mb=256, exercises=["a", Path("b")], allow_processes=True, figures="drawn")
    assert (settings.cell_seconds, settings.memory_mb) == (5.0, 256)
    assert settings.exercises == ("a", "b")
    assert settings.limits == Limits(cell_seconds=5.0, memory_mb=256, allow_processes=True, figures="drawn")


def test_a_list_can_be_added_to_and_a_command_line_can_set_everything() -> None:
    config = Config()
    config.Autograder.helpers.append("toolbox.py")
    config.Autograder.cell_seconds = DeferredConfigString("7.5")
    config.Autograder.allow_processes = DeferredConfigString("True")
    settings = settings_of(config)
    assert (settings.helpers, settings.cell_seconds, settings.allow_processes) == (("toolbox.py",), 7.5, True)


def test_what_nbgrader_calls_the_timeout_is_the_time_of_a_cell_unless_the_course_says_otherwise() -> None:
    assert settings_of(Config({"Execute": {"timeout": 12}})).cell_seconds == 12.0
    assert settings_of(Config({"Execute": {"timeout": 12}, "Autograder": {"cell_seconds": 3.0}})).cell_seconds == 3.0
    assert settings_of(Config({"Execute": {"timeout": -1}})).cell_seconds == Settings().cell_seconds


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"cel_seconds": 3}, "no setting 'cel_seconds'; did you mean 'cell_seconds'?"),
        ({"zzz": 3}, "no setting 'zzz'. `autograder settings` lists them all."),
        ({"cell_seconds": "30"}, "cell_seconds is '30'; expected a number."),
        ({"cell_seconds": True}, "cell_seconds is True; expected a number."),
        ({"cell_seconds": float("nan")}, "cell_seconds is nan; expected 0.001 or more."),
        ({"memory_mb": 1.5}, "memory_mb is 1.5; expected a whole number."),
        ({"memory_mb": -1}, "memory_mb is -1; expected 16 or more."),
        ({"allow_processes": 1}, "allow_processes is 1; expected True or False."),
        ({"exercises": "exercises"}, "exercises is 'exercises'; expected a list of names."),
        ({"figures": "all"}, "figures is 'all'; choose from 'lazy', 'drawn'."),
        ({"isolation": "total"}, "isolation is 'total'; choose from"),
    ],
)
def test_what_is_not_understood_is_refused_with_what_was_expected(given: dict[str, Any], said: str) -> None:
    with pytest.raises(CourseError) as refused:
        of(**given)
    assert str(refused.value).startswith("nbgrader_config.py: c.Autograder: ")
    assert said in str(refused.value)


@pytest.mark.parametrize("command", [["grade", "01"], ["settings"], ["verify"], ["demo"]])
def test_every_command_refuses_an_unknown_setting_in_one_line(
    tmp_path: Path, command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\nc.Autograder.jobs = 3\n")
    monkeypatch.chdir(tmp_path)
    assert main(command) == 2
    error = capsys.readouterr().err
    assert "no setting 'jobs'" in error
    assert len(error.splitlines()) == 1


def test_the_list_of_settings_has_each_with_its_words_its_default_and_the_courses_own_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\nc.Autograder.cell_seconds = 12\n")
    monkeypatch.chdir(tmp_path)
    assert main(["settings"]) == 0
    text = capsys.readouterr().out
    for each in fields(Settings):
        assert f"c.Autograder.{each.name}\n    {each.metadata['help']}" in text
    assert "a number, default 30.0; here 12.0" in text


def test_settings_are_listed_outside_a_course_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["settings", "--markdown"]) == 0
    assert "| `cell_seconds` | a number | `30.0` |" in capsys.readouterr().out


def test_the_table_in_the_docs_is_that_of_the_settings(root: Path) -> None:
    table = "\n".join(listing(Settings(), markdown=True))
    assert table in (root / "docs" / "your-course.md").read_text(encoding="utf-8"), "autograder settings --markdown"


def test_nbgraders_own_programs_read_the_same_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nbgrader_config.py").write_text(
        "from autograder import configure\nc = get_config()\nc.Autograder.cell_seconds = 12\nconfigure(c)\n"
    )
    monkeypatch.chdir(tmp_path)
    app = NbGraderApp()
    app.load_config_file()
    assert settings_of(app.config).cell_seconds == 12.0


def test_a_configuration_that_fails_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "nbgrader_config.py"
    monkeypatch.chdir(tmp_path)
    for text, line in (("c = get_config()\nc.x = undefined\n", "2: NameError"), ("c = (\n", "1: SyntaxError")):
        config.write_text(text)
        assert main(["grade", "01"]) == 2
        error = capsys.readouterr().err
        assert f"nbgrader_config.py:{line}" in error
        assert len(error.splitlines()) == 1
