"""Looking for meetings in the database: by words, rep, status and time, page by page."""

from datetime import timedelta

from convene.booking.cancel import cancel
from convene.booking.confirm import confirm
from convene.model import Company, Person, Status
from convene.store.meetings import Search
from tests.service.conftest import Office

PEOPLE = (
    Person("Ada Lovelace", "ada@engines.test"),
    Person("Jürgen MÜLLER", "jm@stahl.test", "+49 30 1234567"),
    Person("100% Real_Name", "percent@x.test"),
)


async def book_all(office: Office) -> None:
    """A meeting for each of the people, one after the other."""
    for number, person in enumerate(PEOPLE):
        held = await office.hold(f"v{number}", number)
        company = Company("Stahl & Söhne" if number == 1 else "Engines Ltd")
        await confirm(
            office.services, booking_id=held.id, session=held.session, person=person, company=company, transcript=[]
        )


async def names(office: Office, **said: object) -> list[str]:
    found = await office.store.found(Search(office.clock.now(), **said), limit=10)
    return [booking.person.name for booking in found]


async def test_words_are_found_in_any_case_and_any_letters_of_them(office: Office) -> None:
    """Umlauts too, on both databases."""
    await book_all(office)

    assert await names(office, text="müller") == ["Jürgen MÜLLER"]
    assert await names(office, text="SÖHNE stahl.test") == ["Jürgen MÜLLER"]
    assert await names(office, text="1234567") == ["Jürgen MÜLLER"]
    assert await names(office, text="lovelace müller") == []


async def test_signs_that_mean_something_to_the_database_mean_nothing_here(office: Office) -> None:
    await book_all(office)

    assert await names(office, text="100%") == ["100% Real_Name"]
    assert await names(office, text="l_n") == ["100% Real_Name"]
    assert await names(office, text="%") == ["100% Real_Name"]
    assert await names(office, text="\\") == []
    assert await names(office, text="'; drop table bookings; --") == []
    assert await names(office, text="\0ada") == ["Ada Lovelace"]


async def test_rep_status_and_time_narrow_the_list(office: Office) -> None:
    await book_all(office)
    everyone = await office.store.found(Search(office.clock.now()), limit=10)
    await cancel(office.services, booking_id=everyone[0].id)

    assert await names(office, statuses=(Status.CANCELLED,)) == [everyone[0].person.name]
    assert await names(office, reps=(everyone[1].rep,)) == [everyone[1].person.name]
    assert await names(office, reps=()) == []
    assert await names(office, since=everyone[1].start) == [b.person.name for b in everyone[1:]]
    assert await names(office, until=everyone[1].start) == [everyone[0].person.name]


async def test_what_is_over_comes_the_latest_first_and_holds_are_no_meetings(office: Office) -> None:
    await book_all(office)
    await office.hold("somebody else", 2)
    everyone = await office.store.found(Search(office.clock.now()), limit=10)
    assert len(everyone) == 3

    office.clock.instant = everyone[1].end + timedelta(minutes=1)

    past = await office.store.found(Search(office.clock.now(), over=True), limit=10)
    assert [b.id for b in past] == [everyone[1].id, everyone[0].id]
    assert await names(office, over=False) == [everyone[2].person.name]


async def test_pages_have_everything_once(office: Office) -> None:
    await book_all(office)
    search = Search(office.clock.now())

    pages = [await office.store.found(search, limit=2, offset=offset) for offset in (0, 2, 4)]

    assert [len(page) for page in pages] == [2, 1, 0]
    assert len({b.id for page in pages for b in page}) == await office.store.count_found(search) == 3
