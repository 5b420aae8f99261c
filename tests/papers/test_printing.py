"""Printing to files, printers and the fax folder: counted when it is really out, one sentence when it fails."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dispatch_tui.cli import main
from dispatch_tui.domain.printing import Paper
from dispatch_tui.errors import BadInput, DispatchError, NotAllowed, NotFound, Unavailable
from dispatch_tui.papers import delivering
from dispatch_tui.papers.delivering import Target, Way, fax_number, file_name, targets
from dispatch_tui.papers.printing import MOST_SUBJECTS, print_paper
from dispatch_tui.services import commands, printing
from dispatch_tui.services.desk import Desk
from dispatch_tui.settings.model import PrintRules
from tests.papers.papers_room import room, slip, stored, text_of

SLIP = "2607010101"
CARD = "20260701-HP1-1"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "room").mkdir()
    found = room(tmp_path / "room")
    yield found
    found.close()


def with_rules(desk: Desk, **rules: object) -> None:
    desk.settings = replace(desk.settings, printing=PrintRules(**rules))  # type: ignore[arg-type]


def count(desk: Desk, subject: str = SLIP, paper: Paper = Paper.WORK_SLIP) -> int:
    return len(printing.prints(desk, paper, subject))


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".printing-")]


def test_a_file_is_whole_and_the_print_says_who_when_and_where(desk: Desk, tmp_path: Path) -> None:
    done = print_paper(desk, Paper.WORK_SLIP, [SLIP], Target(Way.FILE, str(tmp_path / "slip.pdf")))
    assert done.files == (tmp_path / "slip.pdf",)
    assert done.files[0].read_bytes().startswith(b"%PDF")
    assert stat.S_IMODE(done.files[0].stat().st_mode) == 0o644
    (kept,) = printing.prints(desk, Paper.WORK_SLIP, SLIP)
    assert (kept.nth, kept.printed_by, kept.printed_at) == (1, "1001", desk.now())
    assert kept.target == f"file:{tmp_path / 'slip.pdf'}"
    assert leftovers(tmp_path) == []


def test_files_of_the_folder_never_overwrite_one_another(desk: Desk, tmp_path: Path) -> None:
    with_rules(desk, folder=tmp_path / "printed" / "papers")
    names = [print_paper(desk, Paper.WORK_SLIP, [SLIP]).files[0].name for _nth in range(3)]
    assert names == [f"work-slip-{SLIP}.pdf", f"work-slip-{SLIP}-2.pdf", f"work-slip-{SLIP}-3.pdf"]
    assert "补打第2次" in text_of(tmp_path / "printed" / "papers" / names[2])


def test_many_papers_are_one_file_and_counted_each(desk: Desk, tmp_path: Path) -> None:
    wanted = [f"2607010{n}" for n in range(101, 111)]
    done = print_paper(desk, Paper.WORK_SLIP, [*wanted, wanted[0]], Target(Way.FILE, str(tmp_path)))
    assert done.nth == dict.fromkeys(wanted, 1)
    assert done.files == (tmp_path / f"work-slip-{SLIP}+9.pdf",)
    assert (done.pages, count(desk, wanted[4])) == (10, 1)


def test_what_is_not_there_prints_and_counts_nothing(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="NONE"):
        print_paper(desk, Paper.WORK_SLIP, [SLIP, "NONE"], Target(Way.FILE, str(tmp_path / "x.pdf")))
    assert not (tmp_path / "x.pdf").exists()
    assert count(desk) == 0
    with pytest.raises(BadInput):
        print_paper(desk, Paper.WORK_SLIP, [])
    with pytest.raises(BadInput, match=str(MOST_SUBJECTS)):
        print_paper(desk, Paper.WORK_SLIP, [str(n) for n in range(MOST_SUBJECTS + 1)])


def test_nobody_signed_in_prints_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.operator = "9999"
    with pytest.raises(NotAllowed):
        print_paper(desk, Paper.WORK_SLIP, [SLIP], Target(Way.FILE, str(tmp_path / "x.pdf")))


def test_a_full_disk_is_one_sentence_and_counts_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(delivering.os, "fsync", full)
    with pytest.raises(Unavailable, match="No space left"):
        print_paper(desk, Paper.WORK_SLIP, [SLIP], Target(Way.FILE, str(tmp_path / "slip.pdf")))
    assert not (tmp_path / "slip.pdf").exists()
    assert leftovers(tmp_path) == []
    assert count(desk) == 0


def test_a_file_that_can_not_be_put_in_its_place_counts_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_source: object, _target: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(delivering.os, "replace", refuse)
    with pytest.raises(Unavailable, match="Permission denied"):
        print_paper(desk, Paper.WORK_SLIP, [SLIP], Target(Way.FILE, str(tmp_path / "slip.pdf")))
    assert leftovers(tmp_path) == []
    assert count(desk) == 0


def test_folders_that_are_none_are_told(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("x")
    for name in (str(tmp_path / "plain" / "slip.pdf"), str(tmp_path / "nowhere" / "slip.pdf")):
        with pytest.raises(Unavailable, match=r"slip\.pdf"):
            print_paper(desk, Paper.WORK_SLIP, [SLIP], Target(Way.FILE, name))
    with_rules(desk, folder=tmp_path / "plain")
    with pytest.raises(Unavailable, match="plain"):
        print_paper(desk, Paper.WORK_SLIP, [SLIP])
    with pytest.raises(BadInput):
        print_paper(desk, Paper.WORK_SLIP, [SLIP], Target(Way.FILE, os.devnull))
    assert count(desk) == 0


def test_a_print_in_between_is_noticed_and_the_paper_made_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, calls = delivering.prepare, []

    def slow(*arguments: object) -> object:
        if not calls:
            calls.append(1)
            printing.record(desk, Paper.WORK_SLIP, [SLIP], "file:elsewhere")
        return plain(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(delivering, "prepare", slow)
    done = print_paper(desk, Paper.WORK_SLIP, [SLIP], Target(Way.FILE, str(tmp_path / "slip.pdf")))
    assert done.nth == {SLIP: 2}
    assert "补打第1次" in text_of(tmp_path / "slip.pdf")
    assert [each.nth for each in printing.prints(desk, Paper.WORK_SLIP, SLIP)] == [1, 2]


@pytest.fixture
def lp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program “lp” that keeps what it gets; ``fail`` beside it makes it refuse."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "lp"
    program.write_text(
        f"#!{sys.executable}\nimport sys, pathlib, shutil\nhere = pathlib.Path({str(folder)!r})\n"
        "if (here / 'fail').exists():\n    sys.exit('lp: The printer or class does not exist.')\n"
        "(here / 'asked').write_text('\\n'.join(sys.argv[1:]))\nshutil.copy(sys.argv[-1], here / 'paper.pdf')\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder


def test_a_printer_gets_the_whole_paper(desk: Desk, lp: Path) -> None:
    with_rules(desk, printers={"派工室": "office_laser"})
    done = print_paper(desk, Paper.FLOW_CARD, [CARD], Target(Way.PRINTER, "派工室"))
    asked = (lp / "asked").read_text().split("\n")
    assert asked[:4] == ["-d", "office_laser", "-t", f"flow-card-{CARD}.pdf"]
    assert not Path(asked[4]).exists()
    assert done.files == ()
    assert "第二联（网点留存）" in text_of(lp / "paper.pdf")
    assert printing.prints(desk, Paper.FLOW_CARD, CARD)[0].target == "printer:office_laser"


def test_a_printer_that_refuses_is_one_sentence_and_counts_nothing(desk: Desk, lp: Path) -> None:
    (lp / "fail").touch()
    with pytest.raises(Unavailable, match="does not exist") as told:
        print_paper(desk, Paper.WORK_SLIP, [SLIP], Target(Way.PRINTER, "office_laser"))
    assert "\n" not in str(told.value)
    assert count(desk) == 0


def test_a_printer_that_does_not_answer_is_told(
    desk: Desk, lp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*arguments: object, **_options: object) -> None:
        raise subprocess.TimeoutExpired(str(arguments), delivering.LP_SECONDS)

    monkeypatch.setattr(subprocess, "run", never)
    with pytest.raises(Unavailable, match="does not answer"):
        print_paper(desk, Paper.WORK_SLIP, [SLIP], Target(Way.PRINTER, "office_laser"))
    assert count(desk) == 0


def test_unknown_printers_and_a_machine_without_lp_are_told(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="lp"):
        print_paper(desk, Paper.WORK_SLIP, [SLIP], Target(Way.PRINTER, "office_laser"))
    with pytest.raises(BadInput):
        print_paper(desk, Paper.WORK_SLIP, [SLIP], Target(Way.PRINTER, "-o"))
    with_rules(desk, printers={"派工室": "office_laser"})
    with pytest.raises(NotFound, match="派工室"):
        print_paper(desk, Paper.WORK_SLIP, [SLIP], Target(Way.PRINTER, "stores"))
    assert count(desk) == 0


def test_faxes_go_by_network_point_with_a_note_that_comes_last(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "fax"
    folder.mkdir()
    with_rules(desk, fax_folder=folder)
    other = next(point for point in desk.settings.points if point.fax and point.code != "HP1")
    stored(desk, slip("X1", point=other.code))
    moved: list[str] = []
    plain = os.replace

    def spy(source: object, target: object) -> None:
        moved.append(Path(str(target)).suffix)
        plain(source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(delivering.os, "replace", spy)
    done = print_paper(desk, Paper.WORK_SLIP, [SLIP, "X1", "2607010102"], Target(Way.FAX))
    assert moved == [".pdf", ".pdf", ".json", ".json"]
    notes = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    assert {tuple(note["subjects"]) for note in notes} == {(SLIP, "2607010102"), ("X1",)}
    for note in notes:
        assert note["number"] == fax_number(desk.settings.point(note["point"]).fax)  # type: ignore[union-attr]
        assert (folder / note["pdf"]).read_bytes().startswith(b"%PDF")
    assert set(done.nth.values()) == {1}
    assert len(done.files) == 4
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in done.files)


def test_a_fax_without_a_number_or_a_folder_is_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"printing\.yaml"):
        print_paper(desk, Paper.WORK_SLIP, [SLIP], Target(Way.FAX))
    with_rules(desk, fax_folder=tmp_path / "gone")
    with pytest.raises(Unavailable, match="gone"):
        print_paper(desk, Paper.WORK_SLIP, [SLIP], Target(Way.FAX))
    (tmp_path / "gone").mkdir()
    with pytest.raises(BadInput, match="2026-07-01"):
        print_paper(desk, Paper.LEDGER_PAGE, ["2026-07-01"], Target(Way.FAX))
    with pytest.raises(BadInput, match="abc"):
        print_paper(desk, Paper.WORK_SLIP, [SLIP], Target(Way.FAX, "abc"))
    assert list((tmp_path / "gone").iterdir()) == []
    assert count(desk) == 0
    done = print_paper(desk, Paper.LEDGER_PAGE, ["2026-07-01"], Target(Way.FAX, "０２１-5555 1010"))
    assert done.files[0].name == "02155551010-ledger-page-2026-07-01.pdf"


def test_a_fax_that_fails_half_way_leaves_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "fax"
    folder.mkdir()
    with_rules(desk, fax_folder=folder)
    plain = os.replace

    def second_fails(source: object, target: object) -> None:
        if str(target).endswith(".json"):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        plain(source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(delivering.os, "replace", second_fails)
    with pytest.raises(Unavailable):
        print_paper(desk, Paper.WORK_SLIP, [SLIP], Target(Way.FAX))
    assert list(folder.iterdir()) == []
    assert count(desk) == 0


def test_the_targets_of_a_branch(desk: Desk, tmp_path: Path) -> None:
    assert [target for target, _name in targets(desk)] == [Target()]
    with_rules(desk, printers={"派工室": "laser"}, fax_folder=tmp_path)
    assert [target.way for target, _name in targets(desk)] == [Way.FILE, Way.PRINTER, Way.FAX]


@pytest.mark.parametrize(
    "number", ["../../etc/passwd", "a/b\\c", ".hidden", "单/号", "x" * 500, "字" * 300, "\n"]
)
def test_file_names_stay_in_their_folder(number: str) -> None:
    name = file_name(Paper.WORK_SLIP, [number, "2"])
    assert "/" not in name
    assert name.startswith("work-slip-")
    assert name.endswith("+1.pdf")
    assert len(name.encode()) < 200


def test_a_command_repeated_prints_once(desk: Desk, tmp_path: Path) -> None:
    target = Target(Way.FILE, str(tmp_path))
    print_paper(desk, Paper.WORK_SLIP, [SLIP], target, command_id="once")
    with pytest.raises(DispatchError):
        print_paper(desk, Paper.WORK_SLIP, [SLIP], target, command_id="once")
    assert count(desk) == 1
    assert len(list(tmp_path.glob("*.pdf"))) == 1


def test_a_command_repeated_reaches_the_printer_once(desk: Desk, lp: Path) -> None:
    target = Target(Way.PRINTER, "office_laser")
    print_paper(desk, Paper.WORK_SLIP, [SLIP], target, command_id="once")
    (lp / "paper.pdf").unlink()
    with pytest.raises(DispatchError):
        print_paper(desk, Paper.WORK_SLIP, [SLIP], target, command_id="once")
    assert not (lp / "paper.pdf").exists()
    assert count(desk) == 1


def test_the_command_line_prints_tells_and_counts(
    branch_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slips = tmp_path / "slips.csv"
    slips.write_text(
        "作业单号,类型,客户,电话,地址\nA1,安装,王伟,13800138000,上海市黄浦区中山南一路1号\n", encoding="utf-8"
    )
    assert main(["--config", str(branch_folder), "import", str(slips)]) == 0
    out = tmp_path / "a1.pdf"
    assert main(["--config", str(branch_folder), "print", "作业单", "A1", "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"%PDF")
    capsys.readouterr()
    again = ["--config", str(branch_folder), "print", "work-slip", "A1", "B7", "--out", str(out), "--json"]
    assert main(again) == 3
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert (found["prints"], found["pages"], found["files"]) == ({"A1": 2}, 1, [str(out)])
    assert "B7" in told.err
    assert main(["--config", str(branch_folder), "print", "work-slip", "B7"]) == 2
    assert main(["--config", str(branch_folder), "print", "poster", "A1"]) == 2
    assert main(["--config", str(branch_folder), "print", "work-slip", "A1", "--out", "/nowhere/x.pdf"]) == 5
    assert capsys.readouterr().err.count("\n") == 3
    assert main(["--config", str(branch_folder), "print", "ledger", "--out", str(tmp_path)]) == 0
    assert len(list(tmp_path.glob("ledger-page-*.pdf"))) == 1


def test_a_print_does_not_stand_between_an_action_and_its_undo(desk: Desk, tmp_path: Path) -> None:
    def do(text: str) -> int:
        return commands.run(desk, commands.parse(text, desk), confirmed=True).done

    assert do("note M1 第一句") == 1
    print_paper(desk, Paper.WORK_SLIP, ["M1"], Target(Way.FILE, str(tmp_path)))
    assert do("undo") == 1
    print_paper(desk, Paper.WORK_SLIP, ["M1"], Target(Way.FILE, str(tmp_path)))
    assert do("redo") == 1
    assert count(desk, "M1") == 2


def test_the_screens_start_without_the_pdf_library() -> None:
    code = (
        "import sys, dispatch_tui.tui.app, dispatch_tui.papers.printing, dispatch_tui.papers.asking\n"
        "print(sorted({'reportlab', 'segno', 'PIL'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
