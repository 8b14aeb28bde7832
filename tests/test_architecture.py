"""House rules that can be checked by reading the source."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.file_length import too_long

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("recsys", "explain", "api")
SPEAKING = ("api/cli.py",)
"""Files that may print: the command line."""
SOURCES = [path.relative_to(ROOT) for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]

Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def tree_of(source: Path) -> ast.Module:
    return ast.parse((ROOT / source).read_text(encoding="utf-8"))


def public(node: ast.AST, inside: str) -> Iterator[tuple[str, Documented]]:
    """Every public class, function and method below a node, with its dotted name."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not child.name.startswith("_"):
            yield f"{inside}.{child.name}", child
            if isinstance(child, ast.ClassDef):
                yield from public(child, f"{inside}.{child.name}")


def is_overload(node: Documented) -> bool:
    decorators = [] if isinstance(node, ast.Module) else node.decorator_list
    return any(isinstance(d, ast.Name) and d.id == "overload" for d in decorators)


def test_there_is_something_to_check() -> None:
    assert len(SOURCES) > 100
    assert all((ROOT / path).exists() for path in SPEAKING)


def test_every_module_and_everything_public_has_a_docstring() -> None:
    bare = []
    for source in SOURCES:
        tree = tree_of(source)
        named = [(str(source), tree), *public(tree, str(source))]
        bare += [name for name, node in named if not ast.get_docstring(node) and not is_overload(node)]
    assert bare == []


def test_no_file_is_longer_than_allowed() -> None:
    assert too_long(ROOT) == []


def test_product_code_asserts_nothing_and_catches_nothing_blindly() -> None:
    """`assert_never` is a call and stays; `assert` vanishes under -O and says nothing to a person."""
    found = []
    for source in SOURCES:
        for node in ast.walk(tree_of(source)):
            bare = isinstance(node, ast.ExceptHandler) and node.type is None
            if isinstance(node, ast.Assert) or bare:
                found.append(f"{source}:{node.lineno}")
    assert found == []


def test_only_the_command_line_prints() -> None:
    found = [
        f"{source}:{node.lineno}"
        for source in SOURCES
        if str(source) not in SPEAKING
        for node in ast.walk(tree_of(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert found == []


def test_the_core_reads_no_clock_and_no_global_randomness() -> None:
    """Clocks and generators are arguments. `recommender.save` names its artefact by the time, as its comment says."""
    clocks = ("time.time", "datetime.now", "datetime.today", "date.today", "datetime.utcnow")
    seeded = ("np.random.default_rng", "np.random.SeedSequence", "np.random.Generator")
    found = []
    for source in (s for s in SOURCES if s.parts[0] != "api"):
        for node in ast.walk(tree_of(source)):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if ".".join(called.split(".")[-2:]) in clocks or (
                called.startswith(("np.random.", "random.")) and not called.startswith(seeded)
            ):
                found.append(str(source))
    assert set(found) <= {"recsys/recommender.py"}


def test_package_files_hold_a_docstring_and_reexport_nothing_heavy() -> None:
    for source in (s for s in SOURCES if s.name == "__init__.py"):
        for node in tree_of(source).body:
            is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            lazy = isinstance(node, ast.FunctionDef | ast.Assign | ast.ImportFrom | ast.If)
            assert is_text or lazy, f"{source}:{node.lineno}"


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("recsys", "numpy scipy polars numba"),
        ("explain", "numpy scipy polars numba"),
        ("api", "numpy fastapi sqlalchemy"),
        ("api.cli", "numpy scipy polars fastapi sqlalchemy uvicorn"),
        ("recsys.recommender", "fastapi sqlalchemy uvicorn torch"),
    ],
)
def test_importing_does_not_load_what_is_not_needed_yet(module: str, heavy: str) -> None:
    code = f"import sys, {module}; print([name for name in {heavy.split()} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_every_test_folder_is_a_package_lest_it_shadow_the_real_one() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []
