"""Figures with their intervals as a picture: `plot(evaluate(...))`. Needs matplotlib, the extra `plot`."""

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals as nw

from recsys.errors import GonggamError, QueryError
from recsys.evaluation.report import ALL

try:
    import matplotlib as mpl
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import fontManager
except ImportError as problem:
    raise GonggamError("a plot needs matplotlib, which is not installed; pip install 'gonggam[plot]'") from problem

FORMATS = (".png", ".svg", ".pdf")
HANGUL = ("Noto Sans CJK KR", "Noto Sans CJK JP", "Noto Sans KR", "NanumGothic", "Malgun Gothic", "Apple SD Gothic Neo")
"""Fonts that draw Korean names, whichever is installed; everything else stays in matplotlib's own font."""

BEST, OTHER, FAINT = "#8a3a24", "#5c5346", "#e6dfd3"
METRICS = ("ndcg", "recall", "mrr", "coverage")
LOWER_IS_BETTER = ("miscalibration", "calibration_error", "fit_seconds", "ms_per_case")


class Drawing(Figure):
    """A figure that a notebook shows by itself, whatever backend it has chosen."""

    def _repr_png_(self) -> bytes:
        page = io.BytesIO()
        self.savefig(page, format="png", dpi=110)
        return page.getvalue()


@dataclass(frozen=True)
class Panel:
    """One metric in one segment: by model its value, low and high (NaN without an interval), over n cases."""

    metric: str
    k: int
    segment: str
    bars: Mapping[str, tuple[float, float, float]]
    n: int

    @property
    def order(self) -> list[str]:
        """The models, best first."""
        return sorted(self.bars, key=lambda model: self.bars[model][0], reverse=self.metric not in LOWER_IS_BETTER)

    @property
    def title(self) -> str:
        """What the panel shows."""
        name = f"{self.metric}@{self.k}" if self.k else self.metric
        return name if self.segment == ALL else f"{name}, {self.segment} (n = {self.n:,})"


def plot(
    figures: Any,
    metrics: Sequence[str] = METRICS,
    k: int | None = None,
    segments: Sequence[str] = (ALL,),
    title: str = "",
) -> Drawing:
    """Draw a frame of `evaluate`: a panel for each metric and segment, a line a model, bars the 95 % intervals.

    `k` is the smallest one unless told. Models stand in the order of the first panel, best first. Raises QueryError
    for a metric, k or segment that the frame does not hold.
    """
    rows = nw.from_native(figures, eager_only=True)
    places = rows.filter(nw.col("k") > 0)["k"].to_list()
    k = min(places, default=0) if k is None else k
    panels = [_panel(rows, metric, k, segment) for segment in segments for metric in metrics]
    if not panels:
        raise QueryError("metrics", "nothing to draw", "at least one metric and one segment")
    with mpl.rc_context({"font.family": _fonts()}):
        return _drawn(panels, title)


def checked_format(path: Path) -> Path:
    """The path, if a picture can be written there. Raises QueryError for another ending."""
    if path.suffix.lower() not in FORMATS:
        raise QueryError("plot", f"{path.name!r} has no ending of a picture", ", ".join(FORMATS))
    return path


def write(drawing: Drawing, path: Path) -> None:
    """Write a picture; text in an SVG stays text, and the same figures give the same bytes."""
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "gonggam"}):
        drawing.savefig(checked_format(path), dpi=150, metadata=UNDATED.get(path.suffix.lower(), {}))


UNDATED: Mapping[str, dict[str, Any]] = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}


def _panel(rows: "nw.DataFrame[Any]", metric: str, k: int, segment: str) -> Panel:
    for field, wanted in (("metric", metric), ("segment", segment)):
        known = list(dict.fromkeys(rows[field].to_list()))
        if wanted not in known:
            raise QueryError(field, f"{wanted!r} is not among the figures", ", ".join(known))
    place = 0 if metric in ("fit_seconds", "ms_per_case") else k
    here = rows.filter((nw.col("metric") == metric) & (nw.col("k") == place) & (nw.col("segment") == segment))
    if len(here) == 0:
        raise QueryError("metric", f"no figure of {metric}@{place} in {segment!r}", "another k, or the segment 'all'")
    columns = (here[name].to_list() for name in ("model", "value", "low", "high"))
    bars = {model: (value, low, high) for model, value, low, high in zip(*columns, strict=True)}
    return Panel(metric, place, segment, bars, int(here["n"].to_list()[0]))


def _drawn(panels: Sequence[Panel], title: str) -> Drawing:
    order = panels[0].order
    across = min(len(panels), 4)
    down = math.ceil(len(panels) / across)
    label = 0.085 * max(len(model) for model in order)
    height = 0.27 * len(order) + 0.8
    page = Drawing(figsize=(2.6 * across + label, height * down + 0.4 * bool(title)), layout="constrained")
    grid = page.subplots(down, across, squeeze=False, sharey=True)
    for axes, panel in zip(grid.flat, panels, strict=False):
        _draw(axes, panel, order)
    for axes in grid.flat[len(panels) :]:
        axes.set_visible(False)
    page.suptitle(title, fontsize=11)
    page.supxlabel("bars: 95 % intervals", fontsize=8, color=OTHER)
    return page


def _draw(axes: Axes, panel: Panel, order: Sequence[str]) -> None:
    for row, model in enumerate(order):
        value, low, high = panel.bars.get(model, (math.nan,) * 3)
        color = BEST if value == panel.bars[panel.order[0]][0] else OTHER
        axes.plot([low, high], [row, row], color=color, linewidth=4, alpha=0.35, solid_capstyle="butt")
        axes.plot([value], [row], marker="o", markersize=5, color=color)
        axes.annotate(
            f"{value:.3f}", (1.02, row), xycoords=axes.get_yaxis_transform(), va="center", fontsize=8, color=color
        )
    axes.set_yticks(range(len(order)), list(order), fontsize=9)
    axes.set_ylim(len(order) - 0.5, -0.5)
    axes.set_title(panel.title, fontsize=9)
    axes.tick_params(axis="x", labelsize=8)
    axes.tick_params(axis="y", length=0)
    axes.locator_params(axis="x", nbins=4)
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)


def _fonts() -> list[str]:
    usual = list(mpl.rcParams["font.family"])
    there = set(fontManager.get_font_names())
    return [*usual, *(name for name in HANGUL if name in there)]
