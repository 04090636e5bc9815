"""A draft of an invitation: read from the form, checked, and shown for somebody real or made up."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from convene.desk.visit import Visit
from convene.errors import BadTemplate
from convene.invitations.problems import in_words
from convene.invitations.templates import check
from convene.invitations.text import printable
from convene.model import Booking, Company, Interval, Invitation, InvitationText, Person, Rep, Status

LONGEST_SUBJECT, LONGEST_BODY = 200, 10_000
_RECENT = 5
_HELD = (Status.CONFIRMED, Status.MOVED, Status.COMPLETED)


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form: the texts by language, and what is wrong with each field, in words."""

    texts: dict[str, InvitationText]
    conference: bool
    problems: dict[str, str]

    def invitation(self, main: str) -> Invitation:
        """The draft as an invitation; `main` is the company's language, whose text is for all without their own."""
        own = self.texts[main]
        others = {language: t for language, t in self.texts.items() if language != main and (t.subject or t.body)}
        return Invitation(own.subject, own.body, self.conference, others)


@dataclass(frozen=True, slots=True)
class Sample:
    """Somebody the draft can be shown for."""

    id: str
    words: str
    booking: Booking


def main_language(visit: Visit) -> str:
    """The company's own language."""
    return visit.services.config.branding.language


def draft_of(visit: Visit, invitation: Invitation) -> Draft:
    """A saved invitation as it stands in the form."""
    main = main_language(visit)
    texts = {main: InvitationText(invitation.subject, invitation.body)} | invitation.languages
    shown = {language: texts.get(language, InvitationText("", "")) for language in visit.visitor_languages}
    return Draft(shown, invitation.conference, {})


def draft_from(visit: Visit, saved: Invitation, *, may_have_link: bool) -> Draft:
    """The draft in the form that was sent, checked."""
    texts, problems = {}, {}
    for language in visit.visitor_languages:
        subject, body = visit.field(f"subject_{language}"), printable(visit.field(f"body_{language}")).strip()
        texts[language] = InvitationText(subject, body)
        needed = language == main_language(visit) or bool(subject or body)
        for name, text, longest in (("subject", subject, LONGEST_SUBJECT), ("body", body, LONGEST_BODY)):
            if problem := _problem(visit, name, text, longest, needed=needed):
                problems[f"{name}_{language}"] = problem
    conference = visit.field("conference") == "yes" if may_have_link else saved.conference
    return Draft(texts, conference, problems)


async def samples(visit: Visit, rep: Rep) -> list[Sample]:
    """Whom the draft can be shown for: made-up visitors, and the latest real ones of this rep."""
    now = visit.services.clock.now()
    made_up = [
        Sample("en", visit.say("invitation.sample_en"), _made_up(visit, rep, now, "en", _ADA, _ENGINES)),
        Sample("de", visit.say("invitation.sample_de"), _made_up(visit, rep, now, "de", _KARL, _WERK)),
        Sample("bare", visit.say("invitation.sample_bare"), _made_up(visit, rep, now, "en", _NOBODY, Company())),
    ]
    known = [b for b in await visit.services.store.bookings() if b.rep == rep.id and b.status in _HELD]
    latest = sorted(known, key=lambda b: b.created_at or b.start, reverse=True)[:_RECENT]
    real = [Sample(b.id, _real(visit, b), replace(b, sequence=0, note="")) for b in latest]
    return [*made_up, *real]


_ADA = Person("Ada Lovelace", "ada@engines.example", "+44 20 7946 0123")
_ENGINES = Company("Analytical Engines", "engines.example", {"industry": "Machine building", "country": "UK"})
_KARL = Person("Karla Weiß", "karla@werk.example")
_WERK = Company("Werkzeugbau Weiß", "werk.example")
_NOBODY = Person("", "someone@example.com")


def _made_up(visit: Visit, rep: Rep, now: datetime, locale: str, person: Person, company: Company) -> Booking:
    config = visit.services.config
    queue = next((q for q in visit.services.roster.queues.values() if rep.id in q.reps), config.default_queue)
    start = (now + timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    return Booking(
        id="sample",
        status=Status.CONFIRMED,
        interval=Interval(start, start + config.meeting_types[queue.meeting_type].rules.duration),
        rep=rep.id,
        queue=queue.id,
        meeting_type=queue.meeting_type,
        session="sample",
        visitor_zone=rep.zone,
        locale=locale,
        person=person,
        company=company,
    )


def _real(visit: Visit, booking: Booking) -> str:
    who = booking.person.name or booking.person.email
    return f"{who}, {booking.company.name}" if booking.company.name else who


def _problem(visit: Visit, name: str, text: str, longest: int, *, needed: bool) -> str:
    if not text:
        return visit.say(f"invitation.no_{name}") if needed else ""
    if len(text) > longest:
        return visit.say("invitation.too_long", longest=longest, length=len(text))
    try:
        check(text)
    except BadTemplate as error:
        said = in_words(error, visit.user.language)
        return said[:1].upper() + said[1:]
    return ""
