"""Writing an invitation: what is seen is what is sent, mistakes are told, nothing is lost, nothing runs."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from email import message_from_string, policy
from email.message import EmailMessage
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from convene.booking.events import event_of
from convene.booking.letters import invitation_mail
from convene.errors import BadTemplate
from convene.invitations.templates import check
from convene.model import Invitation, InvitationText, Person
from tests.service.conftest import Office
from tests.service.desk_in_tests import Desk, desk_of
from tests.service.pages_in_tests import words

TAGS = {"table", "tr", "td", "p", "br", "a", "strong", "em", "ul", "ol", "li", "div"}
"""What mails are made of."""

PATH = "/app/invitation"
TEXT = {
    "subject_en": "{{ meeting.name }} with {{ rep.first_name }}",
    "body_en": "Hi {{ person.first_name }},\n\nlooking forward to **talking** about {{ company.name }}.",
    "conference": "yes",
}


@pytest.fixture
async def office(annas_and_bens_office: Office) -> Office:
    """An office where every meeting is Anna's: Ben is in no queue."""
    await annas_and_bens_office.store.leave_queue("sales", "ben")
    await annas_and_bens_office.services.roster.refresh()
    return annas_and_bens_office


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    """Anna at her desk."""
    async with desk_of(office) as desk:
        await desk.sign_in("anna")
        yield desk


async def invitation_to(office: Office, email: str) -> EmailMessage:
    """The invitation that was mailed to this visitor."""
    sent = [m.message for m in await office.store.outgoing_mail() if m.key.endswith("/invitation")]
    mails = [message_from_string(mail, policy=policy.SMTP) for mail in sent]
    return next(mail for mail in reversed(mails) if email in mail["To"])


def shown(page: str) -> str:
    """The mail in a preview, as HTML."""
    found = re.search(r'srcdoc="([^"]*)"', page)
    assert found, page
    return unescape(found[1])


async def test_the_next_visitors_invitation_says_exactly_what_was_written(desk: Desk) -> None:
    """The whole point."""
    saved = await desk.send(PATH, **TEXT)
    await desk.office.book(person=Person("Grace Hopper", "grace@navy.test"))
    mail = await invitation_to(desk.office, "grace@navy.test")

    assert "The next visitor’s invitation says exactly this" in words(saved)
    assert mail["Subject"] == "Intro call with Anna"
    assert (
        mail.get_body(("plain",))
        .get_content()
        .startswith("Hi Grace,\r\n\r\nlooking forward to talking about Engines Ltd.")
    )
    assert "<strong>talking</strong>" in mail.get_body(("html",)).get_content()
    assert "meet.test/" in mail.get_body(("plain",)).get_content()


async def test_the_preview_shows_to_the_byte_what_a_visitor_gets(desk: Desk) -> None:
    booking = await desk.office.book(person=Person("Grace Hopper", "grace@navy.test"))
    preview = await desk.send(f"{PATH}/preview", **TEXT, visitor=booking.id)
    await desk.send(PATH, **TEXT)
    other = await desk.office.book("other", person=Person("Grace Hopper", "grace@navy.test"))
    mail = await invitation_to(desk.office, "grace@navy.test")
    html = mail.get_body(("html",)).get_content()

    # The same visitor's next meeting: another time, and links of its own; everything else is the same byte by byte.
    def without_what_differs(page: str) -> str:
        page = re.sub(r"/b/[\w.=-]+|meet\.test/[\w-]+", "…", page)
        return re.sub(r"\d+:\d\d (AM|PM)", "…", page).replace("\r\n", "\n")

    assert other.start != booking.start
    assert without_what_differs(shown(preview.text)) == without_what_differs(html)
    assert f"<strong>{mail['Subject']}</strong>" in preview.text


