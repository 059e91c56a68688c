"""The gateway's settings: environment variables `SHOAL_…`, read here and nowhere else."""

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shoal.home import shoal_home

Breed = Annotated[str, StringConstraints(min_length=1, max_length=40)]

AQUATIC_BREEDS: tuple[str, ...] = (
    "Abalone", "Bass", "Bream", "Carp", "Catfish", "Clam", "Cod", "Crab", "Crayfish", "Croaker", "Crucian",
    "Cuttlefish", "Eel", "Flounder", "Grass carp", "Grouper", "Hairtail", "Halibut", "Herring", "Jellyfish", "Kelp",
    "Lobster", "Mackerel", "Mandarin fish", "Mussel", "Octopus", "Oyster", "Perch", "Pomfret", "Salmon", "Scallop",
    "Sea bream", "Sea cucumber", "Shrimp", "Silver carp", "Snakehead", "Squid", "Sturgeon", "Tilapia", "Trout",
    "Tuna", "Turbot",
)  # fmt: skip


class Settings(BaseSettings):
    """All of the gateway's settings, checked at start-up. `SHOAL_PORT=8000` sets `port`; lists are JSON."""

    model_config = SettingsConfigDict(env_prefix="SHOAL_", extra="ignore", frozen=True)

    home: Path = Field(default_factory=shoal_home, description="The folder that everything is written to.")
    projection_url: str = Field(default="", description="SQLAlchemy URL of the view of the ledger; empty: SQLite.")
    records_url: str = Field(default="", description="SQLAlchemy URL of the off-chain records; empty: SQLite.")
    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(default=0, ge=0, le=65535, description="The port to listen on; 0 chooses a free one.")
    admit_demo_codes: bool = Field(default=False, description="Admit credit codes DEMO + 14 characters.")
    cycle_seconds: int = Field(default=7200, ge=1, le=604800, description="Length T of a matching cycle.")
    statement_flush_seconds: int = Field(
        default=30, ge=1, le=3600, description="Longest wait of a collected decision or evaluation."
    )
    scheduler: bool = Field(default=False, description="Advance cycles by the clock.")
    matcher: str = Field(default="aco", description="Name of the solver.")
    seed: int = Field(default=0, ge=0, lt=2**63, description="Seed of the matcher.")
    session_hours: int = Field(default=12, ge=1, le=720, description="How long a bearer token is good for.")
    logins_per_minute: int = Field(default=10, ge=1, le=10000, description="Log-in attempts per minute and log-in.")
    body_limit_bytes: int = Field(default=2 * 1024 * 1024, ge=1024, description="Largest request body.")
    wait_limit_s: int = Field(default=30, ge=0, le=300, description="Longest wait that `Prefer: wait=N` may ask for.")
    market_breeds: tuple[Breed, ...] = Field(default=AQUATIC_BREEDS, description="Breeds of the first catalogue.")

    @field_validator("home")
    @classmethod
    def _whole_path(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("host")
    @classmethod
    def _loopback(cls, value: str) -> str:
        # Tokens travel in clear: a proxy with TLS in front may face the network, this process may not.
        if not ip_address(value).is_loopback:
            raise ValueError("must be a loopback address, such as 127.0.0.1")
        return value

    @property
    def folder(self) -> Path:
        """The gateway's own folder: databases, keys, log, address."""
        return self.home / "gateway"

    @property
    def wallet_key_file(self) -> Path:
        """32 random bytes in hexadecimal (mode 0600) that the wallets' keys are encrypted with."""
        return self.folder / "wallet.key"

    @property
    def bootstrap_credentials_file(self) -> Path:
        """Names and passwords of the operator and the supervisor (mode 0600), made once by `shoal gateway init`."""
        return self.folder / "credentials.json"

    @property
    def address_file(self) -> Path:
        """`{"url": "http://127.0.0.1:PORT"}` of the running gateway."""
        return self.folder / "address.json"

    @property
    def log_file(self) -> Path:
        """The running gateway's log, one JSON object a line."""
        return self.folder / "gateway.log"

    @property
    def network_folder(self) -> Path:
        """Where the network keeps what its clients need."""
        return self.home / "network"

    def database_url(self, name: str) -> str:
        """The URL of `projection` or `records`."""
        given: str = getattr(self, f"{name}_url")
        return given or f"sqlite+aiosqlite:///{self.folder / (name + '.sqlite')}"
