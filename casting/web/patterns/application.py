"""A sample application form, empty or filled with mistakes."""

from casting.web.pages import FieldView, OptionView, Section

PHOTOGRAPHS = "image/jpeg,image/png,image/webp,image/heic,image/avif"
RUSSIAN = ("First language", "Fluent, C1–C2", "Good, B1–B2", "A little", "None")
LANGUAGES = ("None", "English", "German", "French", "Spanish", "Italian", "Chinese", "Arabic", "Portuguese", "Japanese")

MISTAKES: dict[str, tuple[str, str]] = {
    "name": ("", "Give your name, in any script"),
    "email": ("mira.example.org", "An e-mail address has an @ in it, such as mira@example.org"),
    "birth_date": ("31 February", "Give your birth date as year, month and day, such as 1992-03-14"),
    "height": ("1788", "Give your height in centimetres, such as 168"),
    "swim": ("", "Say whether you can swim 800 metres; “not sure” is an answer too"),
    "language": ("", "Choose a second language, or None"),
    "letter": ('<script>alert("1")</script>\nتعبت من الانتظار', "Use at most 1,500 characters: there are 12 too many"),
    "headshot": ("", "The file is larger than 25 MB. Please choose a smaller copy of it"),
    "casting": ("", "Without this consent we may not keep your application"),
}


def sections(**typed: tuple[str, str]) -> tuple[Section, ...]:
    """The form's sections; `typed` gives fields by name what was typed and what is wrong with it."""
    fields = {entry[0]: _field(*entry, typed=typed) for entry in _FIELDS}
    return (
        Section("About you", "", tuple(fields[name] for name in ("name", "email", "phone", "birth_date", "city"))),
        Section(
            "For this role",
            "“Not sure” and “unknown” never count against you.",
            tuple(fields[name] for name in ("height", "swim", "russian", "language", "letter", "hands", "tape")),
        ),
        Section("Photograph and papers", "", (fields["headshot"], _kept(fields["cv"]))),
        Section("Consent", "You can take it back at any time.", (fields["casting"], fields["later"])),
    )


_FIELDS: tuple[tuple[str, str, str, str, dict[str, object]], ...] = (
    ("name", "text", "Your name", "As you want to be credited, in any script.", {"autocomplete": "name"}),
    ("email", "email", "E-mail address", "The receipt and every answer go there.", {"autocomplete": "email"}),
    ("phone", "tel", "Telephone", "", {"autocomplete": "tel", "required": False, "columns": "medium"}),
    ("birth_date", "date", "Birth date", "Such as 1992-03-14.", {"autocomplete": "bday", "columns": "medium"}),
    ("city", "text", "Where you live", "", {"autocomplete": "address-level2", "required": False}),
    ("height", "number", "Height", "The seat is built for 150 to 180 cm.", {"unit": "cm", "columns": "short"}),
    ("swim", "choice", "Can you swim 800 metres?", "It will be tested if you are called back.", {}),
    ("russian", "choice", "Russian", "", {"value": "Good, B1–B2"}),
    ("language", "choice", "A second language", "", {}),
    ("letter", "long text", "Why this role?", "Up to 1,500 characters.", {"longest": 1500}),
    ("hands", "video", "Stand on your hands", "Ten seconds do.", {"required": False, "needed": True}),
    ("tape", "link", "Self-tape", "A link that opens without a password.", {"required": False}),
    ("headshot", "file", "Photograph", "Head and shoulders, as you look now. JPEG or HEIC, up to 25 MB.", {}),
    ("cv", "file", "Résumé", "PDF, up to 10 MB.", {"required": False}),
    ("casting", "check", "You may use what I sent for casting this role", "Seen by the team of this film alone.", {}),
    ("later", "check", "You may ask me about other roles", "", {"required": False, "value": "yes"}),
)
_CHOICES = {
    "swim": ("Yes, in under 20 minutes", "Yes, but slower", "No", "Not sure"),
    "russian": RUSSIAN,
    "language": LANGUAGES,
}
_FILES = {"headshot": (PHOTOGRAPHS, 25_000_000), "cv": ("application/pdf", 10_000_000)}


def _field(
    name: str, kind: str, label: str, hint: str, more: dict[str, object], *, typed: dict[str, tuple[str, str]]
) -> FieldView:
    value, error = typed.get(name, (str(more.get("value", "")), ""))
    accept, longest = _FILES.get(name, ("", int(str(more.get("longest", 0)))))
    return FieldView(
        name=name,
        kind=kind,
        label=label,
        help=hint,
        value=value,
        error=error,
        required=bool(more.get("required", True)),
        needed=bool(more.get("needed", False)),
        options=tuple(OptionView(word, word, word == value) for word in _CHOICES.get(name, ())),
        unit=str(more.get("unit", "")),
        autocomplete=str(more.get("autocomplete", "")),
        longest=longest,
        accept=accept,
        columns=str(more.get("columns", "full")),
    )


def _kept(field: FieldView) -> FieldView:
    return FieldView(**{**vars(field), "kept_token": "9c1e", "kept_name": "Sokolova résumé 2026.pdf"})
