"""Invitations, a rep's and the team's: written with tokens, seen before they are saved, taken back when wanted."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from secrets import token_hex

from sanic import Blueprint, HTTPResponse
from sanic.exceptions import NotFound
from sanic.response import json

from convene.booking.events import event_of, with_conference
from convene.booking.letters import invitation_mail
from convene.desk.drafts import Draft, Sample, draft_from, draft_of, main_language, samples
from convene.desk.permissions import Action
from convene.desk.visit import HEADERS, Handler, Visit, signed_in
from convene.invitations.times import clock_in_words, date_in_words, time_in_words, zone_in_words
from convene.invitations.tokens import TOKENS, Token
from convene.model import Booking, Invitation, Rep
from convene.pages import content_security_policy

_VERSIONS = 10
_SENT_BY_VENDOR = ("meet", "teams")
_PREVIEW_HEADERS = HEADERS | {
    "content-security-policy": content_security_policy(
        style_src="'self' 'unsafe-inline'", frame_src="'self'", frame_ancestors="'self'", sandbox="allow-same-origin"
    ),
}
"""A mail has its styles inline; it is shown where no script runs."""

_HERE = "/app/invitation"
_TEAM = f"{_HERE}/team"

blueprint = Blueprint("desk_invitation", url_prefix=_HERE)


@dataclass(frozen=True, slots=True)
class Link:
    """The conference link a rep's invitations can have: its kind, and why there can be none, as keys of words."""

    kind: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """Whose text a page is about: a rep's, or the team's (`rep` is None), and with which rep it is tried.

    `saved` is the text that holds today, `own` what was written at the desk, `path` and `query` are where the page is.
    """

    rep: Rep | None
    tried_with: Rep | None
    saved: Invitation
    own: Invitation | None
    path: str
    query: str = ""

    @property
    def id(self) -> str | None:
        """By what their versions are kept."""
        return self.rep.id if self.rep else None


def _both(method: str, path: str) -> Callable[[Handler], Handler]:
    """A page of a rep's text, and the same page of the team's."""

    def route(handler: Handler) -> Handler:
        name = handler.__name__
        own, teams = signed_in(Action.WRITE_INVITATION)(handler), signed_in(Action.WRITE_TEAM_INVITATION)(handler)
        blueprint.route(f"/{path}", methods=[method], strict_slashes=False, name=name)(own)
        blueprint.route(f"/team/{path}".rstrip("/"), methods=[method], name=f"team_{name}")(teams)
        return handler

    return route


@_both("GET", "")
async def show(visit: Visit) -> HTTPResponse:
    """The text as it is."""
    author = _author(visit)
    return await _page(visit, author, draft_of(visit, author.saved))


@_both("POST", "")
async def save(visit: Visit) -> HTTPResponse:
    """Keep the text, if it can be used; else show it again with what is wrong."""
    author = _author(visit)
    draft = await _draft(visit, author)
    if draft.problems:
        return await _page(visit, author, draft, status=400)
    await _write(visit, author, draft.invitation(main_language(visit)))
    return visit.see_other(author.path + author.query, "invitation.saved" if author.rep else "invitation.team_saved")


@_both("POST", "default")
async def take_default(visit: Visit) -> HTTPResponse:
    """Return to the text one has who wrote none: the team's, or that of convene.yml."""
    author = _author(visit)
    await _write(visit, author, None)
    said = "invitation.default_taken" if author.rep else "invitation.team_default_taken"
    return visit.see_other(author.path + author.query, said)


@_both("POST", "undo")
async def undo(visit: Visit) -> HTTPResponse:
    """Bring back an earlier text."""
    author, wanted = _author(visit), visit.field("version")
    versions = await visit.services.store.invitation_versions(author.id, _VERSIONS)
    version = next((v for v in versions if str(v.id) == wanted), None)
    if version is None:
        return visit.see_other(author.path + author.query, "invitation.no_version", kind="problem")
    await _write(visit, author, version.invitation)
    return visit.see_other(author.path + author.query, "invitation.brought_back")


@_both("POST", "check")
async def check(visit: Visit) -> HTTPResponse:
    """What is wrong with the text as it is being typed, by field."""
    return json((await _draft(visit, _author(visit))).problems, headers=HEADERS)


@_both("POST", "preview")
async def preview(visit: Visit) -> HTTPResponse:
    """What the visitor gets and what the rep sees, made by what makes the real ones."""
    author = _author(visit)
    draft, rep = await _draft(visit, author), _tried_with(author)
    if draft.problems:
        return visit.page("invitation_preview.html", headers=_PREVIEW_HEADERS, problems=draft.problems.values())
    sample, invitation = await _sample(visit, rep), draft.invitation(main_language(visit))
    booking, link = await _with_link(visit, rep, sample.booking, invitation), await _link(visit, rep)
    for_rep = visit.field("view") == "rep"
    if for_rep or link.kind in _SENT_BY_VENDOR:
        zone = rep.zone if for_rep else booking.visitor_zone
        shown = _as_calendar_entry(visit, zone, booking, invitation)
        shown["seen"] = "calendar_entry" if for_rep else "calendar_mail"
    else:
        mail = invitation_mail(visit.services, booking, visit.services.clock.now(), invitation)
        html = mail.get_body(("html",))
        shown = {
            "from": mail["From"],
            "to": mail["To"],
            "subject": mail["Subject"],
            "html": html and html.get_content(),
        }
    return visit.page("invitation_preview.html", headers=_PREVIEW_HEADERS, problems=(), shown=shown)


