"""People: who may use the desk, and as what."""

from zoneinfo import ZoneInfo

from babel.dates import format_date
from sanic import Blueprint, HTTPResponse
from sanic.exceptions import NotFound

from convene.desk import users
from convene.desk.permissions import Action, Role
from convene.desk.users import LastAdmin, Person
from convene.desk.visit import Visit, signed_in
from convene.email_address import normalized
from convene.invitations.text import one_line

_LONGEST_NAME = 100

blueprint = Blueprint("desk_people", url_prefix="/app/people")


@blueprint.get("/", strict_slashes=False)
@signed_in(Action.MANAGE_PEOPLE)
async def show(visit: Visit) -> HTTPResponse:
    """Everybody, and a form to invite somebody."""
    return await _page(visit)


@blueprint.post("/invite")
@signed_in(Action.MANAGE_PEOPLE)
async def invite(visit: Visit) -> HTTPResponse:
    """Invite somebody by mail."""
    try:
        email = normalized(visit.field("email"))
    except ValueError:
        return await _page(visit, problem="entering.no_address", status=400)
    if any(p.active and p.email.casefold() == email.casefold() for p in await users.people(visit.services)):
        return await _page(visit, problem="people.known", status=409)
    name = one_line(visit.field("name"))[:_LONGEST_NAME]
    await users.invite(visit.services, email, name, _role(visit), visit.user.language, visit.user.name)
    return visit.see_other("/app/people", "people.invited", email=email)


@blueprint.post("/role")
@signed_in(Action.MANAGE_PEOPLE)
async def change_role(visit: Visit) -> HTTPResponse:
    """Give somebody another role."""
    person = await _person(visit)
    try:
        await users.change_role(visit.services, person.email, _role(visit))
    except LastAdmin:
        return visit.see_other("/app/people", "people.last_admin", kind="problem")
    return visit.see_other("/app/people", "people.role_changed", name=person.name or person.email)


@blueprint.post("/deactivate")
@signed_in(Action.MANAGE_PEOPLE)
async def deactivate(visit: Visit) -> HTTPResponse:
    """Let somebody in no longer; meetings a rep still has are listed, so that somebody else can take them."""
    person = await _person(visit)
    try:
        ahead = await users.deactivate(visit.services, person.email)
    except LastAdmin:
        return visit.see_other("/app/people", "people.last_admin", kind="problem")
    name = person.name or person.email
    if person.rep and ahead:
        where, number = f"/app?rep={person.rep.id}", str(len(ahead))
        return visit.see_other(where, "people.deactivated_ahead", kind="note", name=name, number=number)
    return visit.see_other("/app/people", "people.deactivated", name=name)


@blueprint.post("/reactivate")
@signed_in(Action.MANAGE_PEOPLE)
async def reactivate(visit: Visit) -> HTTPResponse:
    """Let somebody in again."""
    person = await _person(visit)
    await users.reactivate(visit.services, person.email)
    return visit.see_other("/app/people", "people.reactivated", name=person.name or person.email)


@blueprint.post("/end-sessions")
@signed_in(Action.MANAGE_PEOPLE)
async def end_sessions(visit: Visit) -> HTTPResponse:
    """Sign somebody out everywhere."""
    person = await _person(visit)
    await visit.services.store.end_desk_sessions(person.email.casefold(), visit.services.clock.now())
    return visit.see_other("/app/people", "people.sessions_ended", name=person.name or person.email)


async def _page(visit: Visit, *, problem: str = "", status: int = 200) -> HTTPResponse:
    return visit.page(
        "people.html",
        here="people",
        status=status,
        people=[(person, _seen(visit, person)) for person in await users.people(visit.services)],
        roles=[(role.value, visit.say(f"desk.role_{role}")) for role in Role],
        problem=visit.say(problem) if problem else "",
        typed={name: visit.field(name) for name in ("email", "name", "role")} if problem else {},
    )


def _seen(visit: Visit, person: Person) -> str:
    if person.seen_at is None:
        return visit.say("people.never")
    return format_date(person.seen_at.astimezone(ZoneInfo(visit.user.zone)), "medium", visit.user.language)


def _role(visit: Visit) -> Role:
    said = visit.field("role")
    if said not in set(Role):
        raise NotFound
    return Role(said)


async def _person(visit: Visit) -> Person:
    email = visit.field("email").casefold()
    found = next((p for p in await users.people(visit.services) if p.email.casefold() == email), None)
    if found is None:
        raise NotFound
    return found
