"""Serves the widget to any website: `/widget.js`, the short file that pages name, and the modules it is made of.

`/widget.js` may be a few minutes old, the modules never: their address carries a hash of all of them, so a browser
cannot mix two versions. `words/all.js`, the languages the widget speaks, is made from the files there are.
"""

import hashlib
from pathlib import Path
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound
from sanic.response import empty, text

_FOLDER = Path(__file__).parent
_MODULES = {path.relative_to(_FOLDER).as_posix(): path.read_text("utf-8") for path in sorted(_FOLDER.rglob("*.js"))}
_LANGUAGES = sorted(path.stem for path in (_FOLDER / "words").glob("*.js"))
_MODULES["words/all.js"] = "".join(f'import {language} from "./{language}.js";\n' for language in _LANGUAGES) + (
    f"export const DICTIONARIES = {{ {', '.join(_LANGUAGES)} }};\n"
)
_VERSION = hashlib.sha256("\0".join(_MODULES.values()).encode()).hexdigest()[:12]
_ENTRY = f'import "./widget/{_VERSION}/widget.js";\n'

_FOR_ANY_SITE = {
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
}

blueprint = Blueprint("widget")


@blueprint.get("/widget.js")
async def entry(request: Request[Any, Any]) -> HTTPResponse:
    """The file that pages embed; good for five minutes, then asked for again by its ETag (RFC 9110)."""
    headers = _FOR_ANY_SITE | {"cache-control": "public, max-age=300", "etag": f'"{_VERSION}"'}
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return empty(304, headers)
    return text(_ENTRY, headers=headers, content_type="text/javascript; charset=utf-8")


@blueprint.get("/widget/<version:str>/<name:path>")
async def module(request: Request[Any, Any], version: str, name: str) -> HTTPResponse:
    """One module of the widget; kept for good under its own version's address, not at all under another's."""
    if name not in _MODULES:
        raise NotFound
    caching = "public, max-age=31536000, immutable" if version == _VERSION else "no-store"
    headers = _FOR_ANY_SITE | {"cache-control": caching}
    return text(_MODULES[name], headers=headers, content_type="text/javascript; charset=utf-8")
