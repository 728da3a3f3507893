"""The fields of an editor, made of what was typed and what is wrong with it."""

from collections.abc import Mapping, Sequence

from casting.forms.offered import lines_of
from casting.web.pages import FieldView, OptionView


class Entered:
    """Makes the fields of an editor from what was typed and what is wrong with it."""

    def __init__(self, typed: Mapping[str, str], faults: Mapping[str, str]) -> None:
        self._typed, self._faults = typed, faults

    def value(self, name: str) -> str:
        return str(self._typed.get(name, ""))  # as it was written, whoever reads the page

    def fault(self, name: str) -> str:
        return self._faults.get(name, "")

    def opened(self, row: str) -> bool:
        """Whether a row stood open when the form was posted."""
        return bool(self.value(f"{row}.open"))

    def field(
        self, name: str, kind: str, label: str, note: str = "", *, columns: str = "full", optional: bool = False
    ) -> FieldView:
        return FieldView(
            name, kind, label, note, self.value(name), self.fault(name), required=not optional, columns=columns
        )

    def choice(
        self,
        name: str,
        label: str,
        options: Sequence[tuple[str, str]],
        note: str = "",
        *,
        columns: str = "medium",
        optional: bool = False,
    ) -> FieldView:
        chosen = "\n".join(self.value(name).splitlines())  # browsers send other line ends than they were given
        views = _offered(options, [chosen] if chosen else [])
        return FieldView(name, "choice", label, note, chosen, self.fault(name), not optional, views, columns=columns)

    def ticks(
        self, name: str, label: str, options: Sequence[tuple[str, str]], note: str = "", *, optional: bool = False
    ) -> FieldView:
        """Any number of them, each by its value or as people read it."""
        values = {words.casefold(): value for value, words in options}
        chosen = [values.get(line.casefold(), line) for line in lines_of(self.value(name))]
        views = _offered(options, chosen)
        return FieldView(name, "ticks", label, note, "", self.fault(name), not optional, views)


def _offered(options: Sequence[tuple[str, str]], chosen: Sequence[str]) -> tuple[OptionView, ...]:
    """What can be chosen, and what is chosen already: its question may have been taken out, and may be put back."""
    gone = [(value, f"{value.replace('_', ' ')}: not there any more") for value in chosen if value not in dict(options)]
    return tuple(OptionView(value, words, value in chosen) for value, words in dict([*options, *gone]).items())
