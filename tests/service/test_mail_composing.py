"""The mails as the reader's mail client gets them: written, sent as text, parsed back."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_string, policy
from email.message import EmailMessage

import pytest
from icalendar import Calendar
from jinja2 import ChoiceLoader, FileSystemLoader

from convene.invitations import ical
from convene.mail import letter
from convene.mail.compose import admin_alert, cancellation, invitation, rep_notice
from convene.model import Booking, CalendarEvent, MeetingType, Person
from tests.meeting import ANNA, EVENT, NOW
from tests.meeting import BOOKING as IN_BERLIN

SENDER = "meetings@northwind.test"
MANAGE = "https://chat.northwind.test/b/token"
NASTY = 'Ada\r\nBcc: all@x.test\n\n<script>alert(1)</script> "{{ 7*7 }}"'

BOOKING = replace(IN_BERLIN, visitor_zone="Asia/Kolkata")


def invite(event: CalendarEvent = EVENT, **changes: object) -> EmailMessage:
    """The invitation, as it arrives."""
    said = {
        "event": event,
        "subject": event.summary,
        "body": event.description,
        "ics": ical.request(event, NOW),
        "manage_url": MANAGE,
        "sender": SENDER,
        "now": NOW,
        "locale": "en-GB",
        "zone": "Europe/Berlin",
    }
    return arrived(invitation(**(said | changes)))


def withdraw(event: CalendarEvent, **changes: object) -> EmailMessage:
    """The cancellation, as it arrives."""
    said = {"event": event, "ics": ical.cancel(event, NOW), "sender": SENDER, "now": NOW, "locale": "en-GB"}
    return arrived(cancellation(**(said | {"zone": "Europe/Berlin"} | changes)))


def notice(
    booking: Booking = BOOKING, kind: str = "booked", transcript: object = (), locale: str = "en", changed_by: str = ""
) -> EmailMessage:
    """The rep's notice, as it arrives."""
    meeting_type = MeetingType("intro", "Intro call", translations={"de": ("Kennenlernen", "")})
    return arrived(
        rep_notice(
            kind=kind,
            booking=booking,
            rep=ANNA,
            meeting_type=meeting_type,
            transcript=transcript,
            sender=SENDER,
            now=NOW,
            locale=locale,
            changed_by=changed_by,
        )
    )


def arrived(message: EmailMessage) -> EmailMessage:
    return message_from_string(message.as_string(), policy=policy.default)


def text_of(message: EmailMessage) -> str:
    return message.get_body(("plain",)).get_content()


def html_of(message: EmailMessage) -> str:
    return message.get_body(("html",)).get_content()


def calendars_of(message: EmailMessage) -> list[bytes]:
    """The iCalendar text in both of its places."""
    kinds = ("text/calendar", "application/ics")
    return [part.get_payload(decode=True) for part in message.walk() if part.get_content_type() in kinds]


