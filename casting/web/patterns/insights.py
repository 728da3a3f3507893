"""Samples of the insights and of the runs. The pages are made by the views: the samples are what a run stores."""

from collections.abc import Mapping
from dataclasses import replace
from math import exp

from casting.domain.insights import CalibrationBin, Distribution, SeenCurve, StopEstimate
from casting.web.charts import curve, dots, histogram, line
from casting.web.pages import (
    AgreementView,
    CalibrationView,
    Counted,
    InsightsPage,
    Link,
    MissedView,
    Mover,
    ProxyView,
    ReviewerView,
    RunLine,
    RunsComparedPage,
    RunsPage,
    Silences,
    StopView,
)
from casting.web.patterns.invented import CALL, HOME, LONG, MEMBER, RIGHT_TO_LEFT, ROLE, SCRIPT, UNBROKEN, name_of
from casting.web.render import Shown

SCORES = Distribution(
    edges=tuple(-3.0 + 0.3 * step for step in range(21)),
    counts=tuple(round(420 * exp(-(((step - 8) / 4) ** 2))) for step in range(20)),
    marked=tuple(round(420 * exp(-(((step - 8) / 4) ** 2)) * (step / 19) ** 2) for step in range(20)),
)
SEEN = SeenCurve(
    looked=tuple(range(0, 481, 20)),
    found=tuple(round(66 * (1 - exp(-step / 9))) for step in range(25)),
    left=(None, None, *(40.0 * exp(-step / 12) + 6 for step in range(23))),
)
STOPPING = StopEstimate(
    pool=3000,
    looked=480,
    found=61,
    target=0.95,
    confidence=0.95,
    share=0.9,
    share_low=0.83,
    reached=False,
    check=210,
    checked=0,
    method="audit",
)
BINS = tuple(
    CalibrationBin(48, share, max(0.0, share - 0.03), max(0.0, share - 0.12), min(1.0, share + 0.1))
    for share in (0.02, 0.06, 0.14, 0.31, 0.55, 0.78)
)


def insights_patterns() -> Mapping[str, Shown]:
    """The insights before a run, with few marks, full, and when one can stop; the runs, and two beside each other."""
    full, few = _full(), _few()
    stop = full.stop
    reached = None if stop is None else replace(stop, reached=True, advice=STOP, links=(), promise=SAFE)
    return {
        "insights": full,
        "insights, one can stop": replace(full, stop=reached),
        "insights, few marks": few,
        "insights, nothing worked out": replace(
            few,
            stop=None,
            distribution=None,
            agreement=None,
            silences=Silences(*("This run worked nothing out here.",) * 6, ""),
        ),
        "insights, no run": replace(few, run=""),
        **_runs(),
    }


STOP = "That is the 95 % asked for: you can stop."
SAFE = "With 95 % confidence that is at least 96 % of those you would pick."
LABELS = (("pick", 61), ("maybe", 84), ("pass", 335), ("stars", 212), ("stage", 40))
REVIEWERS = (
    ("You", (480, 61, 120), 0.12, 0.11),
    (name_of(3), (200, 44, 120), -0.31, -0.28),
    (LONG, (3, 0, 0), None, 0.0),
)


