"""The page of insights made of what was stored: numbers as sentences, pictures and tables."""

from collections.abc import Mapping
from dataclasses import fields, replace

from casting.domain.insights import Agreement, Calibration, Insights, MissedEstimate, Proxy, Reviewer, StopEstimate
from casting.domain.permissions import Actor
from casting.domain.phrases import STOP_WORDS
from casting.domain.rounding import signed
from casting.services.insights import RoleInsights
from casting.store.calls import KeptRole
from casting.web.card_views import moment
from casting.web.charts import curve, decimal, dots, histogram, line, percent
from casting.web.pages import (
    AgreementView,
    CalibrationView,
    Counted,
    InsightsPage,
    Link,
    MissedView,
    ProxyView,
    ReviewerView,
    Silences,
    StopView,
)
from casting.web.places import Place

RESTS_ON = {
    "audit": "It rests on the candidates whom chance put before you.",
    "check": "It rests on a random check of those that were left.",
    "everything": "Everybody has been looked at.",
    "nothing": "",
}
UNSAID = "This run worked nothing out here."
NO_PROXIES = "This run lists none."
RELIABLE, TENTATIVE = 0.8, 0.667
"""What Krippendorff asks of alpha for firm and for tentative conclusions (Content Analysis, 2004, page 241)."""


def insights_page(kept: KeptRole, actor: Actor, found: RoleInsights | None) -> InsightsPage:
    """What the newest run came to."""
    place = Place(kept.call.slug, kept.role.slug)
    said = Insights() if found is None else _of_meaning(found.insights)
    return InsightsPage(
        title=f"{kept.role.title}: insights",
        member_name=actor.name,
        administrator=actor.administrator,
        call_title=kept.call.title,
        role_title=kept.role.title,
        role_href=place.home,
        runs_href=f"{place.home}/runs",
        run="" if found is None else run_line(found, kept),
        stop=None if said.stop is None else _stop(said.stop, place),
        seen=None if said.seen is None or not said.seen.looked else curve(said.seen, said.stop),
        missed=None if said.missed is None else _missed(said.missed),
        distribution=None if said.distribution is None else histogram(said.distribution),
        calibration=None if said.calibration is None else _calibration(said.calibration),
        agreement=None
        if said.agreement is None
        else _agreement(said.agreement, actor, {} if not found else found.names),
        labels=() if found is None else _labels(found.labels),
        proxies=tuple(_proxy(one) for one in said.proxies),
        silences=_silences(said),
    )


def _of_meaning(said: Insights) -> Insights:
    """Without phrases such as “and”, of which nobody can say what they tell."""
    return replace(said, proxies=tuple(one for one in said.proxies if not STOP_WORDS.issuperset(one.name.split())))


def run_line(found: RoleInsights, kept: KeptRole) -> str:
    """From which run it comes, and whether there are later ones."""
    later = (
        f" {found.later:,} later {'one says' if found.later == 1 else 'ones say'} nothing of this."
        if found.later
        else ""
    )
    when = moment(found.made_at, kept.call)
    return f"From run {found.run_id} of {when}, over {found.applications:,} applications.{later}"


def _silences(said: Insights) -> Silences:
    """The reasons that the run gave; a part without any was simply not worked out."""
    parts = {one.name: getattr(said, one.name) for one in fields(Silences)}
    given = {name: "" if part else said.silence.get(name, UNSAID) for name, part in parts.items()}
    if not said.proxies and any(parts.values()):
        given["proxies"] = said.silence.get("proxies", NO_PROXIES)
    return Silences(**given)


