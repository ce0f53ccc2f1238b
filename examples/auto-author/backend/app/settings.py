"""What the environment tells the application. A missing variable stops the start, by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field

REQUIRED = (
    "DATABASE_URI",
    "API_V1_PREFIX",
    "BACKEND_CORS_ORIGINS",
    "OPENAI_API_KEY",
    "CLERK_SECRET_KEY",
)


class MissingSettings(Exception):
    """Names every missing variable at once, so that one restart is enough."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"missing environment variables: {', '.join(names)}")


@dataclass(frozen=True)
class Settings:
    # Values that hold a password or a key stay out of the repr, and so out of logs.
    database_uri: str = field(repr=False)
    api_prefix: str
    cors_origins: list[str]
    openai_api_key: str = field(repr=False)
    clerk_secret_key: str = field(repr=False)
    openai_url: str = "https://api.openai.com/v1"
    clerk_url: str = "https://api.clerk.com/v1"

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        missing = [name for name in REQUIRED if not environment.get(name, "").strip()]
        if missing:
            raise MissingSettings(missing)
        origins = environment["BACKEND_CORS_ORIGINS"].split(",")
        return cls(
            database_uri=environment["DATABASE_URI"],
            api_prefix="/" + environment["API_V1_PREFIX"].strip("/"),
            cors_origins=[origin.strip() for origin in origins if origin.strip()],
            openai_api_key=environment["OPENAI_API_KEY"],
            clerk_secret_key=environment["CLERK_SECRET_KEY"],
            openai_url=environment.get("OPENAI_BASE_URL") or cls.openai_url,
            clerk_url=environment.get("CLERK_API_URL") or cls.clerk_url,
        )