def _full() -> InsightsPage:
    return InsightsPage(
        title=f"{ROLE}: insights",
        call_title=CALL,
        role_title=ROLE,
        role_href=HOME,
        runs_href=f"{HOME}/runs",
        run="From run 214 of 14 Nov 2026, 09:12, over 3,000 applications.",
        stop=StopView(
            reached=False,
            said="The team has looked at 480 of 3,000 and found 61.",
            promise="With 95 % confidence that is at least 83 % of those you would pick; most likely about 90 %.",
            advice="To be able to promise 95 %, look at 210 more, drawn at random, and find nobody among them.",
            links=(Link("Look at them at random", f"{HOME}?lens=random"), Link("Next to review", f"{HOME}?lens=next")),
            rests_on="It rests on the candidates whom chance put before you.",
        ),
        seen=curve(SEEN, STOPPING),
        missed=MissedView(
            "Among 48 whom chance put before you, 1 was wanted. So about 9 of those nobody has looked at may be.",
            line(0.5, 9.0, 31.0, least=0.0, most=31.0),
            "31.0",
        ),
        distribution=histogram(SCORES),
        calibration=CalibrationView("Of those marked, 58.2 picks were predicted, and 61 made.", dots(BINS)),
        agreement=AgreementView(
            "Krippendorff’s alpha is +0.58 (95 %: +0.41 to +0.71), over 120 applications that two or more marked.",
            line(0.41, 0.58, 0.71, least=-1.0, most=1.0),
            tuple(_reviewer(*one) for one in REVIEWERS),
            named=True,
        ),
        labels=tuple(Counted(kind, number, round(number / 3.35, 1)) for kind, number in LABELS),
        proxies=(
            ProxyView("“my wife”", "sex: male", "81 of 100", 62.0),
            ProxyView(SCRIPT, "origin: elsewhere", "66 of 100", 32.0),
            ProxyView(UNBROKEN, "age: over 40", "61 of 100", 22.0),
        ),
        silences=Silences(*[""] * 7),
        **MEMBER,
    )


def _reviewer(name: str, counts: tuple[int, int, int], raw: float | None, shrunk: float) -> ReviewerView:
    width = abs(shrunk) * 50
    return ReviewerView(
        name,
        *counts,
        "" if raw is None else f"{raw:+.2f}",
        f"{shrunk:+.2f}",
        50 - width if shrunk < 0 else 50,
        width,
        lenient=shrunk >= 0,
    )


def _few() -> InsightsPage:
    why = "There are too few marks: it takes 10 wanted and 10 unwanted ones."
    return replace(
        _full(),
        stop=replace(
            _full().stop or StopView(reached=False, said="", promise="", advice="", links=(), rests_on=""),
            said="The team has looked at 6 of 3,000 and found 1.",
            promise="How many that is of those you would pick cannot be promised yet.",
            rests_on="",
        ),
        seen=None,
        missed=None,
        calibration=None,
        agreement=AgreementView("No application was marked by two people.", None, (), named=False),
        labels=(),
        proxies=(),
        silences=Silences("", "Nobody has looked at enough.", "", why, why, "", "Nobody has given protected data."),
    )


def _runs() -> Mapping[str, Shown]:
    run = RunLine(
        run_id=214,
        made="14 Nov 2026, 09:12",
        published="14 Nov 2026, 09:12",
        applications=3000,
        learned="61 pick, 84 maybe, 335 pass",
        quality="0.62 (0.55–0.68; by chance 0.14)",
        recipe="name linear, c 1.0",
        versions="numpy 2.3.5, scikit-learn 1.8.0",
        inputs="4f1d9a0b77c2",
        compare_href=f"{HOME}/runs/213/214",
    )
    first = replace(
        run, run_id=213, published="", learned="the breakdown alone", quality="", inputs="", compare_href=""
    )
    compared = _compared(first, run)
    runs = RunsPage(f"{ROLE}: runs", CALL, ROLE, HOME, f"{HOME}/insights", (run, first), **MEMBER)
    return {
        "runs": runs,
        "runs, none": replace(runs, runs=()),
        "runs compared": compared,
        "runs compared, the same": replace(compared, differences=(), moved=0, new=0, gone=0, movers=()),
    }


def _compared(first: RunLine, second: RunLine) -> RunsComparedPage:
    movers = (
        Mover(name_of(2), f"{HOME}/a", 1840, 12, "up 1,828", ("Writes “stitched” +0.41", "English +0.12")),
        Mover(RIGHT_TO_LEFT, f"{HOME}/b", 3, 702, "down 699", ()),
        Mover(LONG, f"{HOME}/c", 40, 41, "down 1", (f"Writes “{UNBROKEN}” −0.02",)),
    )
    return RunsComparedPage(
        title=f"{ROLE}: run 213 and run 214",
        call_title=CALL,
        role_title=ROLE,
        role_href=HOME,
        runs_href=f"{HOME}/runs",
        first=first,
        second=second,
        differences=("Marks: 0 before, 480 after.", "The criteria were changed in between."),
        moved=2991,
        new=4,
        gone=1,
        movers=movers,
        **MEMBER,
    )
