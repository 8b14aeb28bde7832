"""Hand-made files in the publishers' formats."""

import gzip
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """The folder with the files; a name ending in .gz is compressed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return folder


@pytest.fixture(params=["", ".gz"], ids=["plain", "gzip"])
def suffix(request: pytest.FixtureRequest) -> str:
    """Every importer reads both."""
    return str(request.param)


def write_xlsx(path: Path, sheets: dict[str, list[list[str | float | None]]]) -> None:
    """A workbook as spreadsheets write it: shared strings, numbers as numbers, empty cells left out."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    words = list(dict.fromkeys(c for rows in sheets.values() for row in rows for c in row if isinstance(c, str)))
    with zipfile.ZipFile(path, "w") as book:
        names = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="r{i}"/>' for i, n in enumerate(sheets, 1))
        book.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{links}"><sheets>{names}</sheets></workbook>'
        )
        targets = "".join(f'<Relationship Id="r{i}" Target="worksheets/s{i}.xml"/>' for i in range(1, len(sheets) + 1))
        book.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{targets}</Relationships>")
        shared = "".join(f"<si><t>{escape(word)}</t></si>" for word in words)
        book.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{shared}</sst>')
        for number, rows in enumerate(sheets.values(), 1):
            body = "".join(_row(i, row, words) for i, row in enumerate(rows, 1))
            sheet = f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
            book.writestr(f"xl/worksheets/s{number}.xml", sheet)


def _row(number: int, cells: list[str | float | None], words: list[str]) -> str:
    made = [(f"{chr(65 + i)}{number}", cell) for i, cell in enumerate(cells) if cell is not None]
    texts = [
        f'<c r="{at}" t="s"><v>{words.index(c)}</v></c>' if isinstance(c, str) else f'<c r="{at}"><v>{c}</v></c>'
        for at, c in made
    ]
    return f'<row r="{number}">{"".join(texts)}</row>'
