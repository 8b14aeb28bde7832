"""The tables of `benchmarks/results/quality.json` in the two READMEs, so that no figure is typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "quality.json"
START, END = "<!-- quality:start -->", "<!-- quality:end -->"
SHOWN: Mapping[str, tuple[str, str]] = {
    "leave-last-out": ("recall@10", "ndcg@10"),
    "next-item": ("recall@20", "mrr@20"),
    "folds": ("recall@10", "ndcg@10"),
}
"""The two figures a protocol is known by."""

ENGINE, WITHOUT = "gonggam", "gonggam without context"

Record = Mapping[str, Any]
"""What is kept of one data set's run."""


@dataclass(frozen=True)
class Words:
    """The words of a table in one language."""

    file: str
    model: str
    people: str
    without: str
    captions: Mapping[str, str]
    lead: str
    context: str
    duel: str
    left_out: str


WORDS = (
    Words(
        "README.md",
        "model",
        "cases",
        "`gonggam`, context untold",
        {
            "leave-last-out": "Recall@10 / NDCG@10. Each person's last choice is held out (`{protocol}`, people with at"
            " least {min_events} items), the whole catalogue is ranked, seed {seed}.",
            "next-item": "Recall@20 / MRR@20. The next item at every step of later sessions (`{protocol}`), the whole"
            " catalogue is ranked, seed {seed}.",
            "folds": "Recall@10 / NDCG@10. Every good rating of a held-out fifth (`{protocol}`), asked for in the"
            " context it was given in, the whole catalogue is ranked, seed {seed}.",
        },
        "{name}: {figure} of `gonggam` less that of `{against}`: {difference} (95 % interval {low} to {high},"
        " bootstrap over people).",
        "{name}: {figure} of `gonggam` with the context less that without it: {difference} (95 % interval {low} to"
        " {high}, bootstrap over people).",
        "{name}: {figure} of the additive sum {sum}, of LambdaMART over the same values and candidates {trees}; the sum"
        " less the trees: {difference} (95 % interval {low} to {high}, {cases:,} cases).",
        "{name}: without `{model}`: {reason}.",
    ),
    Words(
        "README.ko.md",
        "모델",
        "물어본 횟수",
        "`gonggam`, 상황을 모를 때",
        {
            "leave-last-out": "Recall@10 / NDCG@10. 사람마다 마지막 선택 하나를 빼 두고(`{protocol}`, 항목이"
            " {min_events}개 이상인 사람), 목록 전체에서 순위를 매겼어요. 시드는 {seed}이에요.",
            "next-item": "Recall@20 / MRR@20. 나중 세션의 걸음마다 다음 항목을 물었고(`{protocol}`), 목록 전체에서"
            " 순위를 매겼어요. 시드는 {seed}이에요.",
            "folds": "Recall@10 / NDCG@10. 따로 빼 둔 5분의 1에서 좋게 매긴 평점을 하나하나(`{protocol}`), 그때의"
            " 상황과 함께 물었어요. 목록 전체에서 순위를 매겼고, 시드는 {seed}이에요.",
        },
        "{name}: `gonggam`의 {figure}에서 `{against}`의 것을 빼면 {difference}(95 % 구간 {low} ~ {high},"
        " 사람 단위 부트스트랩)이에요.",
        "{name}: 상황을 알 때 `gonggam`의 {figure}에서 모를 때의 것을 빼면 {difference}(95 % 구간 {low} ~ {high},"
        " 사람 단위 부트스트랩)이에요.",
        "{name}: 덧셈 점수의 {figure}는 {sum}, 같은 값과 후보를 쓴 LambdaMART는 {trees}예요. 덧셈에서 LambdaMART를 빼면"
        " {difference}(95 % 구간 {low} ~ {high}, {cases:,}번)이에요.",
        "{name}: `{model}` 없이 쟀어요 ({reason}).",
    ),
)


