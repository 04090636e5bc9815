"""A conversation with the actions alone: real config, words and zones, and a fake booking room."""

from datetime import timedelta
from typing import Any

import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from talking import NOW, ROOT, FakeBooking, FakeStore, FixedClock, Heard

from actions import access, asking, booking, booking_form, cancelling, managing, session, taking_rep, taking_time, team
from convene import bootstrap
from convene.booking.roster import Roster
from convene.booking.services import Services
from convene.config import load_config
from convene.settings import Settings


@pytest.fixture
def room(monkeypatch, tmp_path):
    """The booking room behind all actions."""
    fake = FakeBooking(free=[NOW + timedelta(days=1, hours=hour) for hour in range(1, 6)])
    for module, names in {
        asking: ["offer", "find"],
        taking_time: ["hold", "hold_at", "release", "renew"],
        booking_form: ["release"],
        taking_rep: ["release"],
        booking: ["confirm", "find", "move", "release"],
        managing: ["meetings_of", "invite_again", "invite_guests"],
        cancelling: ["cancel"],
        access: ["find", "send_code", "open_meeting"],
        team: ["hand_over"],
        session: ["release"],
    }.items():
        for name in names:
            monkeypatch.setattr(module, name, getattr(fake, name))
    settings = Settings(state_dir=tmp_path, secret_key="only for tests")
    config = load_config(ROOT / "convene.yml")
    roster = Roster(config, FakeStore(), config.reps, config.queues)
    bootstrap.use(Services(settings, config, FixedClock(), FakeStore(), roster, lambda rep: None, None))
    yield fake
    bootstrap.use(None)


@pytest.fixture(scope="session")
def domain() -> dict[str, Any]:
    """What Rasa sends along: the responses of every language, as components/responses_by_language.py puts them."""
    responses: dict[str, list[dict[str, Any]]] = {}
    for path in sorted((ROOT / "data" / "responses").glob("*/*.yml")):
        spoken = {"type": "slot", "name": "language", "value": path.parent.name}
        condition = {} if path.parent.name == "en" else {"condition": [spoken]}
        for name, said in yaml.safe_load(path.read_text(encoding="utf-8"))["responses"].items():
            responses.setdefault(name, []).extend({**variation, **condition} for variation in said)
    return {"responses": responses}


@pytest.fixture
def turn(room, domain):
    """Runs one action on one message, in a conversation whose slots are given."""

    async def run(
        action,
        text="",
        intent="",
        *,
        entities=None,
        metadata=None,
        confidence=0.95,
        past=(),
        after=(),
        parsed=None,
        **slots,
    ):
        message = {
            **(parsed or {}),
            "text": text,
            "intent": {"name": intent, "confidence": confidence},
            "entities": [{"entity": name, "value": value} for name, value in (entities or {}).items()],
            "metadata": {"timezone": "Europe/Berlin", "locale": "en-GB"} if metadata is None else metadata,
        }
        events = [*past, {"event": "user", "text": text, "parse_data": {"intent": message["intent"]}}, *after]
        known = {"session_started_metadata": None, "time_zone": None, "browser_zone": None, **slots}
        tracker = Tracker("s1", known, message, events, False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        found = await action.run(dispatcher, tracker, domain)
        return Heard(dispatcher.messages, found)

    return run
