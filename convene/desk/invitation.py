"""Invitation: what a rep's visitors get, written with tokens, seen before it is saved, and taken back when wanted."""

from dataclasses import dataclass, replace
from secrets import token_hex

from sanic import Blueprint, HTTPResponse
from sanic.response import json

from convene.booking.events import event_of, with_conference
from convene.booking.letters import invitation_mail
from convene.desk.drafts import Draft, Sample, draft_from, draft_of, languages, main_language, samples
from convene.desk.permissions import Action
from convene.desk.visit import HEADERS, Visit, signed_in
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

blueprint = Blueprint("desk_invitation", url_prefix="/app/invitation")


@dataclass(frozen=True, slots=True)
class Link:
    """The conference link a rep's invitations can have: its kind, and why there can be none, as keys of words."""

    kind: str
    why_not: str = ""


@blueprint.get("/", strict_slashes=False)
@signed_in(Action.WRITE_INVITATION)
async def show(visit: Visit) -> HTTPResponse:
    """The text as it is."""
    rep = _rep(visit)
    return await _page(visit, rep, draft_of(visit, visit.services.roster.invitation_of(rep)))


@blueprint.post("/", strict_slashes=False)
@signed_in(Action.WRITE_INVITATION)
async def save(visit: Visit) -> HTTPResponse:
    """Keep the text, if it can be used; else show it again with what is wrong."""
    rep = _rep(visit)
    draft = await _draft(visit, rep)
    if draft.problems:
        return await _page(visit, rep, draft, status=400)
    await _write(visit, rep, draft.invitation(main_language(visit)))
    return visit.see_other(_path(visit, rep), "invitation.saved")


@blueprint.post("/default")
@signed_in(Action.WRITE_INVITATION)
async def take_default(visit: Visit) -> HTTPResponse:
    """Return to the team's text."""
    rep = _rep(visit)
    await _write(visit, rep, None)
    return visit.see_other(_path(visit, rep), "invitation.default_taken")


@blueprint.get("/team")
@signed_in(Action.WRITE_TEAM_INVITATION)
async def show_team(visit: Visit) -> HTTPResponse:
    """The text for reps who have none of their own."""
    return _team_page(visit, draft_of(visit, visit.services.roster.team_invitation))


@blueprint.post("/team")
@signed_in(Action.WRITE_TEAM_INVITATION)
async def save_team(visit: Visit) -> HTTPResponse:
    """Keep the team's text, if it can be used; nothing at all is that of convene.yml again."""
    draft = draft_from(visit, visit.services.roster.team_invitation, may_have_link=True)
    emptied = not any(text.subject or text.body for text in draft.texts.values())
    if draft.problems and not emptied:
        return _team_page(visit, draft, status=400)
    await visit.services.store.write_team_invitation(None if emptied else draft.invitation(main_language(visit)))
    await visit.services.roster.refresh()
    return visit.see_other("/app/invitation/team", "invitation.team_saved")


def _team_page(visit: Visit, draft: Draft, *, status: int = 200) -> HTTPResponse:
    groups = _groups(visit)
    return visit.page(
        "invitation_team.html",
        here="invitation",
        status=status,
        draft=draft,
        languages=languages(visit),
        tokens=[token for tokens in groups.values() for token in tokens],
    )


@blueprint.post("/undo")
@signed_in(Action.WRITE_INVITATION)
async def undo(visit: Visit) -> HTTPResponse:
    """Bring back an earlier text."""
    rep, wanted = _rep(visit), visit.field("version")
    versions = await visit.services.store.invitation_versions(rep.id, _VERSIONS)
    version = next((v for v in versions if str(v.id) == wanted), None)
    if version is None:
        return visit.see_other(_path(visit, rep), "invitation.no_version", kind="problem")
    await _write(visit, rep, version.invitation)
    return visit.see_other(_path(visit, rep), "invitation.brought_back")


@blueprint.post("/check")
@signed_in(Action.WRITE_INVITATION)
async def check(visit: Visit) -> HTTPResponse:
    """What is wrong with the text as it is being typed, by field."""
    return json((await _draft(visit, _rep(visit))).problems, headers=HEADERS)


