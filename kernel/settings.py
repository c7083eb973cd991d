"""What a deployable is told from outside, read once when it starts."""

from typing import Any, Literal, Self

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What every deployable needs; from the environment with the prefix `CIC_`.

    Raises `pydantic.ValidationError` naming every missing or faulty setting at once. Telemetry
    follows OpenTelemetry's own variables (`OTEL_EXPORTER_OTLP_ENDPOINT`) and is off without them.
    """

    model_config = SettingsConfigDict(
        env_prefix="CIC_", frozen=True, extra="forbid", hide_input_in_errors=True
    )

    database_url: str = Field(repr=False, min_length=1)
    """DSN of this deployable's own database; it may hold a password."""
    kafka_bootstrap: str = Field(min_length=1)
    """`host:port`, several separated by commas."""
    jwks: str = Field(min_length=1)
    """Where the public keys of the token issuer stand: an https URL or the path of a file."""
    issuer: str = Field(min_length=1)
    audience: str = Field(default="cic", min_length=1)
    profile: Literal["local", "production"] = "production"
    local_token: str | None = Field(default=None, repr=False)
    """Opens the browser pages signed in; without effect outside the local profile."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    verify_every_hours: float = Field(default=24, ge=0)
    """How often the views are made again beside those that serve, and compared; 0: never."""

    @classmethod
    def read(cls, **known: Any) -> Self:
        """Return the settings of the environment, completed and overruled by what is known."""
        return cls(**known)

    @property
    def page_token(self) -> str | None:
        """The token that pages may be signed in with: none outside the local profile."""
        return self.local_token if self.profile == "local" else None


class ServiceSettings(Settings):
    """A service belongs to one unit; its own name is given by its `main`."""

    unit: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    documents: str | None = Field(default=None, pattern=r"^(file:///|s3://)[^\s?#]+$")
    """Where files are kept: `file:///folder` or `s3://bucket/prefix`; none are taken without it.

    Endpoint and credentials of the latter stand in `AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID`, ….
    """
    sealing_key: str | None = Field(default=None, min_length=1)
    """Path of the unit's private key (a JWK, Ed25519) that seals the store; not sealed without."""


class GatewaySettings(Settings):
    """The gateway belongs to no unit."""