async def test_the_rep_sees_the_entry_of_their_calendar(desk: Desk) -> None:
    booking = await desk.office.book()
    page = await desk.send(f"{PATH}/preview", **TEXT, visitor=booking.id, view="rep")
    await desk.send(PATH, **TEXT)
    event = event_of(desk.office.services, booking)

    assert event.description in unescape(page.text)
    assert f'<h1 class="subject">{event.summary}</h1>' in page.text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Hi {{ person.frist_name }}", "did you mean {{ person.first_name }}?"),
        ("Hi {{ person.first_name", "is not closed"),
        ("Hi {first name}", "needs two braces: {{ person.first_name }}"),
        ("{% for x in y %}", "only tokens"),
        ("", "A text is needed"),
        ("x" * 10_001, "Too long: 10001 characters"),
        ("x" * 100_000, "Too long: 100000 characters"),
    ],
)
async def test_a_mistake_is_told_and_what_was_typed_stays(desk: Desk, body: str, said: str) -> None:
    """Case I1: while typing, in the preview, and when saving; nothing is kept of it."""
    typed = TEXT | {"body_en": body}
    checked = await desk.send(f"{PATH}/check", **typed)
    preview = await desk.send(f"{PATH}/preview", **typed)
    saved = await desk.send(PATH, **typed)

    assert said in checked.json()["body_en"]
    assert said in words(preview)
    assert saved.status_code == 400
    assert said in words(saved)
    assert body in unescape(saved.text)
    assert desk.office.services.roster.reps["anna"].invitation is None


async def test_a_german_visitor_gets_the_german_text_and_everybody_else_the_other(desk: Desk) -> None:
    german = {"subject_de": "Gespräch mit {{ rep.name }}", "body_de": "Hallo {{ person.first_name }},\n\nbis bald!"}
    await desk.send(PATH, **TEXT, **german)
    booking = await desk.office.book()
    services = desk.office.services
    nobody = replace(booking, person=Person("", "x@y.test"), locale="de-AT")

    assert event_of(services, replace(booking, locale="de-CH")).summary == "Gespräch mit Anna"
    assert event_of(services, nobody).description.startswith("Hallo,\n")
    assert event_of(services, replace(booking, locale="fr")).summary == "Intro call with Anna"


async def test_a_text_can_be_written_in_every_language_that_visitors_may_speak(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in one that the desk itself is not read in."""
    monkeypatch.setattr("convene.desk.visit.languages", lambda: ("en", "de", "fr"))
    french = {"subject_fr": "Entretien avec {{ rep.name }}", "body_fr": "Bonjour !"}

    page = await desk.send(PATH, **TEXT, **french)
    booking = await desk.office.book()

    assert "for visitors who chat in French" in words(page)
    assert event_of(desk.office.services, replace(booking, locale="fr-FR")).summary == "Entretien avec Anna"


async def test_half_a_german_text_is_refused(desk: Desk) -> None:
    refused = await desk.send(PATH, **TEXT, subject_de="Gespräch")

    assert refused.status_code == 400
    assert "A text is needed" in words(refused)


async def test_every_text_is_kept_and_comes_back(desk: Desk) -> None:
    """History with undo; and the team's text to return to."""
    await desk.send(PATH, **TEXT)
    await desk.send(PATH, **TEXT | {"subject_en": "Second"})
    page = await desk.send(f"{PATH}/default")
    assert "You use the team’s text again" in words(page)
    assert desk.office.services.roster.reps["anna"].invitation is None

    versions = await desk.office.store.invitation_versions("anna", 10)
    back = await desk.send(f"{PATH}/undo", version=str(versions[1].id))

    assert [v.invitation.subject if v.invitation else None for v in versions] == [
        None,
        "Second",
        TEXT["subject_en"],
        None,
    ]
    assert "The earlier text is in use again" in words(back)
    assert desk.office.services.roster.reps["anna"].invitation.subject == "Second"


async def test_a_version_of_somebody_else_cannot_be_brought_back(desk: Desk) -> None:
    await desk.sign_in("admin")
    await desk.send(f"{PATH}?rep=ben", **TEXT)
    bens = (await desk.office.store.invitation_versions("ben", 1))[0]
    await desk.sign_in("anna")

    assert "That text is not kept any more" in words(await desk.send(f"{PATH}/undo", version=str(bens.id)))
    assert desk.office.services.roster.reps["anna"].invitation is None


async def test_a_test_goes_to_whoever_writes_and_saves_nothing(desk: Desk) -> None:
    page = await desk.send(f"{PATH}/test", **TEXT)
    mail = (await desk.office.store.outgoing_mail())[-1].message

    assert "A test is on its way to anna@northwind.test" in words(page)
    assert "To: Ada Lovelace <anna@northwind.test>" in mail
    assert "METHOD:REQUEST" not in mail
    assert 'method="PUBLISH"' in mail
    assert desk.office.services.roster.reps["anna"].invitation is None


async def test_without_the_tick_there_is_no_link(desk: Desk) -> None:
    await desk.send(PATH, **{name: text for name, text in TEXT.items() if name != "conference"})
    booking = await desk.office.book()

    assert booking.join_url is None


async def test_where_no_link_can_be_had_the_box_is_greyed_with_the_reason_and_the_wish_is_kept(office: Office) -> None:
    await office.store.change_rep("anna", conference_url="")
    async with desk_of(office) as desk:
        await desk.sign_in("anna")
        page = await desk.http.get(PATH)
        await desk.send(PATH, **{name: text for name, text in TEXT.items() if name != "conference"})

    assert re.search(r'name="conference"[^>]* disabled', page.text)
    assert "Your calendar makes no links" in words(page)
    assert office.services.roster.reps["anna"].invitation.conference is True


async def test_the_team_has_texts_by_language_too(office: Office) -> None:
    """A rep who wrote no German sends the team's."""
    team = Invitation("Team", "Team", languages={"de": InvitationText("Team auf Deutsch", "Hallo")})
    await office.store.write_team_invitation(team)
    await office.store.change_rep("anna", invitation=Invitation("Mine", "Mine"))
    await office.services.roster.refresh()
    booking = await office.book()

    assert event_of(office.services, booking).summary == "Mine"
    assert event_of(office.services, replace(booking, locale="de")).summary == "Team auf Deutsch"


@pytest.mark.parametrize(
    "name", ["**Ada** [x](http://evil.test)", "<script>alert(1)</script>", "{{ 7 * 7 }}", "A\r\nBcc: x"]
)
async def test_a_visitors_name_is_text_wherever_it_stands(desk: Desk, name: str) -> None:
    """Cases I6, S9, N8."""
    await desk.send(PATH, **TEXT | {"subject_en": "{{ person.name }}", "body_en": "{{ person.name }}"})
    await desk.office.book(person=Person(name, "eve@evil.test"))
    mail = await invitation_to(desk.office, "eve@evil.test")
    plain, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))

    assert mail["Bcc"] is None
    assert plain.startswith(" ".join(name.split()))
    assert "<script" not in html
    assert 'href="http://evil.test"' not in html
    assert "<strong>Ada" not in html


