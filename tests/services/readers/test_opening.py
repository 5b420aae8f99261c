"""What a file is by its content, and failures in one sentence; random bytes never break the readers."""

from __future__ import annotations

import io
import os
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch_tui.domain.intake_words import heading_score
from dispatch_tui.errors import BadInput, DispatchError
from dispatch_tui.services.readers.opening import open_rows

GOOD_CSV = '作业单号,客户,电话\n1,张三,13800138000\n2,"李\n四",13800138001\n'.encode()
GOOD_JSON = '[{"order_no": "1", "客户": "张三"}, {"order_no": "2", "客户": "李四"}]'.encode()


def good_xlsx() -> bytes:
    made = openpyxl.Workbook()
    made.active.append(["作业单号", "客户"])
    made.active.append(["1", "张三"])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


GOOD_XLSX = good_xlsx()


def test_missing_files_folders_and_empty_files(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        open_rows(tmp_path / "none.csv", heading_score)
    with pytest.raises(BadInput, match="folder"):
        open_rows(tmp_path, heading_score)
    empty = tmp_path / "empty.csv"
    empty.touch()
    with pytest.raises(BadInput, match="empty"):
        open_rows(empty, heading_score)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to the superuser")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "slips.csv"
    path.write_bytes(GOOD_CSV)
    path.chmod(0)
    with pytest.raises(BadInput, match="may not be read"):
        open_rows(path, heading_score)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF-1.7 x", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"<html><table><tr>", "web page"),
        (b"\x1f\x8b\x08", "GZIP"),
    ],
)
def test_other_files_are_told_by_their_content(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "slips.xls"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=told):
        open_rows(path, heading_score)


@pytest.mark.parametrize(("content", "form"), [(GOOD_CSV, "csv"), (GOOD_JSON, "json"), (GOOD_XLSX, "xlsx")])
def test_the_name_does_not_decide(tmp_path: Path, content: bytes, form: str) -> None:
    path = tmp_path / "slips.dat"
    path.write_bytes(content)
    source = open_rows(path, heading_score)
    assert source.form == form
    assert next(source.rows).cells[:2] == ["1", "张三"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    base=st.sampled_from([b"", GOOD_CSV, GOOD_JSON, GOOD_XLSX]),
    cut=st.integers(0, 6000),
    place=st.integers(0, 6000),
    noise=st.binary(max_size=60),
    ending=st.sampled_from([".csv", ".xlsx", ".json", ".xls"]),
)
def test_damaged_bytes_give_rows_or_one_sentence(
    tmp_path: Path, base: bytes, cut: int, place: int, noise: bytes, ending: str
) -> None:
    path = tmp_path / f"slips{ending}"
    path.write_bytes((base[:place] + noise + base[place:])[: max(1, cut)])
    failure: DispatchError | None = None
    rows = []
    try:
        rows = list(open_rows(path, heading_score).rows)
    except DispatchError as error:
        failure = error
    assert all(row.line > 0 for row in rows)
    assert failure is None or (failure.sentence and "\n" not in failure.sentence)
