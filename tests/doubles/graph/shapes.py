"""Microsoft's published types as JSON Schemas: what Convene sends and what the double answers has to fit them."""

import json
from functools import cache
from pathlib import Path

from jsonschema import Draft7Validator

SHAPES = Path(__file__).parents[3] / ".tools" / "graph" / "shapes.json"


class NotOfGraph(Exception):
    """A body that does not fit the type Microsoft publishes."""


def check(kind, body):
    """Raise unless the body is a `kind` (Event, Calendar, MailboxSettings …), `@odata` annotations apart."""
    found = sorted(_validator(kind).iter_errors(without_annotations(body)), key=lambda error: list(error.path))
    if found:
        where = "/".join(str(part) for part in found[0].path) or kind
        raise NotOfGraph(f"{kind}: {where}: {found[0].message}")


def properties(kind):
    """The names of a type's properties."""
    return set(_document()["definitions"][kind]["properties"])


def without_annotations(body):
    if isinstance(body, dict):
        return {key: without_annotations(value) for key, value in body.items() if "@" not in key}
    if isinstance(body, list):
        return [without_annotations(value) for value in body]
    return body


@cache
def _document():
    if not SHAPES.exists():
        raise FileNotFoundError("Microsoft's types are missing; `python3 scripts/doubles.py` brings them")
    return json.loads(SHAPES.read_text())


@cache
def _validator(kind):
    document = _document()
    return Draft7Validator({"$ref": f"#/definitions/{kind}", "definitions": document["definitions"]})
