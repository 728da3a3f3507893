"""Settings: read once from the environment, passed down as values. Every name begins with `CASTING_`."""

import os
import secrets
from functools import lru_cache
from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from casting.domain.errors import Unready
from casting.media.opening import VaultPlace

SHORTEST_SECRET = 32
DEFAULT_SECRETS = frozenset({"secret", "changeme", "change-me", "insecure", "development", "casting"})
MEGABYTE = 1024 * 1024


class Settings(BaseSettings):
    """One installation's settings.

    Attributes:
        data: the folder of the SQLite file, the media and the kept mail.
        database_url: `sqlite:///file` or `postgresql://…`; the file `casting.sqlite` in `data` where it is not given.
        media: `s3://bucket/prefix` where media live in a bucket; in the folder `media` of `data` where it is not given.
            The keys are those that AWS's own programs read: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile.
        s3_endpoint: the address of an S3-compatible store; AWS's where it is not given.
        s3_region: its region, by the name AWS_REGION or AWS_DEFAULT_REGION as well.
        production: whether weak settings are refused: default secrets, plain http, weak durability.
        secret_key: signs cookies and mailed links; made and kept in `data` where it is not given, outside production.
        base_url: how people reach the installation; used in mails and for the Origin check.
        mail_url: `smtp://user:password@host:port` or `smtps://…`; without it mail is kept in `data`/mail.
        trusted_proxies: addresses of proxies whose X-Forwarded-For is believed; none by default.
        applications_per_hour: how many applications one network address may send in an hour.
        sign_ins_per_quarter: how many failed sign-ins one account or one address may have in 15 minutes.
        upload_floor_mb: free disk in MiB under which uploads are closed, while answers are still kept.
        tape_limit_mb: the largest self-tape in MiB; it arrives in pieces, none of which is larger than a body may be.
        live_seconds: for how long a page is told at a stretch what colleagues do, before its browser is asked anew who
            it is; 0 where nothing is to be told.
        body_limit_mb: the largest body of one request in MiB.
        dask: `tcp://scheduler:8786`, the Dask cluster on which `casting rank` prepares and scores large roles; without
            one it uses the processors of this machine.
    """

    model_config = SettingsConfigDict(env_prefix="CASTING_", frozen=True, extra="ignore")

    data: Path = Path("data")
    database_url: str = ""
    media: str = ""
    s3_endpoint: str = ""
    s3_region: str = Field(
        default="", validation_alias=AliasChoices("CASTING_S3_REGION", "AWS_REGION", "AWS_DEFAULT_REGION")
    )
    production: bool = False
    secret_key: SecretStr = SecretStr("")
    base_url: str = "http://127.0.0.1:8000"
    mail_url: SecretStr = SecretStr("")
    mail_from: str = "Casting <casting@localhost>"
    trusted_proxies: str = ""
    applications_per_hour: int = Field(default=60, ge=1)
    sign_ins_per_quarter: int = Field(default=10, ge=1)
    upload_floor_mb: int = Field(default=512, ge=0)
    body_limit_mb: int = Field(default=25, ge=1)
    live_seconds: float = Field(default=30, ge=0, le=60)
    tape_limit_mb: int = Field(default=1024, ge=1)
    dask: str = ""

    @property
    def database(self) -> str:
        """The address of the database."""
        return self.database_url or f"sqlite:///{self.data.resolve() / 'casting.sqlite'}"

    @property
    def vault_place(self) -> VaultPlace:
        """Where media live."""
        return VaultPlace(self.data, self.media, self.s3_endpoint, self.s3_region)

    @property
    def secure(self) -> bool:
        """Whether people reach the installation by https, so that cookies may insist on it."""
        return self.base_url.startswith("https://")

    def prepare(self) -> None:
        """Make the data folder. Raises Unready where that is not possible."""
        try:
            self.data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unready(f"The data folder {self.data} cannot be made: {error.strerror}.") from error

    def secret(self) -> bytes:
        """The key that signs. Raises Unready in production where it is missing or weak."""
        given = self.secret_key.get_secret_value()
        if self.production:
            for fault in self.weak_points():
                raise Unready(fault)
        return given.encode() if given else _kept_secret(self.data / "secret-key")

    def weak_points(self) -> tuple[str, ...]:
        """What must not stay so in production, each as a sentence; empty where all is well."""
        faults = []
        given = self.secret_key.get_secret_value()
        if not given:
            faults.append("CASTING_SECRET_KEY is not set: production needs a secret of its own, 32 characters or more.")
        elif len(given) < SHORTEST_SECRET or given.lower() in DEFAULT_SECRETS or len(set(given)) < 8:
            faults.append("CASTING_SECRET_KEY is too short or a default: use 32 random characters or more.")
        if not self.secure:
            faults.append("CASTING_BASE_URL has to begin with https:// in production.")
        return tuple(faults)


def _kept_secret(file: Path) -> bytes:
    """The secret kept beside the data, made on first use; readable by its owner alone."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_bytes()
    except OSError as error:
        raise Unready(f"The secret key cannot be kept in {file}: {error.strerror}.") from error
    with os.fdopen(handle, "wb") as opened:
        opened.write(secrets.token_urlsafe(48).encode())
    return file.read_bytes()


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process. Raises pydantic.ValidationError for a value that cannot be used."""
    return Settings()
