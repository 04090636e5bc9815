"""Settings: what differs between one installation and another, read once from the environment."""

import secrets
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from convene.clock import Clock
from convene.errors import BadConfig
from convene.web import is_on_this_machine


class Settings(BaseSettings):
    """One installation's settings; every name is `CONVENE_<NAME>`, but for the three ports."""

    model_config = SettingsConfigDict(env_prefix="CONVENE_", frozen=True, extra="ignore", populate_by_name=True)

    env: Literal["demo", "production"] = "demo"
    demo_mail: Literal["here", "everywhere"] = "here"
    host: str = "127.0.0.1"
    port: int = Field(8000, validation_alias=AliasChoices("PORT", "CONVENE_PORT"))
    rasa_port: int = Field(5005, validation_alias=AliasChoices("RASA_PORT", "CONVENE_RASA_PORT"))
    caldav_port: int = Field(5232, validation_alias=AliasChoices("CALDAV_PORT", "CONVENE_CALDAV_PORT"))

    config_file: Path = Path("convene.yml")
    state_dir: Path = Path("var")
    base_url: str = ""
    proxies: int | None = Field(None, ge=0)
    database_url: str = ""
    redis_url: SecretStr = SecretStr("")
    smtp_url: SecretStr = SecretStr("")
    mail_from: str = ""
    admin_email: str = ""
    secret_key: SecretStr = SecretStr("")
    actions_token: SecretStr = SecretStr("")
    now: datetime | None = None

    google_client_id: str = ""
    google_client_secret: SecretStr = SecretStr("")
    google_permissions: Literal["minimal", "full"] = "minimal"
    google_auth_uri: str = "https://accounts.google.com/o/oauth2/v2/auth"
    google_token_uri: str = "https://oauth2.googleapis.com/token"  # noqa: S105  # an address
    google_revoke_uri: str = "https://oauth2.googleapis.com/revoke"
    google_userinfo_uri: str = "https://openidconnect.googleapis.com/v1/userinfo"
    google_calendar_api: str = "https://www.googleapis.com/calendar/v3/"

    ms_authority: str = "https://login.microsoftonline.com/common"
    ms_client_id: str = ""
    ms_client_secret: SecretStr = SecretStr("")
    ms_permissions: Literal["full", "minimal"] = "full"
    graph_api: str = "https://graph.microsoft.com/v1.0"

    identify_key: SecretStr = SecretStr("")
    token_keys: SecretStr = SecretStr("")
    private_calendars: bool = False

    hold_for: timedelta = timedelta(minutes=5)
    offer_for: timedelta = timedelta(minutes=30)
    poll_every: timedelta = timedelta(seconds=20)
    trust_reading_for: timedelta = timedelta(minutes=15)
    calendar_timeout: timedelta = timedelta(seconds=10)

    @field_validator("hold_for", "offer_for", "poll_every", "trust_reading_for", "calendar_timeout", mode="before")
    @classmethod
    def _seconds(cls, value: object) -> object:
        """Durations in the environment are plain seconds."""
        return (
            timedelta(seconds=float(value)) if isinstance(value, str) and value.replace(".", "", 1).isdigit() else value
        )

    @model_validator(mode="after")
    def _production_is_strict(self) -> Self:
        if self.now is not None and self.now.tzinfo is None:
            raise ValueError("CONVENE_NOW needs an offset, such as 2026-11-24T09:00:00+01:00")
        if self.env == "production":
            if self.now is not None:
                raise ValueError("CONVENE_NOW is for tests and demos; unset it when CONVENE_ENV=production")
            if not self.secret_key.get_secret_value():
                raise ValueError("CONVENE_SECRET_KEY must be set when CONVENE_ENV=production")
            if not self.base_url.startswith("https://"):
                raise ValueError("CONVENE_BASE_URL must be the public https address when CONVENE_ENV=production")
        return self

    @cached_property
    def clock(self) -> Clock:
        """The clock of this process."""
        return Clock.starting_at(self.now) if self.now else Clock()

    @cached_property
    def secret(self) -> str:
        """The key that signs what we hand out; outside production one is made once and kept in the state folder."""
        given = self.secret_key.get_secret_value()
        return given or _kept_secret(self.state_dir / "secret.key")

    @property
    def public_url(self) -> str:
        """Where visitors reach this server, without a slash at the end."""
        return (self.base_url or f"http://127.0.0.1:{self.port}").rstrip("/")

    @property
    def is_public_demo(self) -> bool:
        """Whether this is a demo by its settings, yet reached by others: most likely CONVENE_ENV was forgotten."""
        return self.env == "demo" and not is_on_this_machine(self.public_url)

    @property
    def proxies_in_front(self) -> int:
        """How many proxies pass requests on to us; production has the one that speaks https unless told otherwise."""
        return (1 if self.env == "production" else 0) if self.proxies is None else self.proxies

    @property
    def rasa_url(self) -> str:
        """Where Rasa listens; never anything but loopback."""
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def database(self) -> str:
        """The database's SQLAlchemy address; a SQLite file in the state folder unless told otherwise."""
        if not self.database_url:
            return f"sqlite+aiosqlite:///{self.state_dir / 'convene.db'}"
        scheme, _, rest = self.database_url.partition("://")
        return f"{_DRIVERS.get(scheme, scheme)}://{rest}"


_DRIVERS = {"postgres": "postgresql+asyncpg", "postgresql": "postgresql+asyncpg", "sqlite": "sqlite+aiosqlite"}


def load_settings() -> Settings:
    """The settings of this process's environment.

    Raises:
        BadConfig: if a value is not usable; the message names the variable.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise BadConfig("; ".join(_complaint(e["loc"], e["msg"]) for e in error.errors())) from None


def _complaint(loc: tuple[int | str, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    name = str(loc[0]).upper() if loc else ""
    if not name:
        return message
    return f"{name if name.endswith('PORT') or name.startswith('CONVENE') else 'CONVENE_' + name}: {message}"


def _kept_secret(path: Path) -> str:
    """The secret in this file, made first if there is none; two processes starting at once agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_urlsafe(48))
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        pass  # made before, or by another process just now
    finally:
        fresh.unlink()
    return path.read_text()
