"""`casting user`: the members of the team."""

from typing import TYPE_CHECKING, Annotated

import typer

from casting.cli.database import opened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Engine

    from casting.domain.vocabulary import Duty

app = typer.Typer(help="The team: add a member, list, switch off and on.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The member's e-mail address.")]
Calls = list[str]


@app.command()
def add(
    email: Email,
    *,
    name: Annotated[str, typer.Option(help="As colleagues know the member.")],
    administrator: Annotated[
        bool, typer.Option("--administrator", help="May open /admin, and sees every call.")
    ] = False,
    director: Annotated[Calls | None, typer.Option(metavar="CALL", help="Directs this call; may be repeated.")] = None,
    associate: Annotated[
        Calls | None, typer.Option(metavar="CALL", help="Assists in this call; may be repeated.")
    ] = None,
    producer: Annotated[Calls | None, typer.Option(metavar="CALL", help="Reads in this call; may be repeated.")] = None,
    password: Annotated[
        bool, typer.Option("--password", help="Ask for a password now, and mail no invitation.")
    ] = False,
    url: Annotated[str, typer.Option(metavar="ADDRESS", help="Where people reach Casting, for the printed link.")] = "",
) -> None:
    """Add a member to the team. Without --password an invitation is mailed, and its link is printed too."""
    if url and not url.startswith(("http://", "https://")):
        raise typer.BadParameter("give a whole address, such as http://127.0.0.1:8001", param_hint="--url")
    from casting.domain.vocabulary import Duty  # noqa: PLC0415 - only when a command is run, so that --help stays quick

    named = {Duty.PRODUCER: producer, Duty.ASSOCIATE: associate, Duty.DIRECTOR: director}
    with opened() as engine:
        duties = _duties(engine, {call: duty for duty, calls in named.items() for call in calls or ()})
        if password:
            _add_with_password(engine, email, name=name, duties=duties, administrator=administrator)
        else:
            _invite(engine, email, name=name, duties=duties, administrator=administrator, url=url)


@app.command("list")
def list_members() -> None:
    """List the team."""
    # Slow libraries, as above.
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from casting.services.team import team_of  # noqa: PLC0415
    from casting.store.engine import reading  # noqa: PLC0415

    with opened() as engine, reading(engine) as session:
        members = team_of(session)
    table = Table("e-mail", "name", "duties", "state")
    for member in members:
        duties = [f"{entry.duty} of {entry.call_title}" for entry in member.memberships]
        duties += ["administrator"] if member.administrator else []
        state = "switched off" if not member.active else "invited" if member.invited else "active"
        table.add_row(*(Text(part) for part in (member.email, member.name, ", ".join(duties), state)))
    Console().print(table)


@app.command()
def off(email: Email) -> None:
    """Switch a member off: signed out at once, and no sign-in any more."""
    _switch(email, active=False)
    typer.echo(f"{email} is switched off.")


@app.command()
def on(email: Email) -> None:
    """Let a member sign in again."""
    _switch(email, active=True)
    typer.echo(f"{email} is switched on.")


@app.command("password")
def set_password(email: Email) -> None:
    """Ask for a member's new password; the member is signed out everywhere."""
    # Slow libraries, as above.
    from datetime import UTC, datetime  # noqa: PLC0415

    from casting.services import team  # noqa: PLC0415
    from casting.store.engine import reading, writing  # noqa: PLC0415

    with opened() as engine:
        with reading(engine) as session:
            member_id = team.member_id_at(session, email=email)
        chosen = _ask_for_password()
        with writing(engine) as session:
            team.set_password(session, member_id=member_id, password=chosen, now=datetime.now(UTC))
    typer.echo(f"{email} has a new password and is signed out everywhere.")


def _ask_for_password() -> str:
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


def _duties(engine: "Engine", wanted: "Mapping[str, Duty]") -> "Mapping[int, Duty]":
    from casting.domain.errors import NotFound  # noqa: PLC0415 - as above
    from casting.store.calls import calls_kept  # noqa: PLC0415
    from casting.store.engine import reading  # noqa: PLC0415

    with reading(engine) as session:
        known = {kept.call.slug: kept.call_id for kept in calls_kept(session)}
    for call in wanted:
        if call not in known:
            raise NotFound(f"There is no call “{call}”. “casting call list” shows those that there are.")
    return {known[call]: duty for call, duty in wanted.items()}


def _add_with_password(
    engine: "Engine", email: str, *, name: str, duties: "Mapping[int, Duty]", administrator: bool
) -> None:
    from datetime import UTC, datetime  # noqa: PLC0415 - as above

    from casting.services.team import create_member  # noqa: PLC0415
    from casting.store.engine import writing  # noqa: PLC0415

    chosen = _ask_for_password()
    now = datetime.now(UTC)
    with writing(engine) as session:
        create_member(
            session, name=name, email=email, duties=duties, password=chosen, administrator=administrator, now=now
        )
    typer.echo(f"{email} is in the team and can sign in.")


def _invite(
    engine: "Engine", email: str, *, name: str, duties: "Mapping[int, Duty]", administrator: bool, url: str
) -> None:
    import secrets  # noqa: PLC0415 - as above
    from datetime import UTC, datetime  # noqa: PLC0415

    from casting.config import settings  # noqa: PLC0415
    from casting.services import tickets  # noqa: PLC0415
    from casting.store.engine import writing  # noqa: PLC0415

    chosen, nonce = settings(), secrets.token_urlsafe(32)
    secret, known = chosen.secret(), url or "base_url" in chosen.model_fields_set
    with writing(engine) as session:
        tickets.invite(
            session,
            by=None,
            name=name,
            email=email,
            duties=duties,
            administrator=administrator,
            ticket=tickets.make_ticket(secret, nonce=nonce),
            now=datetime.now(UTC),
        )
    typer.echo(f"An invitation for {email} will be mailed. Its link, good once and for seven days:")
    typer.echo(tickets.ticket_link(url or chosen.base_url, secret, nonce=nonce))
    if not known:
        typer.echo(
            f"It leads to {chosen.base_url}, where “casting serve” is unless it is told otherwise. Where Casting is at "
            "another address, put that in its place, or set CASTING_BASE_URL; the mailed link is right in any case."
        )


def _switch(email: str, *, active: bool) -> None:
    from datetime import UTC, datetime  # noqa: PLC0415 - as above

    from casting.services import team  # noqa: PLC0415
    from casting.store.engine import writing  # noqa: PLC0415

    with opened() as engine, writing(engine) as session:
        member_id = team.member_id_at(session, email=email)
        team.switch_member(session, by=None, member_id=member_id, active=active, now=datetime.now(UTC))
