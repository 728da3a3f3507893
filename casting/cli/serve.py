"""`casting serve` and `casting worker`: the processes of an installation."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from casting.config import Settings


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    processes: Annotated[int, typer.Option(min=1, help="Web processes.")] = 1,
    worker: Annotated[bool, typer.Option(help="Also start one worker.")] = True,  # noqa: FBT002 - a command's switch
) -> None:
    """Serve the pages, and start one worker beside them."""
    # Slow libraries: not before somebody wants to serve, so that --help stays quick.
    from casting.config import settings  # noqa: PLC0415

    chosen = settings()
    if "base_url" not in chosen.model_fields_set:
        # Links in letters lead to where it is served, in the worker's and the web's own processes too
        os.environ["CASTING_BASE_URL"] = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104
        settings.cache_clear()
        chosen = settings()
    typer.echo(f"Casting starts at {chosen.base_url} (Ctrl-C ends it).")
    run_processes(chosen, host=host, port=port, processes=processes, with_worker=worker)


def work(
    parent: Annotated[int, typer.Option(hidden=True, help="End when this process has ended.")] = 0,
) -> None:
    """Run one worker alone: it prepares, ranks, sends and cleans up."""
    # Slow libraries, as above.
    from casting.config import settings  # noqa: PLC0415
    from casting.logs import log_as_json  # noqa: PLC0415
    from casting.worker import run_worker  # noqa: PLC0415

    log_as_json()
    run_worker(settings(), parent=parent)


def run_processes(settings: "Settings", *, host: str, port: int, processes: int, with_worker: bool) -> None:
    """Serve until told to end, the worker as a child that ends with it.

    Raises:
        Unready: the settings are too weak for production, or the database is not ready.
    """
    import uvicorn  # noqa: PLC0415 - slow, as above

    from casting.services.health import refuse_unless_ready  # noqa: PLC0415 - slow, as above

    settings.prepare()
    settings.secret()
    refuse_unless_ready(settings.database, production=settings.production)
    with _worker() if with_worker else _nobody():
        uvicorn.run(
            "casting.web.app:app_from_environment",
            factory=True,
            host=host,
            port=port,
            workers=processes,
            access_log=False,  # addresses and references are personal; routes are logged without them
            log_level="warning",
            server_header=False,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=settings.trusted_proxies,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=20,
            backlog=2048,
        )


@contextmanager
def _worker() -> Iterator[None]:
    command = [sys.executable, "-m", "casting", "worker", "--parent", str(os.getpid())]
    child = subprocess.Popen(command, env=os.environ)  # noqa: S603 - ourselves
    try:
        yield
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(30)
        except subprocess.TimeoutExpired:
            child.kill()


@contextmanager
def _nobody() -> Iterator[None]:
    yield