@blueprint.post("/preview")
@signed_in(Action.WRITE_INVITATION)
async def preview(visit: Visit) -> HTTPResponse:
    """What the visitor gets and what the rep sees, made by what makes the real ones."""
    rep = _rep(visit)
    draft, sample = await _draft(visit, rep), await _sample(visit, rep)
    if draft.problems:
        return visit.page("invitation_preview.html", headers=_PREVIEW_HEADERS, problems=draft.problems.values())
    invitation = draft.invitation(main_language(visit))
    booking, link = await _with_link(visit, rep, sample.booking, invitation), await _link(visit, rep)
    for_rep = visit.field("view") == "rep"
    if for_rep or link.kind in _SENT_BY_VENDOR:
        zone = rep.zone if for_rep else booking.visitor_zone
        shown = _as_calendar_entry(visit, zone, booking, invitation)
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


@blueprint.post("/test")
@signed_in(Action.WRITE_INVITATION)
async def send_test(visit: Visit) -> HTTPResponse:
    """Mail the draft to whoever writes it; what was typed stays, and nothing is saved."""
    rep, now = _rep(visit), visit.services.clock.now()
    draft, sample = await _draft(visit, rep), await _sample(visit, rep)
    if draft.problems:
        return await _page(visit, rep, draft, status=400)
    invitation = draft.invitation(main_language(visit))
    to_me = replace(sample.booking, person=replace(sample.booking.person, email=visit.user.email))
    mail = invitation_mail(
        visit.services, await _with_link(visit, rep, to_me, invitation), now, invitation, method="PUBLISH"
    )
    await visit.services.store.add_mail(f"desk/test/{token_hex(8)}", mail.as_string(), now)
    return await _page(visit, rep, draft, told=visit.say("invitation.test_sent", email=visit.user.email))


async def _page(visit: Visit, rep: Rep, draft: Draft, *, status: int = 200, told: str = "") -> HTTPResponse:
    store, main = visit.services.store, main_language(visit)
    return visit.page(
        "invitation.html",
        here="invitation",
        status=status,
        rep=rep,
        draft=draft,
        told=told,
        main=main,
        languages=languages(visit),
        link=await _link(visit, rep),
        samples=await samples(visit, rep),
        groups=_groups(visit),
        versions=await store.invitation_versions(rep.id, _VERSIONS),
        when=lambda at: (
            f"{date_in_words(at, visit.user.zone, visit.user.language)}, "
            f"{clock_in_words(at, visit.user.zone, visit.user.language)}"
        ),
        is_default=rep.invitation is None,
        reps=_others(visit),
        action=_path(visit, rep),
        query=f"?rep={rep.id}" if visit.user.rep != rep else "",
    )


def _groups(visit: Visit) -> dict[str, list[dict[str, str]]]:
    """The tokens as the picker shows them, by group; what is inserted carries its default in the text's language."""
    groups: dict[str, list[dict[str, str]]] = {}
    for token in TOKENS.values():
        shown = {
            "name": token.name,
            "meaning": token.meanings[visit.user.language],
            "example": token.example,
            "default": token.defaults[visit.user.language],
            **{language: _inserted(token, language) for language in languages(visit)},
        }
        groups.setdefault(token.name.partition(".")[0], []).append(shown)
    return groups


def _inserted(token: Token, language: str) -> str:
    default = token.defaults[language]
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


async def _draft(visit: Visit, rep: Rep) -> Draft:
    link = await _link(visit, rep)
    return draft_from(visit, visit.services.roster.invitation_of(rep), may_have_link=not link.why_not)


async def _sample(visit: Visit, rep: Rep) -> Sample:
    found = await samples(visit, rep)
    return next((s for s in found if s.id == visit.field("visitor")), found[0])


async def _write(visit: Visit, rep: Rep, invitation: Invitation | None) -> None:
    now = visit.services.clock.now()
    await visit.services.store.write_invitation(rep.id, invitation, rep.invitation, visit.user.email, now)
    await visit.services.roster.refresh()


def _rep(visit: Visit) -> Rep:
    """Whose invitation it is; the address says so for admins who write somebody else's."""
    return visit.rep_named(str(visit.request.args.get("rep") or ""), Action.WRITE_INVITATION)


def _others(visit: Visit) -> list[tuple[str, str]]:
    if not visit.user.may_for_all(Action.WRITE_INVITATION):
        return []
    return [(rep.id, rep.name) for rep in visit.services.roster.active]


def _path(visit: Visit, rep: Rep) -> str:
    return "/app/invitation" + ("" if visit.user.rep == rep else f"?rep={rep.id}")
