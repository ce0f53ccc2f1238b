import os
import subprocess
import sys

import pytest

from app.settings import MissingSettings, Settings
from tests.conftest import ENVIRONMENT


def test_every_missing_variable_is_named() -> None:
    partial = {**ENVIRONMENT, "DATABASE_URI": " "}
    del partial["OPENAI_API_KEY"]
    with pytest.raises(MissingSettings, match="DATABASE_URI, OPENAI_API_KEY"):
        Settings.read(partial)


def test_secrets_stay_out_of_the_repr() -> None:
    text = repr(Settings.read(ENVIRONMENT))
    assert "key-for-tests" not in text and "mongodb" not in text


def test_origins_may_be_several() -> None:
    settings = Settings.read({**ENVIRONMENT, "BACKEND_CORS_ORIGINS": "https://a.test, https://b.test"})
    assert settings.cors_origins == ["https://a.test", "https://b.test"]


def test_the_start_fails_with_one_clear_line() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
    command = [sys.executable, "-c", "import app.main"]
    start = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert start.returncode == 1
    assert start.stderr.startswith("auto-author: missing environment variables: DATABASE_URI, ")
