"""Fails when a source file has more than 300 lines: `make check` runs it."""

import sys
from pathlib import Path

LONGEST = 300


def too_long(root: Path) -> list[str]:
    """Every Python file of the packages above the limit, with its length."""
    found = []
    for package in ("recsys", "explain", "api", "benchmarks", "tests"):
        for path in sorted((root / package).rglob("*.py")):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > LONGEST:
                found.append(
                    f"{path.relative_to(root)}: {lines} lines, at most {LONGEST}; give each responsibility a file"
                )
    return found


if __name__ == "__main__":
    sys.exit("\n".join(too_long(Path(__file__).resolve().parent.parent)) or 0)
