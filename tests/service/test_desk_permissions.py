"""Who may do what at the desk: one table of everything, for every role. Every new page and form has its row here."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from string import Formatter

import pytest

from convene.desk import BLUEPRINTS, words
from tests.service.conftest import Office
from tests.service.desk_in_tests import Desk, desk_of

WHO = {"admin": "admin", "rep": "anna", "designer": "dora", "viewer": "vera"}
"""The roles, and who has them in the office of this test."""

ALL = frozenset(WHO)
SEE = ALL - {"designer"}
CHANGE = frozenset({"admin", "rep"})
ADMIN = frozenset({"admin"})
BEN = "ben@northwind.test"
TEXT = {"subject_en": "Hello", "body_en": "Hi {{ person.first_name }}"}


@dataclass(frozen=True)
class Row:
    """Something that can be asked for, and the roles that get it; everybody else is refused."""

    what: str
    method: str
    path: str
    may: frozenset[str] = ALL
    form: dict[str, str] = field(default_factory=dict)


TABLE = [
    Row("see meetings", "GET", "/app"),
    Row("export meetings", "GET", "/app/meetings.csv", SEE),
    Row("see a meeting", "GET", "/app/meetings/{meeting}", SEE),
    Row("look for another time", "GET", "/app/meetings/{meeting}/move", CHANGE),
    Row("move a meeting", "POST", "/app/meetings/{meeting}/move", CHANGE, {"slot": "forged"}),
    Row("look who could take a meeting", "GET", "/app/meetings/{meeting}/pass-on", CHANGE),
    Row("pass a meeting on", "POST", "/app/meetings/{meeting}/pass-on", CHANGE, {"to": "nobody"}),
    Row("think about cancelling", "GET", "/app/meetings/{meeting}/cancel", CHANGE),
    Row("cancel a meeting", "POST", "/app/meetings/{meeting}/cancel", CHANGE),
    Row("think about a no-show", "GET", "/app/meetings/{meeting}/no-show", CHANGE),
    Row("mark a no-show", "POST", "/app/meetings/{meeting}/no-show", CHANGE),
    Row("take a no-show back", "POST", "/app/meetings/{meeting}/came", CHANGE),
    Row("see availability", "GET", "/app/availability?rep=anna", CHANGE),
    Row("set availability", "POST", "/app/availability", CHANGE, {"rep": "anna", "zone": "Europe/Berlin"}),
    Row("say that they work", "POST", "/app/availability/works", CHANGE, {"rep": "anna", "event": "day"}),
    Row("see queues", "GET", "/app/queue"),
    Row("sign out", "POST", "/app/leave"),
    Row("choose a language", "POST", "/app/language", form={"language": "de"}),
    Row("see the website's key", "GET", "/app/website", ADMIN),
    Row("make the website's key", "POST", "/app/website", ADMIN),
    Row("see the team's invitation", "GET", "/app/invitation/team", ADMIN),
    Row("write the team's invitation", "POST", "/app/invitation/team", ADMIN, TEXT),
    Row("check the team's invitation", "POST", "/app/invitation/team/check", ADMIN, TEXT),
    Row("preview the team's invitation", "POST", "/app/invitation/team/preview", ADMIN, TEXT),
    Row("test the team's invitation", "POST", "/app/invitation/team/test", ADMIN, TEXT),
    Row("return to the text of convene.yml", "POST", "/app/invitation/team/default", ADMIN),
    Row("bring back a text of the team", "POST", "/app/invitation/team/undo", ADMIN, {"version": "none"}),
    Row("see the own invitation", "GET", "/app/invitation", CHANGE),
    Row("see somebody else's invitation", "GET", "/app/invitation?rep=ben", ADMIN),
    Row("write an invitation", "POST", "/app/invitation", CHANGE, TEXT),
    Row("write somebody else's invitation", "POST", "/app/invitation?rep=ben", ADMIN, TEXT),
    Row("check an invitation", "POST", "/app/invitation/check", CHANGE, TEXT),
    Row("preview an invitation", "POST", "/app/invitation/preview", CHANGE, TEXT),
    Row("preview somebody else's invitation", "POST", "/app/invitation/preview?rep=ben", ADMIN, TEXT),
    Row("test an invitation", "POST", "/app/invitation/test", CHANGE, TEXT),
    Row("take the team's text", "POST", "/app/invitation/default", CHANGE),
    Row("take the team's text for somebody else", "POST", "/app/invitation/default?rep=ben", ADMIN),
    Row("bring back a text", "POST", "/app/invitation/undo", CHANGE, {"version": "none"}),
    Row("pause oneself", "POST", "/app/queue/pause", CHANGE, {"queue": "sales", "rep": "anna"}),
    Row("pause somebody else", "POST", "/app/queue/pause", ADMIN, {"queue": "sales", "rep": "ben"}),
    Row("return", "POST", "/app/queue/return", CHANGE, {"queue": "sales", "rep": "anna"}),
    Row("let somebody else return", "POST", "/app/queue/return", ADMIN, {"queue": "sales", "rep": "ben"}),
    Row("put somebody into a queue", "POST", "/app/queue/add", ADMIN, {"queue": "sales", "rep": "ben"}),
    Row("take somebody out of a queue", "POST", "/app/queue/remove", ADMIN, {"queue": "sales", "rep": "ben"}),
    Row("move somebody up", "POST", "/app/queue/up", ADMIN, {"queue": "sales", "rep": "ben"}),
    Row("move somebody down", "POST", "/app/queue/down", ADMIN, {"queue": "sales", "rep": "anna"}),
    Row("write the fallback message", "POST", "/app/queue/fallback", ADMIN, {"fallback_en": "We write to you."}),
    Row("see health", "GET", "/app/health", ALL - {"rep"}),
    Row("see accounts", "GET", "/app/accounts", ADMIN),
    Row("replace accounts", "POST", "/app/accounts", ADMIN),
    Row("see the own calendar", "GET", "/app/connect", CHANGE),
    Row("go to a vendor's consent", "GET", "/app/connect/google", CHANGE),
    Row("see the form for CalDAV", "GET", "/app/connect/caldav", CHANGE),
    Row("connect over CalDAV", "POST", "/app/connect/caldav", CHANGE, {"address": ""}),
    Row("choose calendars", "POST", "/app/connect/calendars", CHANGE),
    Row("say which zone", "POST", "/app/connect/zone", CHANGE, {"zone": "nowhere"}),
    Row("think about disconnecting", "GET", "/app/connect/disconnect", CHANGE),
    Row("disconnect", "POST", "/app/connect/disconnect", CHANGE),
    Row("see people", "GET", "/app/people", ADMIN),
    Row("invite people", "POST", "/app/people/invite", ADMIN, {"email": "new@northwind.test", "role": "rep"}),
    Row("change a role", "POST", "/app/people/role", ADMIN, {"email": BEN, "role": "viewer"}),
    Row("deactivate people", "POST", "/app/people/deactivate", ADMIN, {"email": BEN}),
    Row("reactivate people", "POST", "/app/people/reactivate", ADMIN, {"email": BEN}),
    Row("end sessions", "POST", "/app/people/end-sessions", ADMIN, {"email": BEN}),
]

PUBLIC = {
    ("GET", "/app/sign-in"),
    ("POST", "/app/sign-in"),
    ("GET", "/app/enter/<token:str>"),
    ("POST", "/app/enter/<token:str>"),
    ("GET", "/app/connect/again/<token:str>"),
    ("GET", "/app/connect/<provider:str>/sign-in"),
    ("GET", "/app/connect/<provider:str>/callback"),
}
"""What strangers are for."""


@pytest.fixture
async def desk(annas_and_bens_office: Office) -> AsyncIterator[Desk]:
    """The desk of an office in which Anna has a meeting."""
    for role in ("designer", "viewer"):
        await annas_and_bens_office.store.keep_user(f"{WHO[role]}@northwind.test", role)
    async with desk_of(annas_and_bens_office) as desk:
        desk.meeting = (await annas_and_bens_office.book()).id
        yield desk


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.what)
async def test_who_gets_what(desk: Desk, row: Row) -> None:
    """Role by role: what is allowed answers, what is not is refused, and strangers are asked to sign in."""
    for role, name in WHO.items():
        await desk.sign_in(name)
        form = {"token": await desk.token()} | row.form if row.method == "POST" else None
        answer = await desk.http.request(row.method, _path(desk, row), data=form)
        if role in row.may:
            assert answer.status_code not in (403, 404, 500), f"{role}: {answer.status_code}"
            assert not answer.headers.get("location", "").startswith("/app/sign-in"), role
        else:
            assert answer.status_code == 403, f"{role}: {answer.status_code}"
    desk.http.cookies.clear()
    stranger = await desk.http.request(row.method, _path(desk, row), data=row.form)
    assert (stranger.status_code, stranger.headers["location"].partition("?")[0]) == (303, "/app/sign-in")


@pytest.mark.parametrize("row", [row for row in TABLE if row.method == "POST"], ids=lambda row: row.what)
async def test_a_form_counts_only_if_it_is_ours(desk: Desk, row: Row) -> None:
    """No token, or somebody else's (CSRF)."""
    await desk.sign_in("anna")
    theirs = await desk.token()
    await desk.sign_in("admin")

    for token in ("", "forged", theirs):
        assert (await desk.http.post(_path(desk, row), data=row.form | {"token": token})).status_code == 403


def test_every_route_has_its_row() -> None:
    """A page or form that nobody wrote into the table is a hole."""
    routes = {
        (method, f"{blueprint.url_prefix}{route.uri}".rstrip("/"))
        for blueprint in BLUEPRINTS
        for route in blueprint._future_routes
        for method in route.methods
    }

    rows = {(row.method, row.path) for row in TABLE}
    assert [
        route for route in sorted(routes - PUBLIC) if not any(_fits(*route, method, path) for method, path in rows)
    ] == []


def test_both_languages_say_the_same_things() -> None:
    """The same keys, with the same places for values."""
    english, german = words.catalogue("en"), words.catalogue("de")

    assert english.keys() == german.keys()
    for key, said in english.items():
        assert _places(said) == _places(german[key]), key


def _path(desk: Desk, row: Row) -> str:
    return row.path.format(meeting=desk.meeting)


def _fits(route_method: str, route: str, method: str, path: str) -> bool:
    """Whether the path, without its query, is one of the route's."""
    pattern = re.sub(r"<[^>]*>", "[^/]+", route)
    return method == route_method and re.fullmatch(pattern, path.partition("?")[0]) is not None


def _places(said: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(said) if name}
