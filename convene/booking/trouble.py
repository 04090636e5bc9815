"""When a calendar does not answer: its rep is not offered any more, and the people who can mend it hear of it."""

from datetime import timedelta

import structlog

from convene.booking.links import reconnect_url
from convene.booking.services import Services
from convene.errors import CalendarUnreachable, ChangeRefused, ConveneError, InvitationsRefused, NeedsReconnect
from convene.mail.compose import admin_alert
from convene.model import Rep
from convene.store.readings import NEEDS_RECONNECT, UNREACHABLE

log = structlog.get_logger()


_REMIND_AFTER = tuple(timedelta(days=days) for days in (1, 3, 7, 14))


async def calendar_failed(services: Services, rep: Rep, error: CalendarUnreachable) -> None:
    """Keep that the rep is unavailable (cases C13, K1); tell rep and admin once, and at most once a day.

    A calendar that only refuses a change is known as well as ever, and its rep stays: the admin alone hears of it.
    """
    if isinstance(error, ChangeRefused):
        log.warning("the provider changes nothing", rep=rep.id, error=str(error))
        await _tell_admin(services, rep, "not_changing", error)
        return
    status = NEEDS_RECONNECT if isinstance(error, NeedsReconnect) else UNREACHABLE
    now = services.clock.now()
    if await services.store.note_failure(rep.id, status, str(error), now):
        log.warning("calendar failed", rep=rep.id, status=status, error=str(error))
        await _tell(services, rep, status, str(error), f"{now:%Y-%m-%d}")


async def remind_to_reconnect(services: Services) -> None:
    """Tell rep and admin again after 1, 3, 7 and 14 days that a calendar still waits to be connected (case K1).

    Each time once, however often this runs and on however many machines: the outbox takes every key once.
    """
    now = services.clock.now()
    for state in (await services.store.calendar_states()).values():
        rep = services.roster.reps.get(state.rep)
        if state.status != NEEDS_RECONNECT or state.failing_since is None or rep is None or not rep.active:
            continue
        due = [after for after in _REMIND_AFTER if now - state.failing_since >= after]
        if due:
            await _tell(
                services, rep, state.status, state.error, f"{state.failing_since:%Y-%m-%dT%H:%M}+{due[-1].days}"
            )


async def _tell(services: Services, rep: Rep, status: str, error: str, time: str) -> None:
    """Mail the people who can mend it, with a link by which the rep does."""
    connection = await services.store.connection(rep.id)
    link = reconnect_url(services, connection) if connection else ""
    for to in dict.fromkeys((rep.email, services.settings.admin_email)):
        await _alert(services, rep, status, error, to=to, time=time, link=link)


async def invitations_refused(services: Services, rep: Rep, error: InvitationsRefused) -> None:
    """Tell the admin, once a day, that a provider will not mail a rep's visitors, and that Convene does (case A23)."""
    log.warning("the provider sends no invitations", rep=rep.id, error=str(error))
    await _tell_admin(services, rep, "not_inviting", error)


async def _tell_admin(services: Services, rep: Rep, kind: str, error: ConveneError) -> None:
    """Mail the admin what a rep's provider refuses, once a day."""
    today = f"{services.clock.now():%Y-%m-%d}"
    await _alert(services, rep, kind, str(error), to=services.settings.admin_email, time=today)


async def _alert(services: Services, rep: Rep, kind: str, error: str, *, to: str, time: str, link: str = "") -> None:
    """Mail what is wrong to an address, if there is one; `time` makes the mail one of its kind, which goes once."""
    if not to:
        return
    now = services.clock.now()
    message = admin_alert(
        kind=kind,
        to=to,
        sender=sender_of(services),
        now=now,
        locale=services.roster.language_of(to),
        rep=rep,
        error=error,
        link=link,
    )
    await services.store.add_mail(f"{rep.id}/{kind}/{time}/{to}", message.as_string(), now)


def sender_of(services: Services) -> str:
    """The address Convene's mails come from."""
    return services.settings.mail_from or services.config.branding.contact
