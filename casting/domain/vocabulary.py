"""The closed word lists of the glossary. Each is written the same in code, pages, files and the database."""

from enum import StrEnum


class Stage(StrEnum):
    """Where an application stands. Only a person moves it."""

    RECEIVED = "received"
    LONGLIST = "longlist"
    SHORTLIST = "shortlist"
    CALLBACK = "callback"
    HOLD = "hold"
    BOOKED = "booked"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class Opinion(StrEnum):
    """A team member's private word on an application."""

    PICK = "pick"
    MAYBE = "maybe"
    PASS = "pass"  # noqa: S105 - a mark, not a password


class CriterionClass(StrEnum):
    """What a criterion is for: a gate is never a feature, info is never scored."""

    GATE = "gate"
    PREFERENCE = "preference"
    INFO = "info"


class ClaimState(StrEnum):
    """How an answer to a criterion is known."""

    DECLARED = "declared"
    VERIFIED = "verified"
    UNKNOWN = "unknown"


class Ruling(StrEnum):
    """What became of an applicant's request for an exception from a gate."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"


class Standing(StrEnum):
    """How a claim meets its criterion. A gate is never met in part. Unknown never counts against."""

    MET = "met"
    PARTLY = "partly met"
    UNKNOWN = "unknown"
    NOT_MET = "not met"


class Part(StrEnum):
    """What an application can have or lack beside its answers."""

    HEADSHOT = "headshot"
    TAPE = "tape"
    REQUEST = "request"
    """A request for an exception from a gate that nobody has decided yet."""


class Gates(StrEnum):
    """How somebody stands by all gates of a role at once: unknown where none is not met, and not all are met."""

    MET = "met"
    UNKNOWN = "unknown"
    NOT_MET = "not met"


class QuestionKind(StrEnum):
    """What a question takes as its answer."""

    TEXT = "text"
    LONG_TEXT = "long text"
    CHOICE = "choice"
    SEVERAL = "several"
    YES_NO = "yes or no"
    SCALE = "scale"
    NUMBER = "number"
    DATE = "date"
    LANGUAGES = "languages"
    LINK = "link"
    FILE = "file"
    VIDEO = "video"
    """A link, or a film that is sent once the application stands."""


class Days(StrEnum):
    """Which days a question for a day takes."""

    ANY = "any"
    PAST = "past"
    COMING = "coming"


class Level(StrEnum):
    """How well somebody speaks a language: the Common European Framework, and above it a mother tongue."""

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"
    NATIVE = "native"


class QuestionUse(StrEnum):
    """What the scorer may read of an answer: nothing unless the role says so."""

    NOTHING = "nothing"
    WORDS = "words"
    FACT = "fact"


class Duty(StrEnum):
    """What a member does in a call's team."""

    DIRECTOR = "director"
    ASSOCIATE = "associate"
    PRODUCER = "producer"


class Audience(StrEnum):
    """Who may read a note: its writer, those who cast, or the producers too."""

    ME = "me"
    TEAM = "team"
    PRODUCTION = "production"


class Lens(StrEnum):
    """The order in which a person has chosen to look."""

    RANKED = "ranked"
    NEXT = "next"
    FIT = "fit"
    DISAGREEMENT = "disagreement"
    RANDOM = "random"
    RECEIVED = "received"
    NAME = "name"

    @property
    def of_run(self) -> bool:
        """Whether a ranking run made the order, so that the next run makes another one."""
        return self in {Lens.RANKED, Lens.NEXT, Lens.FIT, Lens.DISAGREEMENT}


class FileFormat(StrEnum):
    """As what an export goes out."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class Band(StrEnum):
    """How likely a place among the first K is; K is five times the next stage's quota."""

    LIKELY = "likely"
    OPEN = "open"
    UNLIKELY = "unlikely"


class MaterialKind(StrEnum):
    """What an applicant hands in beside the answers."""

    HEADSHOT = "headshot"
    PICTURE = "picture"
    """A photograph beside the headshot."""
    DOCUMENT = "document"
    TAPE = "tape"
    VIDEO = "video"
    """A film that answers a question."""


class MaterialState(StrEnum):
    """How far a piece of material has been prepared."""

    PENDING = "pending"
    READY = "ready"
    UNUSABLE = "unusable"
    REPLACED = "replaced"