@_both("POST", "test")
async def send_test(visit: Visit) -> HTTPResponse:
    """Mail the draft to whoever writes it; what was typed stays, and nothing is saved."""
    author, now = _author(visit), visit.services.clock.now()
    draft, rep = await _draft(visit, author), _tried_with(author)
    if draft.problems:
        return await _page(visit, author, draft, status=400)
    sample, invitation = await _sample(visit, rep), draft.invitation(main_language(visit))
    to_me = replace(sample.booking, person=replace(sample.booking.person, email=visit.user.email))
    mail = invitation_mail(
        visit.services, await _with_link(visit, rep, to_me, invitation), now, invitation, method="PUBLISH"
    )
    await visit.services.store.add_mail(f"desk/test/{token_hex(8)}", mail.as_string(), now, urgent=True)
    return await _page(visit, author, draft, told=visit.say("invitation.test_sent", email=visit.user.email))


async def _page(visit: Visit, author: Author, draft: Draft, *, status: int = 200, told: str = "") -> HTTPResponse:
    store, rep = visit.services.store, author.tried_with
    return visit.page(
        "invitation.html",
        here="invitation",
        status=status,
        author=author,
        draft=draft,
        told=told,
        main=main_language(visit),
        languages=visit.visitor_languages,
        link=await _link(visit, rep) if rep and author.rep else Link("room"),
        samples=await samples(visit, rep) if rep else (),
        groups=_groups(visit),
        versions=await store.invitation_versions(author.id, _VERSIONS),
        when=visit.when,
        reps=_others(visit),
    )


def _groups(visit: Visit) -> dict[str, list[dict[str, str]]]:
    """The tokens as the picker shows them, by group; what is inserted carries its default in the text's language."""
    groups: dict[str, list[dict[str, str]]] = {}
    for token in TOKENS.values():
        shown = {
            "name": token.name,
            "meaning": token.meanings.get(visit.user.language, token.meaning),
            "example": token.example,
            "default": token.defaults.get(visit.user.language, ""),
            **{language: _inserted(token, language) for language in visit.visitor_languages},
        }
        groups.setdefault(token.name.partition(".")[0], []).append(shown)
    return groups


def _inserted(token: Token, language: str) -> str:
    default = token.defaults.get(language, "")
    return f'{{{{ {token.name} | default("{default}") }}}}' if default else token.written


def _as_calendar_entry(visit: Visit, zone: str, booking: Booking, invitation: Invitation) -> dict[str, object]:
    """The entry in a calendar of this zone; it is also what a vendor mails who sends the invitation itself."""
    event, language = event_of(visit.services, booking, invitation), visit.user.language
    start = clock_in_words(booking.start, zone, language)
    return {
        "subject": event.summary,
        "date": date_in_words(booking.start, zone, language),
        "time": f"{start} – {time_in_words(booking.end, zone, language)}, {zone_in_words(zone, language)}",
        "guest": f"{event.attendee_name} <{event.attendee_email}>".strip(),
        "join_url": booking.join_url,
        "description": event.description,
        "html": None,
    }


async def _link(visit: Visit, rep: Rep) -> Link:
    """What kind of conference link the rep's calendar makes."""
    connection = await visit.services.store.connection(rep.id)
    if connection and connection.provider in ("google", "microsoft"):
        kind = "meet" if connection.provider == "google" else "teams"
        return Link(kind, "" if connection.conference else connection.no_conference or f"no_{kind}")
    return Link("room") if rep.conference_url else Link("room", "no_room")


async def _with_link(visit: Visit, rep: Rep, booking: Booking, invitation: Invitation) -> Booking:
    """The booking with the link it would have; a vendor's own is not known before, so an example stands for it."""
    if booking.join_url or not invitation.conference:
        return booking if invitation.conference else replace(booking, join_url=None)
    link = await _link(visit, rep)
    if link.why_not:
        return booking
    if link.kind == "room":
        return with_conference(visit.services, booking, invitation)
    examples = {"meet": "https://meet.google.com/abc-defg-hij", "teams": "https://teams.microsoft.com/meet/2468135790"}
    return replace(booking, join_url=examples[link.kind])


async def _draft(visit: Visit, author: Author) -> Draft:
    link = await _link(visit, author.rep) if author.rep else Link("room")
    return draft_from(visit, author.saved, may_have_link=not link.why_not)


async def _sample(visit: Visit, rep: Rep) -> Sample:
    found = await samples(visit, rep)
    return next((s for s in found if s.id == visit.field("visitor")), found[0])


async def _write(visit: Visit, author: Author, invitation: Invitation | None) -> None:
    now = visit.services.clock.now()
    await visit.services.store.write_invitation(author.id, invitation, author.own, visit.user.email, now)
    await visit.services.roster.refresh()


def _author(visit: Visit) -> Author:
    """Whose invitation it is; the address says so for the team's, and for admins who write somebody else's."""
    roster = visit.services.roster
    if visit.request.path.startswith(_TEAM):
        of_the_team = [rep for rep in roster.active if rep.invitation is None] or list(roster.active)
        named = next((rep for rep in roster.active if rep.id == visit.field("with")), None)
        tried_with = named or next(iter(of_the_team), None)
        return Author(None, tried_with, roster.team_invitation, roster.own_invitation, _TEAM)
    rep = visit.rep_named(str(visit.request.args.get("rep") or ""), Action.WRITE_INVITATION)
    query = "" if visit.user.rep == rep else f"?rep={rep.id}"
    return Author(rep, rep, roster.invitation_of(rep), rep.invitation, _HERE, query)


def _tried_with(author: Author) -> Rep:
    if author.tried_with is None:
        raise NotFound
    return author.tried_with


def _others(visit: Visit) -> list[tuple[str, str]]:
    if not visit.user.may_for_all(Action.WRITE_INVITATION):
        return []
    return [(rep.id, rep.name) for rep in visit.services.roster.active]
