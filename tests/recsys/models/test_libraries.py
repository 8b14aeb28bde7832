import importlib

import pytest

from recsys import registry
from recsys.errors import QueryError
from recsys.models import libraries


def test_a_library_that_loads_is_no_trouble() -> None:
    assert libraries.trouble("json") == ""
    assert libraries.required("json").loads("1") == 1


def test_a_library_that_does_not_load_says_why_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    _without(monkeypatch, "implicit.als", OSError("libgomp.so.1: cannot open shared object file"))
    with pytest.raises(QueryError, match=r"implicit does not load here \(libgomp.*apt-get install libgomp1"):
        libraries.required("implicit.als")


def test_the_registry_lists_what_runs_here_and_refuses_the_rest_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    _without(monkeypatch, "lightfm", ImportError("No module named 'lightfm'"))
    assert "lightfm" not in registry.runnable()
    assert {"popular", "item_linear", "transitions", "content"} <= set(registry.runnable())
    with pytest.raises(QueryError, match=r"lightfm does not load here.*gonggam\[hybrid\]"):
        registry.model("lightfm")


def _without(monkeypatch: pytest.MonkeyPatch, module: str, error: Exception) -> None:
    load = importlib.import_module

    def broken(name: str, package: str | None = None):
        if name == module:
            raise error
        return load(name, package)

    libraries.trouble.cache_clear()
    monkeypatch.setattr(libraries.importlib, "import_module", broken)


@pytest.fixture(autouse=True)
def _fresh():
    yield
    libraries.trouble.cache_clear()
