"""Handing a visitor over to a person: the queue's reps and the company's contact address hear of it by mail."""

from convene.booking.services import Services
from convene.booking.trouble import sender_of
from convene.mail.compose import handover
from convene.model import Company, Person


async def hand_over(
    services: Services, *, session: str, contact: str, note: str, person: Person, company: Company, page: str
) -> None:
    """Tell everybody in the default queue who wants to hear from them, where, and what was said in the chat.

    Args:
        services: the parts of this Convene.
        session: the chat session; its transcript goes along.
        contact: the e-mail address or telephone number the visitor gave.
        note: what it is about, in the visitor's words.
        person: who it is, as far as known.
        company: where they work, as far as known.
        page: the page the chat stood on.
    """
    await services.roster.refresh()
    now, transcript = services.clock.now(), await services.store.transcript(session)
    reps = services.roster.members(services.config.default_queue.id)
    about = f"handover/{session}/{now:%Y-%m-%dT%H:%M}"
    for to in dict.fromkeys((services.config.branding.contact, *(rep.email for rep in reps))):
        message = handover(
            contact=contact,
            note=note,
            name=person.name,
            company=company.name,
            page=page,
            transcript=transcript,
            to=to,
            sender=sender_of(services),
            now=now,
            about=about,
            locale=services.roster.language_of(to),
        )
        await services.store.add_mail(f"{about}/{to}", message.as_string(), now)
