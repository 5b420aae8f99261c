"""printing.yaml: folders, printers, copies, and every fault by file and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dispatch_tui.settings.load import examine
from dispatch_tui.settings.model import PrintRules
from dispatch_tui.settings.printing import COPIES, FILE


@pytest.fixture
def written(branch_folder: Path) -> Callable[[str], PrintRules | list[str]]:
    def write(text: str) -> PrintRules | list[str]:
        (branch_folder / FILE).write_text(text, encoding="utf-8")
        found = examine(branch_folder)
        return [str(each) for each in found.problems] or (found.settings.printing if found.settings else [])

    return write


def test_the_sample_asks_for_the_copies_of_the_standard(branch_folder: Path) -> None:
    found = examine(branch_folder)
    assert found.problems == ()
    assert found.settings is not None
    rules = found.settings.printing
    assert rules.copies["flow_card"] == 2
    assert rules.copies["removal_slip"] == 2
    assert set(rules.copies) == set(COPIES)
    assert (rules.folder, rules.fax_folder, rules.printers) == (None, None, {})


def test_the_file_may_be_left_out(branch_folder: Path) -> None:
    (branch_folder / FILE).unlink()
    found = examine(branch_folder)
    assert found.problems == ()
    assert found.settings is not None
    assert found.settings.printing == PrintRules()


def test_folders_stand_beside_the_file_and_printers_have_names(
    written: Callable[[str], PrintRules | list[str]], branch_folder: Path
) -> None:
    rules = written(
        "folder: printed\nfax_folder: /srv/fax\nprinters:\n  派工室: office_laser\ncopies: {flow_card: 3}\n"
    )
    assert isinstance(rules, PrintRules)
    assert rules.folder == branch_folder / "printed"
    assert rules.fax_folder == Path("/srv/fax")
    assert rules.printers == {"派工室": "office_laser"}
    assert rules.copies == {"flow_card": 3, "removal_slip": 2}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("copies:\n  flow_crad: 2\n", 2, ("flow_crad", "flow_card")),
        ("copies:\n  flow_card: 0\n", 2, ("flow_card", "0")),
        ("copies:\n  flow_card: many\n", 2, ("many",)),
        ("printers:\n  office: -o raw\n", 2, ("-o raw",)),
        ("printers:\n  office: a b\n", 2, ("a b",)),
        ("fax_foldr: x\n", 1, ("fax_foldr", "fax_folder")),
        ("printers: [a]\n", 1, ("printers",)),
    ],
)
def test_faults_are_told_by_file_and_line(
    written: Callable[[str], PrintRules | list[str]], text: str, line: int, words: tuple[str, ...]
) -> None:
    problems = written(text)
    assert isinstance(problems, list)
    assert problems[0].startswith(f"{FILE}:{line}: ")
    assert all(word in problems[0] for word in words), problems
