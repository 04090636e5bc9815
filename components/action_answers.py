"""Checks the answers of our actions against Rasa's schema without checking that schema anew each time.

Rasa calls `jsonschema.validate`, which first proves the schema itself against the meta-schema: some 10 ms of every
action (2 cores), half of the time of a turn with a form. The schema never changes, so proving it once is enough. Rasa
has no setting for it; importing this package puts the quicker check in place.
"""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from rasa.core.actions.action import RemoteAction

_SCHEMA = RemoteAction.action_response_format_spec()
Draft202012Validator.check_schema(_SCHEMA)
_ANSWER = Draft202012Validator(_SCHEMA)


def _validate_action_result(action: RemoteAction, result: dict[str, Any]) -> bool:
    """As Rasa's own: True, or jsonschema's ValidationError."""
    problem = best_match(_ANSWER.iter_errors(result))
    if problem:
        raise problem
    return True


RemoteAction._validate_action_result = _validate_action_result  # type: ignore[method-assign]
