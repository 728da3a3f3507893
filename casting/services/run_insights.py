"""What a run came to beside its order, put together for the page that shows it."""

from casting.domain.insights import Insights
from casting.ranking.outcome import distribution, marked_among
from casting.ranking.scorer import Ranker
from casting.services.known import Known


def insights_of(known: Known, ranker: Ranker) -> Insights:
    """All that can be said of a run, and of what is missing why."""
    pool, reviews = known.pool, known.reviews.reviews
    scores = ranker.score(pool)
    return Insights(distribution=distribution(scores, marked_among(pool.ids, reviews)))
