"""An office whose one rep has an Outlook calendar, on our strict double of Graph."""

from contextlib import asynccontextmanager
from dataclasses import replace

from microsoft_world import Kept

from convene.booking.reconcile import reconcile
from convene.booking.sync import sync_all
from convene.calendars.microsoft import MicrosoftCalendar
from convene.model import Status
from tests.doubles.faults import proxy
from tests.doubles.graph.mailbox import Mailbox
from tests.doubles.hourglass import silence_takes_no_time
from tests.service.conftest import ADA, open_office, rep


class Outlook:
    """The office, the rep's mailbox, and the way between them, on which things go wrong."""

    def __init__(self, office, mailbox, way):
        self.office, self.mailbox, self.way = office, mailbox, way

    async def all_well(self):
        """The trouble is over, time goes by, and Convene ends what was left."""
        self.way.mend()
        self.office.clock.forward(minutes=2)
        await sync_all(self.office.services)
        await reconcile(self.office.services)

    async def check(self, booking_id, *, stands=True):
        """The meeting stands or not, and store, calendar and mails say the same."""
        booking = await self.office.store.booking(booking_id)
        ours = [item for item in self.mailbox.items.values() if "transactionId" in (item.sent or {})]
        assert (booking.status in (Status.CONFIRMED, Status.MOVED)) == stands
        assert [(i.sent["transactionId"], i.start, i.end) for i in ours] == (
            [(booking.uid, booking.start, booking.end)] if stands else []
        )
        assert booking.pending is None
        if stands:
            assert self.mails("invitation") == 1
        assert self.mails("cancellation") == self.mails("invitation") - stands
        return booking

    def mails(self, kind):
        return self.mailbox.mails.count((kind, ADA.email))


@asynccontextmanager
async def open_outlook(graph, folder, database_url):
    """The office, where silence takes no time."""
    mailbox = graph.open(Mailbox("anna@northwind.test"))
    anna = replace(rep("anna"), conference_url=None)
    office = await open_office(database_url, folder, anna)
    with proxy(graph.url.removesuffix("/v1.0")) as way, silence_takes_no_time(way):
        calendar = MicrosoftCalendar(f"{way.url}/v1.0", Kept(mailbox.token), zone=anna.zone, clock=office.clock)
        office.services = replace(office.services, calendars=lambda _: calendar)
        await sync_all(office.services)
        yield Outlook(office, mailbox, way)
        await calendar.close()
        await office.store.close()
