"""An event of pretalx in its review phase, for `bench.review_peer`; run by the Python of `.venv-pretalx`.

    python bench/pretalx_event.py SIZE

Makes the tables and an event with so many proposals of as many speakers, each reviewed by three, and opens a session
for somebody who organises and reviews. Says as JSON where the event is, one of its proposals, and the session's key.
"""

import datetime as dt
import json
import os
import random
import sys
from collections.abc import Iterator
from typing import Any

import django  # type: ignore[import-not-found]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pretalx.settings")
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # type: ignore[import-not-found]  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # type: ignore[import-not-found]  # noqa: E402
from django.core.management import call_command  # type: ignore[import-not-found]  # noqa: E402
from django.utils.timezone import now  # type: ignore[import-not-found]  # noqa: E402
from django_scopes import scope, scopes_disabled  # type: ignore[import-not-found]  # noqa: E402
from pretalx.event.models import Event  # type: ignore[import-not-found]  # noqa: E402
from pretalx.event.utils import create_organiser_with_team  # type: ignore[import-not-found]  # noqa: E402
from pretalx.person.models import SpeakerProfile, User  # type: ignore[import-not-found]  # noqa: E402
from pretalx.submission.models import Review, Submission  # type: ignore[import-not-found]  # noqa: E402

SLUG = "review"
REVIEWERS = 3
BATCH = 500
GIVEN = ("Mira", "Anton", "Vera", "Lev", "Nadia", "Oleg", "Sofia", "Timur", "Yana", "Pavel")
FAMILY = ("Sokolova", "Orlov", "Kim", "Petrenko", "Ruiz", "Weber", "Novak", "Haddad", "Silva", "Okafor")
TOPICS = ("surgery", "swimming", "stage", "film", "dance", "voice", "fencing", "comedy", "radio", "dubbing")
SENTENCE = (
    "Six years of {topic}, then two seasons with a company of {family}. Hands must stay calm when a face may not. "
)


def main() -> None:
    """Make all of it and say where it is."""
    size, chance = int(sys.argv[1]), random.Random("pretalx")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with scopes_disabled():
        reader = User.objects.create_superuser(password=None, email="reader@example.org", name="Dana Direct")
        event = _event(reader)
    with scope(event=event):
        _fill(event, size, chance)
        _review(event, chance)
        code = event.submissions.order_by("pk")[size // 2].code
    print(json.dumps({"event": f"/orga/event/{SLUG}", "code": code, "session": _session(reader)}))


def _event(reader: Any) -> Any:
    organiser, team = create_organiser_with_team(name="Company", slug="company", users=[reader])
    begins = (now() + dt.timedelta(days=30)).date()
    event = Event.objects.create(
        name="Review",
        slug=SLUG,
        organiser=organiser,
        date_from=begins,
        date_to=begins + dt.timedelta(days=2),
        email="company@example.org",
        locale_array="en",
        locale="en",
    )
    team.all_events = team.is_reviewer = team.can_change_submissions = team.can_change_event_settings = True
    team.save()
    with scope(event=event):
        event.build_initial_data()
        event.review_phases.filter(position=0).update(is_active=True, start=None, can_see_other_reviews="always")
    return event


def _fill(event: Any, size: int, chance: random.Random) -> None:
    """Put so many proposals in, each by a speaker of its own."""
    names = [f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}" for _ in range(size)]
    people = [
        User(code=f"P{number:06}", name=name, email=f"p{number}@example.org", password="!", get_gravatar=False)  # noqa: S106
        for number, name in enumerate(names)
    ]
    User.objects.bulk_create(people, batch_size=BATCH)
    profiles = [SpeakerProfile(user=one, event=event, biography=_text(chance)) for one in people]
    SpeakerProfile.objects.bulk_create(profiles, batch_size=BATCH)
    proposals = list(_proposals(event, size, chance))
    Submission.objects.bulk_create(proposals, batch_size=BATCH)
    link = Submission.speakers.through
    pairs = zip(proposals, people, strict=True)
    link.objects.bulk_create([link(submission=one, user=person) for one, person in pairs], batch_size=BATCH)


def _proposals(event: Any, size: int, chance: random.Random) -> Iterator[Any]:
    for number in range(size):
        yield Submission(
            event=event,
            code=f"S{number:06}",
            title=f"On {chance.choice(TOPICS)} and {chance.choice(TOPICS)}, {number}",
            submission_type=event.cfp.default_type,
            state="submitted",
            abstract=_text(chance),
            description=_text(chance),
            content_locale="en",
        )


def _review(event: Any, chance: random.Random) -> None:
    """Let each of some reviewers score every proposal."""
    scores = {int(score.value): score for score in event.score_categories.get().scores.all()}
    reviews = []
    for number in range(REVIEWERS):
        email = f"reviewer{number}@example.org"
        by = User.objects.create_user(name=f"Reviewer {number}", email=email, get_gravatar=False)
        reviews += [
            Review(submission=one, user=by, text=_text(chance), score=chance.choice(list(scores)))
            for one in event.submissions.all()
        ]
    Review.objects.bulk_create(reviews, batch_size=BATCH)
    link = Review.scores.through
    links = [link(review=one, reviewscore=scores[int(one.score)]) for one in reviews]
    link.objects.bulk_create(links, batch_size=BATCH)


def _text(chance: random.Random) -> str:
    return "".join(SENTENCE.format(topic=chance.choice(TOPICS), family=chance.choice(FAMILY)) for _ in range(3))


def _session(reader: Any) -> str:
    """Sign the reader in, as the product's reader is: by a session that is simply there."""
    session = SessionStore()
    session[SESSION_KEY] = str(reader.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = reader.get_session_auth_hash()
    session.create()
    key: str = session.session_key
    return key


if __name__ == "__main__":
    main()
