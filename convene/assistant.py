"""How Convene runs Rasa: always in its own environment, on loopback, silent to the outside."""

import hashlib
import hmac
import os
from pathlib import Path

from convene.settings import Settings

RASA = Path(".venv-rasa/bin/rasa")


def rasa_environment() -> dict[str, str]:
    """The environment of every Rasa process: nothing calls out (X18), nothing chatters, one thread is enough."""
    kept = {key: value for key, value in os.environ.items() if key not in {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH"}}
    return kept | {
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONWARNINGS": "ignore",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "",
        "OMP_NUM_THREADS": "1",
    }


def run_command(settings: Settings, model: Path) -> list[str]:
    """The command that serves this model on loopback; its HTTP API asks for the token."""
    return [
        *(str(RASA), "run", "--model", str(model), "--endpoints", "endpoints.yml", "--credentials", "credentials.yml"),
        *("--interface", "127.0.0.1", "--port", str(settings.rasa_port)),
        *("--enable-api", "--auth-token", api_token(settings)),
    ]


def api_token(settings: Settings) -> str:
    """What Rasa's HTTP API asks for; made from the secret key, so that every command of this installation knows it."""
    return hmac.new(settings.secret.encode(), b"rasa http api", hashlib.sha256).hexdigest()
