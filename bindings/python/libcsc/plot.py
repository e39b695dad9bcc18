"""Pictures with matplotlib, when it is installed: every value with its interval.

Each function draws into ``ax`` (or a new figure's axes) and returns the axes.
"""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Sequence

from ._estimate import Estimate


def _axes(ax: Any) -> Any:
    if ax is not None:
        return ax
    import matplotlib.pyplot

    return matplotlib.pyplot.subplots(layout="constrained")[1]


def intervals(estimates: Mapping[Any, Estimate], *, ax: Any = None, whole: Optional[Estimate] = None, label: str = "") -> Any:
    """A dot and its interval for each group, the first on top; `whole` as a line for all together.  Undefined groups are named, not drawn.

    libcsc.plot.intervals(libcsc.metric(spec, values, groups=teams))
    """
    ax = _axes(ax)
    names = []
    for place, (name, e) in enumerate(estimates.items()):
        names.append("%s (n %s)" % (name, e.n) if e.status == "ok" else "%s (%s)" % (name, e.status))
        if e.status == "ok":
            if e.low == e.low:
                ax.plot([e.low, e.high], [place, place], color="tab:blue", linewidth=2)
            ax.plot([e.value], [place], "o", color="tab:blue")
    if whole is not None and whole.status == "ok":
        ax.axvline(whole.value, color="0.6", linewidth=1)
    ax.set_yticks(range(len(names)), names)
    ax.margins(y=0.2)
    ax.invert_yaxis()
    first = next(iter(estimates.values()), None)
    ax.set_xlabel(label or (first.definition if first is not None else ""))
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def gaps(result: Dict[str, Any], *, ax: Any = None) -> Any:
    """Expectation, experience and gap of each item of satisfaction.gap() or Gap.to_dict()."""
    ax = _axes(ax)
    rows = result["items"]
    for place, row in enumerate(rows):
        if row.get("gap") is None:
            continue
        color = "tab:green" if row["gap"] >= 0 else "tab:red"
        ax.plot([row["expectation"], row["experience"]], [place, place], color=color, linewidth=2)
        ax.plot([row["expectation"]], [place], "|", color="0.2", markersize=14)
        ax.plot([row["experience"]], [place], "o", color=color)
    ax.set_yticks(range(len(rows)), ["%s (%+.2f)" % (row["item"] or "all", row["gap"]) if row.get("gap") is not None else row["item"] for row in rows])
    ax.margins(y=0.2)
    ax.invert_yaxis()
    ax.set_xlabel("expected (|) and experienced (dot)")
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def curve(
    time: Sequence[float],
    estimate: Sequence[float],
    low: Optional[Sequence[float]] = None,
    high: Optional[Sequence[float]] = None,
    *,
    ax: Any = None,
    label: Optional[str] = None,
    steps: bool = True,
) -> Any:
    """A curve with its band: survival (as steps), tracking, forecast."""
    ax = _axes(ax)
    style = {"where": "post"} if steps else {}
    (line,) = (ax.step if steps else ax.plot)(time, estimate, label=label, **style)
    if low is not None and high is not None:
        ax.fill_between(time, low, high, step="post" if steps else None, alpha=0.2, color=line.get_color(), linewidth=0)
    if label is not None:
        ax.legend(frameon=False)
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def bass(fit: Any, adopters: Sequence[Optional[float]], horizon: int = 10, *, ax: Any = None) -> Any:
    """Adopters per period, the fitted Bass model and its forecast with a band.

    libcsc.plot.bass(libcsc.wom.Bass(series), series)
    """
    ax = _axes(ax)
    seen = list(adopters)
    ax.plot(range(1, len(seen) + 1), [float("nan") if v is None else v for v in seen], "o", color="0.3", markersize=4)
    if fit.status == "ok":
        told: List[Any] = fit.forecast(1, len(seen) + horizon)
        value, low, high = zip(*told)
        curve(range(1, len(told) + 1), value, low, high, ax=ax, steps=False)
        ax.axvline(fit.result.peak_time, color="0.8", linewidth=1)
    else:
        ax.set_title("no estimate: " + fit.status)
    ax.set_xlabel("period")
    ax.set_ylabel("adopters")
    return ax
