"""How Convene runs Rasa: always in its own environment, on loopback, silent to the outside."""

import hashlib
import hmac
import os
import shutil
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


def live_model(settings: Settings) -> Path:
    """Where the model that this installation talks with is kept, whatever is trained meanwhile."""
    return settings.state_dir.absolute() / "model.tar.gz"


def put_live(settings: Settings, model: Path) -> Path:
    """Make a trained model the one this installation talks with from its next start or swap on."""
    live = live_model(settings)
    live.parent.mkdir(parents=True, exist_ok=True)
    new = live.with_name(f".{live.name}.{os.getpid()}")
    shutil.copyfile(model, new)
    new.replace(live)
    return live


def run_command(settings: Settings) -> list[str]:
    """The command that serves the live model on loopback; its HTTP API asks for the token."""
    return [
        *(str(RASA), "run", "--model", str(live_model(settings))),
        *("--endpoints", "endpoints.yml", "--credentials", "credentials.yml"),
        *("--interface", "127.0.0.1", "--port", str(settings.rasa_port)),
        *("--enable-api", "--auth-token", api_token(settings)),
    ]


def tracker_url(settings: Settings) -> str:
    """Where Rasa keeps conversations under way, as its SQLAlchemy takes it; on PostgreSQL beside our own tables."""
    scheme, _, rest = settings.database.partition("://")
    if scheme.startswith("postgresql"):
        return f"postgresql://{rest}"
    return f"sqlite:///{settings.state_dir.absolute() / 'conversations.db'}"


def api_token(settings: Settings) -> str:
    """What Rasa's HTTP API asks for; made from the secret key, so that every command of this installation knows it."""
    return hmac.new(settings.secret.encode(), b"rasa http api", hashlib.sha256).hexdigest()
