"""Errors speak one sentence and know their exit codes."""

from dispatch_tui.errors import ConfigError, Conflict, DispatchError, NotAllowed, Problem, Unavailable


def test_a_problem_names_file_and_line() -> None:
    assert str(Problem("points.yaml", 41, "capacity is -3; give 0 or more")) == (
        "points.yaml:41: capacity is -3; give 0 or more"
    )
    assert str(Problem("points.yaml", 0, "the file is missing")) == "points.yaml: the file is missing"


def test_a_config_error_carries_every_problem() -> None:
    error = ConfigError([Problem("a.yaml", 1, "one"), Problem("b.yaml", 2, "two")])
    assert str(error).splitlines() == ["a.yaml:1: one", "b.yaml:2: two"]
    assert error.exit_code == 2


def test_exit_codes_tell_refused_from_unavailable() -> None:
    assert Conflict("x", by="1002").exit_code == NotAllowed("x").exit_code == 4
    assert Unavailable("x").exit_code == 5
    assert str(DispatchError("It is so.", "Do that.")) == "It is so. Do that."
