"""What is kept about one person, and forgetting it (case S7)."""

from collections.abc import Sequence
from email import message_from_string
from email.policy import default
from email.utils import getaddresses

from sqlalchemy import delete, or_, select, update

from convene.model import Booking
from convene.store.database import Database
from convene.store.rows import COLUMNS, read_booking
from convene.store.tables import booking_events, bookings, chat_messages, chat_sessions, outbox, users


class Privacy(Database):
    """Reading and erasing by e-mail address."""

    async def bookings_with(self, email: str) -> tuple[Booking, ...]:
        """Every booking or hold of a visitor with this address, whatever became of it."""
        async with self._read() as connection:
            rows = [read_booking(row) for row in await connection.execute(select(*COLUMNS))]
        return tuple(b for b in rows if b.person.email.casefold() == email.casefold())

    async def mails_with(self, email: str) -> tuple[tuple[int, str], ...]:
        """Each mail that went, or is to go, to or about this address: its number, and its text."""
        async with self._read() as connection:
            found = outbox.c.message.icontains(email, autoescape=True)
            rows = (
                (await connection.execute(select(outbox.c.id, outbox.c.message).order_by(outbox.c.id))).tuples().all()
            )
            named = set((await connection.scalars(select(outbox.c.id).where(found))).all())
        return tuple((id_, text) for id_, text in rows if id_ in named or _is_to(text, email))

    async def sessions_with(self, email: str) -> tuple[str, ...]:
        """The chats in which this address was said."""
        said = chat_messages.c.text.icontains(email, autoescape=True)
        async with self._read() as connection:
            return tuple((await connection.scalars(select(chat_messages.c.session).where(said).distinct())).all())

    async def erase_visitor(self, bookings_: Sequence[str], sessions: Sequence[str], mails: Sequence[int]) -> None:
        """Erase who somebody was from these bookings, with these chats and mails; that a meeting was stays counted."""
        row = bookings.c
        nobody: dict[str, object] = {
            "person": {},
            "company": {},
            "transcript": [],
            "email": None,
            "note": "",
            "session": "",
            "found_by": "",
            "guests": [],
        }
        async with self._decide() as connection:
            await connection.execute(update(bookings).values(**nobody).where(row.id.in_(bookings_)))
            await connection.execute(
                update(booking_events).values(note="").where(booking_events.c.booking.in_(bookings_))
            )
            await connection.execute(delete(chat_messages).where(chat_messages.c.session.in_(sessions)))
            await connection.execute(delete(chat_sessions).where(chat_sessions.c.id.in_(sessions)))
            await connection.execute(
                delete(outbox).where(outbox.c.id.in_(mails), or_(outbox.c.sent_at.is_not(None), outbox.c.due.is_(None)))
            )

    async def erase_guest(self, email: str) -> None:
        """Erase an address from among those whom visitors bring."""
        row = bookings.c
        async with self._decide() as connection:
            for id_, guests in (await connection.execute(select(row.id, row.guests))).tuples().all():
                left = [guest for guest in guests if guest.casefold() != email.casefold()]
                if left != guests:
                    await connection.execute(update(bookings).values(guests=left).where(row.id == id_))

    async def erase_user(self, email: str) -> None:
        """Erase somebody from the people of the desk."""
        async with self._write() as connection:
            await connection.execute(delete(users).where(users.c.email == email.casefold()))


def _is_to(message: str, email: str) -> bool:
    """Whether a mail is to this address; long headers are folded, so searching the text is not enough."""
    to = message_from_string(message, policy=default).get_all("To", [])
    return email.casefold() in {address.casefold() for _, address in getaddresses([str(value) for value in to])}
