"""The drop folder: complete files once, claimed by renaming, moved with their report."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatch_tui.domain.orders import Kind
from dispatch_tui.errors import BadInput, Unavailable
from dispatch_tui.services import drop_folder
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.drop_folder import DropFolder, Dropped, hints_of_name
from dispatch_tui.services.intake import ImportOptions
from tests.services.intake_room import GOOD, batches_of, open_room, slip, write


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Desk]:
    desk = open_room(tmp_path)
    yield desk
    desk.close()


@pytest.fixture
def drop(room: Desk, tmp_path: Path) -> DropFolder:
    return DropFolder(room, tmp_path / "drop", settled=0)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("name", "batch", "declared"),
    [
        ("安装_1030_23.csv", "install 10:30", 23),
        ("安装 12:30 8张.xlsx", "install 12:30", 8),
        ("repair-0900.json", "repair 09:00", None),
        ("１２３０＿５.csv", "12:30", 5),
        ("urgent.csv", "urgent", None),
        ("加急_3.csv", "urgent", None),
        ("20260701 客户数据 (2).csv", None, None),
        ("2460.csv", None, None),
        ("😀;rm -rf.csv", None, None),
        ("23.csv", None, None),
    ],
)
def test_what_a_name_says(name: str, batch: str | None, declared: int | None) -> None:
    assert hints_of_name(name) == ImportOptions(batch=batch, declared=declared)


def test_a_time_that_is_no_hand_over_says_nothing() -> None:
    slots = {Kind.INSTALL: ("10:30",), Kind.REPAIR: ("09:00",)}
    assert hints_of_name("安装_1031_5.csv", slots) == ImportOptions()
    assert hints_of_name("安装_0900.csv", slots) == ImportOptions()
    assert hints_of_name("1030_5.csv", slots) == ImportOptions(batch="10:30", declared=5)


def test_a_file_is_taken_and_moved_with_its_report(room: Desk, drop: DropFolder) -> None:
    write(drop.folder, f"S1,{GOOD}", name="安装_1230_2.csv")
    found = list(drop.once())
    assert [(each.name, each.taken) for each in found] == [("安装_1230_2.csv", True)]
    assert names(drop.folder) == ["at_work", "refused", "taken"]
    assert names(drop.folder / "at_work") == []
    assert names(drop.folder / "taken") == ["安装_1230_2.csv", "安装_1230_2.csv.report.json"]
    report = json.loads((drop.folder / "taken" / "安装_1230_2.csv.report.json").read_text(encoding="utf-8"))
    assert (report["taken"], report["file"]) == (1, str(found[0].path))
    batch = batches_of(room)[0]
    assert (batch.slot, batch.declared, batch.source) == ("12:30", 2, "安装_1230_2.csv")


def test_unreadable_files_and_refused_rows_are_moved_too(room: Desk, drop: DropFolder) -> None:
    (drop.folder / "bad.csv").write_text("nonsense", encoding="utf-8")
    write(drop.folder, f"S1,{GOOD}", f",{GOOD}", name="part.csv")
    list(drop.once())
    assert names(drop.folder / "refused") == ["bad.csv", "bad.csv.report.json"]
    assert names(drop.folder / "taken") == ["part.csv", "part.csv.refused.csv", "part.csv.report.json"]


def test_names_that_were_there_before_are_not_overwritten(drop: DropFolder) -> None:
    for _time in range(2):
        write(drop.folder, f"S1,{GOOD}", name="a.csv")
        list(drop.once())
    assert [name for name in names(drop.folder / "taken") if name.endswith("v")] == ["a (2).csv", "a.csv"]


def test_growing_hidden_and_foreign_files_are_left_alone(room: Desk, tmp_path: Path) -> None:
    drop = DropFolder(room, tmp_path / "drop", settled=3600)
    write(drop.folder, f"S1,{GOOD}")
    assert list(drop.once()) == []
    ready = DropFolder(room, tmp_path / "drop", settled=0)
    for name in (".a.csv", "~$a.xlsx", "a.csv.part", "a.pdf"):
        (drop.folder / name).write_text("x", encoding="utf-8")
    (drop.folder / "folder.csv").mkdir()
    assert [each.name for each in ready.once()] == ["slips.csv"]


def test_two_watchers_take_each_file_once(room: Desk, tmp_path: Path) -> None:
    other = open_room(tmp_path)
    folder = tmp_path / "drop"
    watchers = [DropFolder(desk, folder, settled=0) for desk in (room, other)]
    for number in range(12):
        write(folder, f"S{number},{GOOD}", name=f"{number}.csv")
    told: list[Dropped] = []
    stop = threading.Event()

    def tell(dropped: Dropped) -> None:
        told.append(dropped)
        if len(told) == 12:
            stop.set()

    threads = [
        threading.Thread(target=watcher.run, args=(stop, tell), kwargs={"poll": 0.01}) for watcher in watchers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    other.close()
    assert sorted(each.name for each in told) == sorted(f"{number}.csv" for number in range(12))
    assert sum(each.report.taken for each in told if each.report) == 12


def test_a_file_comes_back_when_the_database_can_not_be_reached(
    room: Desk, drop: DropFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_given: object) -> None:
        raise Unavailable("away")

    write(drop.folder, f"S1,{GOOD}")
    with monkeypatch.context() as patch:
        patch.setattr(drop_folder, "import_file", away)
        assert list(drop.once()) == []
    assert names(drop.folder) == ["at_work", "refused", "slips.csv", "taken"]
    assert len(list(drop.once())) == 1
    assert slip(room, "S1").no == "S1"


def test_the_files_of_a_watcher_that_died_are_put_back(room: Desk, drop: DropFolder) -> None:
    place = drop.folder / "at_work" / "1-1"
    place.mkdir()
    write(place, f"S1,{GOOD}")
    assert list(drop.once()) == []
    os.utime(place, (0, 0))
    assert [each.name for each in drop.once()] == ["slips.csv"]


def test_folders_that_somebody_removed_are_made_again(room: Desk, drop: DropFolder) -> None:
    (drop.folder / "at_work").rmdir()
    write(drop.folder, f"S1,{GOOD}")
    assert [each.taken for each in drop.once()] == [True]


def test_a_folder_that_can_not_be_used_is_one_sentence(room: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="can't be used"):
        DropFolder(room, tmp_path / "file")