def test_an_invitation_is_built_as_mail_clients_expect_it() -> None:
    """N1: the calendar is the last alternative, and attached once more."""
    message = invite()

    assert message.get_content_type() == "multipart/mixed"
    alternative, attachment = message.iter_parts()
    assert [part.get_content_type() for part in alternative.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    calendar = list(alternative.iter_parts())[-1]
    assert calendar["Content-Type"].params == {"charset": "utf-8", "method": "REQUEST"}
    assert calendar["Content-Disposition"] is None
    assert attachment.get_content_type() == "application/ics"
    assert attachment.get_filename() == "invite.ics"
    assert attachment.get_content_disposition() == "attachment"


@pytest.mark.parametrize("message", [invite(), withdraw(replace(EVENT, sequence=1))])
def test_both_forms_hold_the_same_calendar(message: EmailMessage) -> None:
    """N1, N2."""
    first, second = calendars_of(message)

    assert first == second
    assert Calendar.from_ical(first).walk("VEVENT")[0]["UID"] == EVENT.uid


def test_the_method_is_the_same_inside_and_outside() -> None:
    """N2, N3."""
    for message, method in ((invite(), "REQUEST"), (withdraw(EVENT), "CANCEL")):
        part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
        assert part["Content-Type"].params["method"] == method
        assert Calendar.from_ical(part.get_content())["METHOD"] == method


def test_the_invitation_comes_from_the_rep_as_far_as_the_sender_allows() -> None:
    """N4, I12: the rep's name on our address, answers to the rep, the visitor as the one reader."""
    message = invite()

    assert str(message["From"]) == "Anna Berger <meetings@northwind.test>"
    assert str(message["Reply-To"]) == "Anna Berger <anna@northwind.test>"
    assert str(message["To"]) == "Ada Lovelace <ada@engines.test>"
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"


def test_text_and_html_say_the_same() -> None:
    """I2, I4: the rep's words, the time in the visitor's zone, both links."""
    message = invite()

    for form in (text_of(message), html_of(message)):
        for words in (
            "see you soon.",
            "Tuesday, 24 November 2026",
            "15:00 to 15:30 GMT+1 (Berlin Time)",
            "Anna Berger",
            EVENT.join_url,
            MANAGE,
        ):
            assert words in form


def test_without_a_join_link_none_is_promised() -> None:
    """A13."""
    message = invite(replace(EVENT, join_url=None))

    assert "Join" not in text_of(message)
    assert "Join" not in html_of(message)


def test_an_update_says_so() -> None:
    assert invite(replace(EVENT, sequence=2))["Subject"] == "Updated: Intro call with Anna Berger"
    assert invite()["Subject"] == "Intro call with Anna Berger"


def test_a_cancellation_carries_the_note() -> None:
    """P5."""
    message = withdraw(replace(EVENT, sequence=1), note="I am ill.\nSorry!")

    assert message["Subject"] == "Cancelled: Intro call with Anna Berger"
    for form in (text_of(message), html_of(message)):
        assert "I am ill." in form
        assert "15:00 to 15:30 GMT+1" in form
        assert MANAGE not in form


def test_what_a_visitor_is_called_cannot_add_headers_or_markup() -> None:
    """I6, N8, S9."""
    event = replace(EVENT, attendee_name=NASTY, summary=NASTY, description=NASTY, organizer_name=NASTY)

    message = invite(event)

    assert message["Bcc"] is None
    assert message["To"].addresses[0].addr_spec == "ada@engines.test"
    assert len(message["To"].addresses) == 1
    assert "\n" not in message["Subject"]
    assert "<script>" not in html_of(message)
    assert "&lt;script&gt;" in html_of(message)
    assert "{{ 7*7 }}" in text_of(message)


def test_subjects_and_names_may_be_in_any_script() -> None:
    event = replace(EVENT, summary="Gespräch mit Zoë – 王", attendee_name="王 小明", organizer_name="Zoë, Dr.")

    message = invite(event)

    assert message["Subject"] == "Gespräch mit Zoë – 王"
    assert message["To"].addresses[0].display_name == "王 小明"
    assert message["From"].addresses[0].display_name == "Zoë, Dr."


def test_domains_and_addresses_beyond_ascii_are_written_as_mail_servers_need_them() -> None:
    """RFC 5890 for domains; only an address that ASCII cannot write makes the message RFC 6532."""
    idn = invitation_text(replace(EVENT, attendee_email="ada@müller.test"))
    local = invitation_text(replace(EVENT, attendee_email="zoë@engines.test"))

    assert idn.isascii()
    assert "ada@xn--mller-kva.test" in idn
    assert "zoë@engines.test" in local


def invitation_text(event: CalendarEvent) -> str:
    message = invitation(
        event=event,
        subject="Call",
        body="Hello",
        ics=ical.request(event, NOW),
        manage_url=MANAGE,
        sender=SENDER,
        now=NOW,
        locale="en",
        zone="UTC",
    )
    return message.as_string()


def test_lines_end_as_smtp_wants_them_and_are_not_too_long() -> None:
    """RFC 5322 2.1.1, RFC 5321 2.3.8."""
    text = invitation_text(replace(EVENT, description="x" * 5000))

    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line) for line in text.split("\r\n")) <= 998


