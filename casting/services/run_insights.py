"""What a run came to beside its order, put together for the page that shows it."""

from sqlalchemy.orm import Session

from casting.domain.fairness import ListImpact
from casting.domain.insights import Insights, Proxy
from casting.ranking.agreement import agreement
from casting.ranking.calibration import calibration
from casting.ranking.missed import missed_estimate
from casting.ranking.places import distribution
from casting.ranking.quality import FEWEST
from casting.ranking.question import marked_among
from casting.ranking.scorer import Ranker
from casting.ranking.stopping import seen_curve, stop_estimate
from casting.services.fairness import fairness_of, proxies_of
from casting.services.known import Known

PROXIES_UP_TO = 20_000
"""Applications up to which the audit looks at groups and what tells them: every column is held against every group."""


def insights_of(session: Session, known: Known, ranker: Ranker) -> Insights:
    """All that can be said of a run, and of what cannot be said why.

    Args:
        ranker: the run's; for so few applications that proxies are looked for, fitted on the whole pool.
    """
    pool, reviews = known.pool, known.reviews.reviews
    # Chance draws those whose gates are not met last: what it finds speaks for the others alone.
    drawn = pool.ids[~known.active.resident.last]
    found = distribution(ranker.score(pool), marked_among(pool.ids, reviews))
    proxies, fairness = _of_groups(session, known, ranker)
    silence: dict[str, str] = {}
    if found is None:
        silence["distribution"] = "There is no application yet."
    if len(pool) > PROXIES_UP_TO:
        silence["fairness"] = f"How groups fare is worked out among up to {PROXIES_UP_TO:,} applications."
        silence["proxies"] = f"Proxies are looked for among up to {PROXIES_UP_TO:,} applications."
    question = known.question
    chances = calibration(
        pool,
        breakdown=question.breakdown,
        labels=question.labels,
        comparisons=question.comparisons,
        criteria_weights=question.criteria_weights,
        recipe=question.recipe,
        random_ids=[review.application_id for review in reviews if review.random],
    )
    if chances is None:
        silence["calibration"] = f"It takes {FEWEST} picks and {FEWEST} passes to hold predictions against."
    missed = missed_estimate(drawn, reviews)
    if missed is None:
        silence["missed"] = "Nobody has been met by chance yet: look through the lens “next” or “random”."
    return Insights(
        distribution=found,
        seen=seen_curve(drawn, reviews),
        stop=stop_estimate(drawn, reviews),
        missed=missed,
        calibration=chances,
        agreement=agreement(known.said.labels),
        proxies=proxies,
        fairness=fairness,
        silence=silence,
    )


def _of_groups(session: Session, known: Known, ranker: Ranker) -> tuple[tuple[Proxy, ...], tuple[ListImpact, ...]]:
    """What of the score tells of groups, and how the groups fare in the order, which puts last who misses a gate.

    Nothing for an empty pool, nor for one that is too large for it.
    """
    pool = known.pool
    if not 0 < len(pool) <= PROXIES_UP_TO:
        return (), ()
    last = dict(zip(pool.ids.tolist(), known.active.resident.last.tolist(), strict=True))
    ordered = sorted(ranker.order(pool).tolist(), key=last.__getitem__)
    return proxies_of(session, known.role, pool, ranker), fairness_of(session, known.role, ordered)
