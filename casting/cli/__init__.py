"""The commands of `casting`, one file per group.

Every command imports what is slow when it is run, so that `casting --help` answers at once.
"""

import signal
import sys
from collections.abc import Sequence

import typer

from casting.cli import call, db, findings, runs, user
from casting.cli.demo import demo
from casting.cli.doctor import doctor
from casting.cli.exporting import export
from casting.cli.importing import import_
from casting.cli.rank import rank
from casting.cli.serve import serve, work
from casting.domain.errors import CastingError

# Plain help, since rich takes longer to import than all the rest; no traces, since what is expected is said in words.
app = typer.Typer(
    help="Self-hosted open casting calls: applications in, a ranked review, a shortlist out.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command()(serve)
app.command("worker")(work)
app.command()(demo)
app.add_typer(call.app, name="call")
app.command()(rank)
app.add_typer(runs.app, name="runs")
app.command()(export)
app.command("import")(import_)
app.add_typer(findings.app, name="findings")
app.add_typer(user.app, name="user")
app.add_typer(db.app, name="db")
app.command()(doctor)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command: exit code 0 when it is done, 1 when it cannot be done, 2 when it was not understood."""
    # A polite end unwinds like any other, so that children and half-made things are cleared up on the way.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        app(args=None if arguments is None else list(arguments), prog_name="casting")
    except CastingError as error:
        sys.exit(_said(str(error)))
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        sys.exit(_said(sentence))


def _said(sentence: str) -> int:
    typer.echo(sentence, err=True)
    return 1


def _sentence(error: Exception) -> str | None:
    """What to say of an error that is expected but comes from a library; None for a fault of ours.

    The libraries are asked for only where they are loaded already: an error of theirs cannot come up otherwise.
    """
    if "sqlalchemy" in sys.modules:
        from sqlalchemy.exc import InterfaceError, OperationalError  # noqa: PLC0415 - slow, see above

        if isinstance(error, OperationalError | InterfaceError):
            return f"The database cannot be reached or written: {str(error.orig).strip()}"
    if "pydantic_core" in sys.modules:
        from pydantic_core import ValidationError  # noqa: PLC0415 - slow, see above

        if isinstance(error, ValidationError):
            faults = [f"CASTING_{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
            return f"The settings cannot be used. {'; '.join(faults)}"
    return None
