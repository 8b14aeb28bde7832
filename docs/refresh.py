"""What the READMEs show as printed is printed: `python -m docs.refresh` runs it again and puts it in place.

A fenced block after the mark `<!-- printed:NAME -->` holds the output of
- `list`: the README's own `gonggam recommend` command, on the demo bookshop (trained under .demo when needed);
- `python-1`, `python-2`...: that ```python block of README.md, run after the ones before it.
README.ko.md shows the same outputs. The results table has its own command: `python -m benchmarks.quality`.
"""

import io
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.ko.md")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WIDTH = "104"
"""Columns of the terminal that the list is printed on."""


def blocks(text: str, language: str) -> list[str]:
    """The contents of the fenced blocks of a language, in order."""
    return [body for name, body in FENCE.findall(text) if name == language]


def printed(text: str, name: str) -> str:
    """What the block after the mark of this name holds. Raises KeyError when there is none."""
    found = re.search(rf"<!-- printed:{re.escape(name)} -->\n```text\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    if found is None:
        raise KeyError(name)
    return found[1]


def with_printed(text: str, name: str, output: str) -> str:
    """The text with that block's content replaced."""
    return text.replace(
        f"<!-- printed:{name} -->\n```text\n{printed(text, name)}```", f"<!-- printed:{name} -->\n```text\n{output}```"
    )


def run_python(sources: Sequence[str]) -> list[str]:
    """What each block prints, all run in one namespace, one after the other."""
    names: dict[str, object] = {"__name__": "readme"}
    outputs = []
    for number, source in enumerate(sources, start=1):
        out = io.StringIO()
        with redirect_stdout(out):
            exec(compile(source, f"README python block {number}", "exec"), names)  # noqa: S102  (the README's own code)
        outputs.append(out.getvalue())
    return outputs


def run_list(home: Path) -> str:
    """What `gonggam recommend minseo` prints on the demo bookshop; `home` is the demo's folder."""
    from rich.console import Console  # noqa: PLC0415

    from api.cli_demo import prepared  # noqa: PLC0415  (loads the whole engine)

    model = prepared("bookshop", home / "bookshop", Console(quiet=True))
    command = [sys.executable, "-m", "api.cli", "recommend", "minseo", "--model", str(model), "-k", "5"]
    environment = os.environ | {"COLUMNS": WIDTH, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, encoding="utf-8", env=environment, check=True
    )
    return "".join(line.rstrip() + "\n" for line in done.stdout.splitlines())


def main() -> None:
    """Run everything and rewrite both READMEs."""
    source = (ROOT / "README.md").read_text(encoding="utf-8")
    outputs = {f"python-{n}": out for n, out in enumerate(run_python(blocks(source, "python")), start=1)}
    outputs["list"] = run_list(ROOT / ".demo")
    for file in READMES:
        text = (ROOT / file).read_text(encoding="utf-8")
        for name, output in outputs.items():
            text = with_printed(text, name, output)
        (ROOT / file).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
