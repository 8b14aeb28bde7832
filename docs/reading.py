"""Reads what the READMEs show: the curl lines as requests, and the printed list as rows."""

import shlex
from typing import Any
from urllib.parse import urlsplit

from docs.refresh import blocks


class Curl:
    """Runs curl lines against an HTTP client; REQUEST_ID and ITEM_ID become those of the last list answered."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._names: dict[str, str] = {}

    def run(self, words: list[str]) -> tuple[int, Any]:
        """The status and the JSON body that one command line gets. Raises ValueError for an option not known here."""
        method, url, headers, content = _request(words)
        for name, value in self._names.items():
            url = url.replace(name, value)
        answer = self._client.request(method, url, headers=headers, content=content)
        told = answer.json()
        if urlsplit(url).path == "/v1/recommendations":
            self._names = {"REQUEST_ID": told["request_id"], "ITEM_ID": told["items"][0]["item_id"]}
        return answer.status_code, told


def _request(words: list[str]) -> tuple[str, str, dict[str, str], bytes | None]:
    """Method, address, headers and body of a curl command line."""
    method, url, headers, content = "", "", {}, None
    rest = iter(words[1:])
    for word in rest:
        if word == "-X":
            method = next(rest)
        elif word == "-H":
            name, _, said = next(rest).partition(":")
            headers[name] = said.strip()
        elif word == "-d":
            content = next(rest).encode()
        elif word.startswith("http"):
            url = word
        elif word != "-s":
            raise ValueError(f"{word} in {words}: -s, -X, -H, -d and an address are understood")
    return method or ("GET" if content is None else "POST"), url, headers, content


def commands(text: str) -> list[list[str]]:
    """The command lines of the ```sh blocks, split into words; a line may go on after a backslash or in quotes."""
    lexers = (shlex.split(body.replace("\\\n", " ") + "\n", comments=True) for body in blocks(text, "sh"))
    found: list[list[str]] = []
    for words in lexers:
        for word in words:
            if word in ("curl", "gonggam"):
                found.append([])
            found[-1].append(word)
    return found


def rows_of_list(text: str) -> list[tuple[str, str]]:
    """(title, reason) of each numbered row of the printed table, its wrapped lines joined."""
    rows: list[list[list[str]]] = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("│")]
        if len(cells) > 5 and cells[1].isdigit():
            rows.append([cells])
        elif len(cells) > 5 and rows:
            rows[-1].append(cells)
    return [(" ".join(c[2] for c in lines if c[2]), " ".join(c[4] for c in lines if c[4])) for lines in rows]


def same_title(one: str, other: str) -> bool:
    """The same title up to wrapping and the ellipsis of a narrow column."""
    start, _, rest = one.replace(" ", "").partition("…")
    whole = other.replace(" ", "")
    return whole.startswith(start) and whole.endswith(rest) if rest or "…" in one else whole == start