def _stop(found: StopEstimate, place: Place) -> StopView:
    said = (
        f"The team has looked at {found.looked:,} of {found.pool:,} who fail no gate, and found {found.found:,}. "
        "Whoever has not yet said what a gate asks for is among them: “gates:met or gates:unknown” finds them all."
    )
    confidence, target = percent(found.confidence), percent(found.target)
    if found.share_low is None:
        promise = "How many that is of those you would pick cannot be promised yet."
    else:
        promise = (
            f"With {confidence} confidence that is at least {percent(found.share_low)} of those you would pick"
            + (f"; most likely about {percent(found.share)}." if found.share is not None else ".")
        )
    links: tuple[Link, ...] = (Link("Next to review", f"{place.home}?lens=next"),)
    if found.reached:
        advice, links = f"That is the {target} asked for: you can stop.", ()
    elif found.method == "nothing":
        advice = "Nobody has been met by chance yet. Among the next to review every tenth is, and so speaks for all."
    elif not found.dry:
        advice = "The order still finds many. When it finds few, a check of the others at random can be promised on."
    elif found.check is None:
        advice = f"Only looking at everybody would bring the {target} asked for."
    else:
        done = f" {found.checked:,} of them are done." if found.checked else ""
        advice = (
            f"To be able to promise {target}, look at {found.check:,} more, drawn at random, and find nobody "
            f"among them whom you want.{done}"
        )
        links = (Link("Look at them at random", f"{place.home}?lens=random&q=mark:none"), *links)
    return StopView(found.reached, said, promise, advice, links, RESTS_ON.get(found.method, ""))


def _missed(found: MissedEstimate) -> MissedView:
    most = max(found.high, found.expected, 1.0)
    said = (
        f"Among {found.sampled:,} whom chance put before you, {found.found:,} {'was' if found.found == 1 else 'were'} "
        f"wanted. So about {found.expected:.0f} of those nobody has looked at may be; with 90 % certainty between "
        f"{found.low:.0f} and {found.high:.0f}."
    )
    return MissedView(said, line(found.low, found.expected, found.high, least=0.0, most=most), decimal(most))


def _calibration(found: Calibration) -> CalibrationView:
    said = (
        f"Without knowing their marks, the order expected about {found.predicted:,.0f} picks among those who have been "
        f"marked; the team made {found.actual:,}. If the team went on like this, it would pick about "
        f"{found.expected:,.0f} of all."
    )
    return CalibrationView(said, dots(found.bins))


def _agreement(found: Agreement, actor: Actor, names: Mapping[int, str]) -> AgreementView:
    reviewers = tuple(
        _reviewer(one, "You" if one.member_id == actor.member_id else names.get(one.member_id, f"Reviewer {number}"))
        for number, one in enumerate(found.reviewers, start=1)
    )
    shown = None
    if found.alpha is not None:
        low = found.alpha if found.low is None else found.low
        high = found.alpha if found.high is None else found.high
        shown = line(low, found.alpha, high, least=-1.0, most=1.0)
    return AgreementView(_agreed(found), shown, reviewers, named=bool(names))


def _agreed(found: Agreement) -> str:
    if found.alpha is None:
        if not found.units:
            return "No application was marked by two people, so nothing can be said of agreement yet."
        return f"All {found.ratings:,} marks of the {found.units:,} applications marked by two are the same."
    firm = "well enough to rely on" if found.alpha >= RELIABLE else "well enough to go on with care"
    if found.alpha < TENTATIVE:
        firm = "less than is asked of measurements; but in casting, people are there to differ"
    between = "" if found.low is None or found.high is None else f" (95 %: {signed(found.low)} to {signed(found.high)})"
    return (
        f"Over {found.units:,} applications that two or more marked, the team’s marks agree {firm}. "
        f"Where 1 is full agreement and 0 is what chance would give, that is {signed(found.alpha)}{between}: "
        "Krippendorff’s alpha."
    )


def _reviewer(found: Reviewer, name: str) -> ReviewerView:
    width = round(min(1.0, abs(found.shrunk)) * 50, 2)
    return ReviewerView(
        name=name,
        marked=found.marked,
        picked=found.picked,
        shared=found.shared,
        raw="" if found.severity is None else signed(found.severity),
        shrunk=signed(found.shrunk),
        start=50.0 if found.shrunk >= 0 else round(50 - width, 2),
        width=width,
        lenient=found.shrunk >= 0,
    )


def _labels(labels: Mapping[str, int]) -> tuple[Counted, ...]:
    most = max(labels.values(), default=0) or 1
    return tuple(Counted(kind, number, round(100 * number / most, 1)) for kind, number in labels.items())


def _proxy(found: Proxy) -> ProxyView:
    return ProxyView(
        name=f"“{found.name}”" if found.kind == "phrase" else found.name,
        tells=f"{found.trait}: {found.value}",
        right=f"{100 * found.strength:.0f} of 100",
        share=round(100 * min(1.0, max(0.0, (found.strength - 0.5) * 2)), 1),
    )