def test_the_message_id_depends_on_what_is_told_alone() -> None:
    """Invariant 3: writing a mail again is writing the same mail."""
    again = invite(now=NOW + timedelta(hours=1))["Message-ID"]

    assert invite()["Message-ID"] == again
    assert again.endswith("@northwind.test>")
    assert len({invite(replace(EVENT, sequence=n))["Message-ID"] for n in range(3)}) == 3
    assert withdraw(EVENT)["Message-ID"] != again


def test_the_rep_reads_who_comes_and_what_was_said() -> None:
    """I11: in the rep's own zone, with the visitor's beside it; an answer goes to the visitor."""
    message = notice(transcript=[("visitor", "Hi!\nA <b>meeting</b>"), ("assistant", "When?")])

    assert str(message["To"]) == "Anna Berger <anna@northwind.test>"
    assert str(message["Reply-To"]) == "Ada Lovelace <ada@engines.test>"
    assert message["Subject"].startswith("Booked: Intro call with Ada Lovelace")
    assert "GMT+1" in message["Subject"]
    for form in (text_of(message), html_of(message)):
        for words in ("Ada Lovelace", "ada@engines.test", "+44 20 7946 0123", "Analytical Engines", "When?"):
            assert words in form
        assert "3:00 PM to 3:30 PM GMT+1 (Berlin Time)" in form
        assert "7:30 PM GMT+5:30 (Kolkata Time)" in form
    assert "A <b>meeting</b>" in text_of(message)
    assert "A &lt;b&gt;meeting&lt;/b&gt;" in html_of(message)


def test_the_visitor_never_gets_the_chat() -> None:
    """I11."""
    assert "Visitor:" not in text_of(invite())


@pytest.mark.parametrize(("kind", "word"), [("booked", "Booked"), ("moved", "Moved"), ("cancelled", "Cancelled")])
def test_the_rep_sees_at_once_what_happened(kind: str, word: str) -> None:
    assert notice(kind=kind)["Subject"].startswith(f"{word}: ")


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("booked", "Gebucht: Kennenlernen mit Ada Lovelace"),
        ("moved", "Verschoben"),
        ("cancelled", "Abgesagt"),
        ("handed_over", "Übergeben"),
        ("failed", "Nicht gebucht"),
    ],
)
def test_who_reads_german_is_told_in_german(kind: str, word: str) -> None:
    message = notice(kind=kind, transcript=[("visitor", "Hi!"), ("assistant", "When?")], locale="de")

    assert message["Subject"].startswith(word)
    for form in (text_of(message), html_of(message)):
        assert "15:00 bis 15:30 GMT+1" in form
        assert "Beim Gast: Dienstag, 24. November 2026, 19:30" in form
        assert "The" not in form


@pytest.mark.parametrize(
    ("kind", "locale", "words"),
    [
        ("booked", "en", "Ben Carter gave you the meeting with Ada Lovelace"),
        ("booked", "de", "Ben Carter hat Ihnen den Termin mit Ada Lovelace übergeben"),
        ("cancelled", "en", "Ben Carter cancelled the meeting with Ada Lovelace"),
        ("cancelled", "de", "Ben Carter hat den Termin mit Ada Lovelace abgesagt"),
    ],
)
def test_what_the_team_gave_to_a_rep_or_cancelled_is_not_said_to_be_the_visitors_doing(
    kind: str, locale: str, words: str
) -> None:
    """P6: a meeting that was passed on is not told as a booking."""
    message = notice(kind=kind, locale=locale, changed_by="Ben Carter")

    for form in (text_of(message), html_of(message)):
        assert words in form
        assert "booked a meeting" not in form


