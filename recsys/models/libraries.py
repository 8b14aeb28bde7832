"""Libraries that may be absent or may not load: looked for only when a model that needs one is asked for."""

import importlib
from functools import cache
from typing import Any

from recsys.errors import QueryError

ADVICE = {
    "implicit": "pip install 'implicit>=0.7.2'; where libgomp is missing: Debian/Ubuntu `apt-get install libgomp1`",
    "lightfm": "pip install 'gonggam[hybrid]' (CPython 3.12 and 3.13 get a wheel, 3.11 builds it with a C compiler)",
}
"""What to do about a library, by the package that holds it."""


@cache
def trouble(module: str) -> str:
    """Why a module does not load here, or "" when it does. implicit without the system's libgomp fails as it loads."""
    try:
        importlib.import_module(module)
    except (ImportError, OSError) as error:
        return str(error)
    return ""


def required(module: str) -> Any:
    """The module. Raises QueryError saying what to install."""
    problem = trouble(module)
    if problem:
        package = module.partition(".")[0]
        raise QueryError("models", f"{package} does not load here ({problem})", ADVICE.get(package, "other models"))
    return importlib.import_module(module)