def tables(results: Mapping[str, Any], words: Words) -> str:
    """The tables of the README in one language, one a protocol: models down, data sets across."""
    found = results["datasets"]
    protocols = dict.fromkeys(record["protocol"] for record in found.values())
    own = ({name: r for name, r in found.items() if r["protocol"] == protocol} for protocol in protocols)
    return "\n\n".join(_table(records, words) for records in own)


def _table(found: Mapping[str, Record], words: Words) -> str:
    models = _last(name for record in found.values() for name in record["models"])
    rows = [
        [words.model, *found],
        ["---", *("---:" for _ in found)],
        *(
            [words.without if name == WITHOUT else f"`{name}`", *(_cell(record, name) for record in found.values())]
            for name in models
        ),
        [words.people, *(_cases(record) for record in found.values())],
    ]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    first = next(iter(found.values()))
    notes = [note for name, record in found.items() for note in _notes(name, record, words) if note]
    return "\n".join([*lines, "", words.captions[first["protocol"]].format(**first), "", *(f"- {n}" for n in notes)])


def _last(models: Iterable[str]) -> list[str]:
    """The distinct names in order, the engine at the end."""
    names = list(dict.fromkeys(models))
    return sorted(names, key=lambda name: name.startswith(ENGINE))


def _cell(record: Record, model: str) -> str:
    own = record["models"].get(model)
    return "" if own is None else " / ".join(shown(own[key]) for key in SHOWN[record["protocol"]])


def _cases(record: Record) -> str:
    asked, of = record["n_test_cases"], record.get("of_cases", record["n_test_cases"])
    return f"{asked:,}" if asked == of else f"{asked:,} / {of:,}"


def _notes(name: str, record: Record, words: Words) -> list[str]:
    """The engine beside the best of the others, the duel, and who is missing."""
    left = [words.left_out.format(name=name, model=m, reason=r) for m, r in record.get("left_out", {}).items()]
    return [
        _lead(name, record, words),
        _against(WITHOUT, words.context, name, record),
        _duel(name, record, words),
        *left,
    ]


def _lead(name: str, record: Record, words: Words) -> str:
    key = SHOWN[record["protocol"]][1]
    others = {m: f[key] for m, f in record["models"].items() if m not in (ENGINE, WITHOUT)}
    return _against(max(others, key=lambda m: others[m]), words.lead, name, record) if others else ""


def _against(other: str, words: str, name: str, record: Record) -> str:
    """How the engine compares with another row of the table, where both were compared."""
    key = SHOWN[record["protocol"]][1]
    for found in record["comparisons"]:
        if (found["model"], found["against"], found["metric"]) == (ENGINE, other, key):
            return words.format(name=name, figure=key.upper(), against=other, **_bounds(found))
    return ""


def _duel(name: str, record: Record, words: Words) -> str:
    duel = record.get("duel")
    if not duel:
        return ""
    key = SHOWN[record["protocol"]][1]
    found = next(one for one in duel["comparisons"] if one["metric"] == key)
    figures = {side: shown(duel["models"][model][key]) for side, model in (("sum", "sum"), ("trees", "LambdaMART"))}
    told = {"name": name, "figure": key.upper(), "cases": duel["n_test_cases"], **figures}
    return words.duel.format(**told, **_bounds(found))


def _bounds(found: Mapping[str, Any]) -> dict[str, str]:
    return {key: f"{found[key]:+.4f}" for key in ("difference", "low", "high")}


def shown(value: float) -> str:
    """Four decimals, as the command prints them."""
    return f"{value:.4f}"


def write_readmes(results: Mapping[str, Any], root: Path = ROOT) -> None:
    """Replace what stands between the marks of each README by the tables."""
    for words in WORDS:
        path = root / words.file
        text = path.read_text(encoding="utf-8")
        before, _, rest = text.partition(START)
        _, mark, after = rest.partition(END)
        if not mark:
            raise SystemExit(f"{words.file}: {START} ... {END} is missing")
        path.write_text(f"{before}{START}\n{tables(results, words)}\n{END}{after}", encoding="utf-8")