def test_the_visitors_time_is_told_only_where_it_differs() -> None:
    message = notice(IN_BERLIN)

    for form in (text_of(message), html_of(message)):
        assert "For the visitor" not in form


def test_a_visitor_without_a_name_is_called_by_their_address() -> None:
    message = notice(replace(BOOKING, person=Person("", "ada@engines.test")))

    assert "ada@engines.test booked a meeting with you" in text_of(message)


@pytest.mark.parametrize("kind", ["unreachable", "needs_reauth"])
def test_rep_and_admin_are_told_when_a_calendar_is_silent(kind: str) -> None:
    """Invariant 2, C13, K1: each in words for them."""
    said = {"kind": kind, "sender": SENDER, "now": NOW, "locale": "en", "rep": ANNA, "error": "401 <Unauthorized>"}
    to_rep = arrived(admin_alert(to=ANNA.email, **said))
    to_admin = arrived(admin_alert(to="admin@northwind.test", **said))

    assert "your calendar" in text_of(to_rep)
    assert "calendar of Anna Berger" in text_of(to_admin)
    for message in (to_rep, to_admin):
        assert "401 <Unauthorized>" in text_of(message)
        assert "401 &lt;Unauthorized&gt;" in html_of(message)
        assert "Anna Berger" in message["Subject"]
    assert to_rep["Message-ID"] != to_admin["Message-ID"]


def test_a_language_nobody_has_written_yet_is_english() -> None:
    assert "Move or cancel" in text_of(invite(locale="fr-FR"))
    assert "Verschieben oder absagen" in text_of(invite(locale="de-AT"))


def test_a_mail_of_which_a_language_has_the_text_alone_is_english(tmp_path, monkeypatch) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "invitation.txt.j2").write_text("Subject: Votre rendez-vous\n\n{{ body }}", encoding="utf-8")
    written = ChoiceLoader([FileSystemLoader(tmp_path), letter._templates.loader])
    monkeypatch.setattr(letter, "_templates", letter._templates.overlay(loader=written, cache_size=0))

    assert "Move or cancel" in text_of(invite(locale="fr-FR"))


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-GB", "Ada Lovelace would like you to be there too, and was sent this invitation:"),
        ("de-DE", "Ada Lovelace möchte Sie dabeihaben und hat diese Einladung bekommen:"),
    ],
)
def test_a_guest_is_told_whose_invitation_it_is_before_its_words_greet_somebody_else(locale: str, said: str) -> None:
    event = replace(EVENT, attendee_name="Ada Lovelace")
    to_guest = invite(event, locale=locale, to="bob@acme.test", manage_url="")

    for kind in ("plain", "html"):
        part = to_guest.get_body((kind,))
        assert said in part.get_content()
        assert said not in invite(event, locale=locale).get_body((kind,)).get_content()
    assert to_guest.get_body(("plain",)).get_content().startswith(said)


@pytest.mark.parametrize(
    ("locale", "subject", "said", "never"),
    [
        ("en-GB", "Replaced: Intro", "Your meeting stands, now with Ben Carter", "is cancelled"),
        ("de-DE", "Ersetzt: Intro", "Ihr Termin bleibt bestehen, jetzt mit Ben Carter", "ist abgesagt"),
    ],
)
def test_an_invitation_that_only_gives_way_to_another_reps_does_not_say_that_the_meeting_is_off(
    locale: str, subject: str, said: str, never: str
) -> None:
    """P6: the visitor gets both mails at once, so they must not contradict each other."""
    replaced = withdraw(EVENT, locale=locale, taker="Ben Carter")

    assert replaced["Subject"].startswith(subject)
    for kind in ("plain", "html"):
        text = replaced.get_body((kind,)).get_content()
        assert said in text
        assert never not in text
        assert never in withdraw(EVENT, locale=locale).get_body((kind,)).get_content()
