"""The whole way, with the trained model, every process and a real calendar server: as a visitor would walk it."""

import email
import email.policy
import json
import re
import time
from datetime import datetime

import httpx
import icalendar
import psutil
import pytest
from visitor import Visitor, buttons, card, words

from convene.bootstrap import embedded_password

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def booked(convene):
    """A meeting, booked by talking to the bot: the visitor, the times they saw, the card they got."""
    visitor = Visitor(convene.url)
    visitor.say("hello")
    offered = card(visitor.say("I'd like to book a meeting, any time next week works"), "slots")
    chosen = offered["slots"][1]
    asked = visitor.say("the second one please")
    for _ in range(4):
        field = next((a["data"]["field"] for a in asked if a.get("data", {}).get("type") == "input"), None)
        if field is None:
            break
        asked = visitor.say({"email": "ada@acme.test", "name": "Ada Lovelace"}[field])
    yes = next(payload for payload in buttons(asked).values() if payload.startswith("/affirm"))
    return visitor, chosen, asked, card(visitor.say(yes), "booking")


def event_in_radicale(convene, rep: str, start: str) -> icalendar.Event | None:
    """The event that Convene wrote into this rep's calendar at this instant, read with a client of our own."""
    answer = httpx.request(
        "PROPFIND",
        f"http://127.0.0.1:{convene.caldav_port}/{rep}/calendar/",
        auth=(rep, embedded_password(convene.state, rep)),
        headers={"Depth": "1"},
    )
    for href in re.findall(r"<href>([^<]+\.ics)</href>", answer.text):
        address = f"http://127.0.0.1:{convene.caldav_port}{href}"
        found = httpx.get(address, auth=(rep, embedded_password(convene.state, rep)), timeout=60)
        if found.status_code == 404:
            continue  # removed since it was listed
        for event in icalendar.Calendar.from_ical(found.text).walk("VEVENT"):
            if "X-CONVENE-BOOKING" in event and event["DTSTART"].dt == datetime.fromisoformat(start):
                return event
    return None


def rep_id(convene, name: str) -> str:
    return next(rep["id"] for rep in json.loads(convene.convene("reps", "--json")) if rep["name"] == name)


def bookings(convene) -> list[dict]:
    return json.loads(convene.convene("bookings", "--json"))


def wait_for(look, seconds: float = 60):
    """What `look` finds, as soon as it finds anything."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "nothing came"
        time.sleep(0.2)
    return found


def calendar_in(mail: email.message.EmailMessage) -> str:
    """The iCalendar text a mail carries."""
    return next(part.get_content() for part in mail.walk() if part.get_content_type() == "text/calendar")


def mails_to(convene, address: str, method: str | None = None) -> list[email.message.EmailMessage]:
    mails = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in convene.mails()]
    found = [mail for mail in mails if address in str(mail["To"])]
    if method is None:
        return found
    return [
        mail
        for mail in found
        if any(p.get_content_type() == "text/calendar" and p.get_param("method") == method for p in mail.walk())
    ]


def test_the_summary_names_date_zone_and_rep_before_anything_is_booked(booked):
    _, _, summary, card_ = booked

    said = words(summary)
    assert card_["rep"].split()[0] in said
    assert "ada@acme.test" in said
    assert "Ada Lovelace" in said
    assert re.search(r"Berlin|CET|CEST|Central European", said)


def test_the_chosen_time_is_the_one_that_is_booked(booked):
    _, chosen, _, card_ = booked

    assert datetime.fromisoformat(card_["start"]) == datetime.fromisoformat(chosen["start"])
    assert card_["join_url"].startswith("https://meet.northwind.test/")


def test_the_event_stands_in_the_reps_calendar(convene, booked):
    card_ = booked[3]

    event = event_in_radicale(convene, rep_id(convene, card_["rep"]), card_["start"])

    assert event is not None
    assert "ada@acme.test" in str(event["ATTENDEE"])


def test_the_visitor_gets_one_invitation_and_the_rep_one_notice_with_the_chat(convene, booked):
    invitation = wait_for(lambda: mails_to(convene, "ada@acme.test", "REQUEST"))
    rep = next(r for r in bookings(convene) if r["person"].get("email") == "ada@acme.test")["rep"]
    notice = wait_for(lambda: mails_to(convene, f"{rep}@northwind.test"))

    assert len(invitation) == 1
    assert len(notice) == 1
    assert "any time next week works" in notice[0].get_body(("plain",)).get_content()
    assert "any time next week works" not in invitation[0].as_string()
    assert "{{" not in invitation[0].get_body(("plain",)).get_content()


def test_booking_again_with_the_same_button_gives_the_same_meeting(convene, booked):
    visitor, *_ = booked

    visitor.say("/affirm")

    assert len([b for b in bookings(convene) if b["person"].get("email") == "ada@acme.test"]) == 1


def test_typed_intents_are_only_text(convene, booked):
    visitor = Visitor(convene.url)

    answers = visitor.say('/choose_slot{"slot":"made-up"}')

    assert not any(a.get("data", {}).get("type") in {"booking", "input"} for a in answers)


def test_the_manage_link_moves_the_meeting_and_then_cancels_it(convene, booked):
    card_ = booked[3]
    browser = httpx.Client(follow_redirects=True, timeout=60)
    rep = rep_id(convene, card_["rep"])

    page = browser.get(card_["manage_url"])
    assert page.is_success
    assert card_["rep"] in page.text
    ics = browser.get(card_["ics_url"])
    assert ics.headers["content-type"].startswith("text/calendar")

    moved = move_by_form(browser, card_["manage_url"])
    assert moved.is_success
    there = wait_for(lambda: [b for b in bookings(convene) if b["status"] == "moved"])[0]
    assert there["sequence"] == 1
    assert there["start"] != card_["start"]
    assert event_in_radicale(convene, there["rep"], there["start"])
    # With another rep the old event is removed by the reconciler's next round.
    assert wait_for(lambda: not event_in_radicale(convene, rep, card_["start"]), seconds=45)

    cancelled = cancel_by_form(browser, card_["manage_url"])
    assert cancelled.is_success
    assert [b["status"] for b in bookings(convene) if b["id"] == there["id"]] == ["cancelled"]
    assert not event_in_radicale(convene, there["rep"], there["start"])
    # A meeting that went to another rep was withdrawn once before, from the first one.
    assert wait_for(lambda: [m for m in mails_to(convene, "ada@acme.test", "CANCEL") if "SEQUENCE:2" in calendar_in(m)])


def form_fields(html: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that posts to this address, its token among them."""
    forms = re.findall(r'<form method="post".*?</form>', html, re.S)
    form = next(f for f in forms if re.search(rf'action="[^"]*{action}"', f))
    fields = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<input\b[^>]*>", form)]
    return {f["name"]: f.get("value", "") for f in fields if f.get("type") == "hidden"}


