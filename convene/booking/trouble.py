"""When a calendar does not answer: its rep is not offered any more, and the people who can mend it hear of it."""

import structlog

from convene.booking.services import Services
from convene.errors import CalendarUnreachable, NeedsReconnect
from convene.mail.compose import admin_alert
from convene.model import Rep
from convene.store.reps import NEEDS_RECONNECT, UNREACHABLE

log = structlog.get_logger()


async def calendar_failed(services: Services, rep: Rep, error: CalendarUnreachable) -> None:
    """Keep that the rep is unavailable (cases C13, K1); tell rep and admin once, and at most once a day."""
    status = NEEDS_RECONNECT if isinstance(error, NeedsReconnect) else UNREACHABLE
    if not await services.store.note_failure(rep.id, status, str(error), services.clock.now()):
        return
    log.warning("calendar failed", rep=rep.id, status=status, error=str(error))
    now = services.clock.now()
    for to in dict.fromkeys((rep.email, services.settings.admin_email)):
        if to:
            message = admin_alert(kind=status, to=to, sender=sender_of(services), now=now, rep=rep, error=str(error))
            await services.store.add_mail(f"{rep.id}/{status}/{now:%Y-%m-%d}/{to}", message.as_string(), now)


def sender_of(services: Services) -> str:
    """The address Convene's mails come from."""
    return services.settings.mail_from or services.config.branding.contact