async def test_every_text_is_refused_in_words_or_sent_without_braces(office: Office) -> None:
    """Whatever a rep writes, in whatever script: nothing breaks, no markup of theirs, no raw token in a mail (S9)."""
    booking = await office.book()

    @settings(max_examples=150, deadline=None)
    @given(body=st.text(max_size=120) | st.text("{}%#|()'\"<>[]*_-.\r\n\\ personamfitc", max_size=80))
    @example("{{ person.first_name }}\r\nBcc: x@y.test")
    @example("{\x00{")
    @example("\u202e\x00\x1b[31m{{ company.name }}\u2028")
    def try_text(body: str) -> None:
        if problem := refusal_of(body):
            assert problem.startswith("line ")
            return
        mail = invitation_mail(office.services, booking, office.clock.now(), Invitation("{{ meeting.name }}", body))
        html, text = (mail.get_body((kind,)).get_content() for kind in ("html", "plain"))
        assert set(re.findall(r"<([a-zA-Z0-9]+)", html.partition("<body")[2])) <= TAGS
        assert "{{" not in text
        assert mail["Bcc"] is None

    try_text()


def refusal_of(body: str) -> str:
    """Why this text cannot be used."""
    try:
        check(body)
    except BadTemplate as refused:
        return str(refused)
    return ""


async def test_a_text_that_is_in_no_language_of_the_visitor_has_its_dates_in_its_own(office: Office) -> None:
    """No “we meet on Donnerstag”; Americans keep their way of writing it, and others are spared it."""
    booking = await office.book()
    plain = Invitation("{{ meeting.name }}", "We meet on {{ meeting.date }} at {{ meeting.time }}.")

    def said_to(locale: str) -> str:
        return event_of(office.services, replace(booking, locale=locale), plain).description

    english = said_to("en-GB").splitlines()[0]

    assert said_to("de-DE").splitlines()[0] == english
    assert said_to("en-US").splitlines()[0] != english