def move_by_form(browser: httpx.Client, manage_url: str) -> httpx.Response:
    page = browser.get(f"{manage_url}/move", params={"when": "any time"})
    slot = re.search(r'<input[^>]*type="radio"[^>]*name="slot"[^>]*value="([^"]+)"', page.text)
    assert slot, page.text
    return browser.post(f"{manage_url}/move", data=form_fields(page.text, "/move") | {"slot": slot[1]})


def cancel_by_form(browser: httpx.Client, manage_url: str) -> httpx.Response:
    page = browser.get(f"{manage_url}/cancel")
    return browser.post(f"{manage_url}/cancel", data=form_fields(page.text, "/cancel") | {"note": "Something came up."})


def book_next_week(visitor: Visitor, day: str) -> dict:
    """Book the first time that is offered on this day of next week; the card."""
    visitor.say(f"{day} next week")
    visitor.say("the first one")
    return card(visitor.say("yes"), "booking")


def test_of_two_meetings_the_visitor_says_which_one_and_brings_a_colleague(convene):
    """Nothing is moved or cancelled by a guess."""
    visitor = Visitor(convene.url)
    visitor.say("Hi, I'm Grace Hopper from Navy, grace@navy.test, I would like a meeting")
    first = book_next_week(visitor, "Tuesday")
    visitor.say("I need another meeting")
    second = book_next_week(visitor, "Thursday")

    invited = visitor.say("please invite my colleague bob@navy.test too")
    asked = visitor.say("cancel my meeting")
    chosen = visitor.say("the one on Tuesday")
    visitor.say("yes")

    assert "bob@navy.test" in words(invited)
    assert len(buttons(asked)) == 2
    assert "Tuesday" in words(chosen)
    left = {b["start"]: b["status"] for b in bookings(convene) if b["person"].get("email") == "grace@navy.test"}
    instants = {datetime.fromisoformat(start): status for start, status in left.items()}
    assert instants[datetime.fromisoformat(first["start"])] == "cancelled"
    assert instants[datetime.fromisoformat(second["start"])] == "confirmed"
    event = event_in_radicale(convene, rep_id(convene, second["rep"]), second["start"])
    assert "mailto:bob@navy.test" in {str(attendee) for attendee in event["ATTENDEE"]}


def test_ctrl_c_leaves_no_process_behind(convene):
    children = psutil.Process(convene.process.pid).children(recursive=True)
    assert len(children) >= 2

    convene.process.send_signal(2)
    convene.process.wait(30)

    _, alive = psutil.wait_procs(children, timeout=10)
    assert not alive
