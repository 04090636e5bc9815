"""What a website's server signs of its visitors: the key at the desk, the widget, the invitation, the health page."""

from collections.abc import Callable
from email import message_from_string, policy

import pytest
from playwright.sync_api import Page, expect

from convene.booking.confirm import confirm
from convene.model import Company, Invitation, Person
from tests.browser.conftest import Chat
from tests.browser.office import FrontOffice
from tests.service.conftest import MONDAY
from tests.service.test_identify import SAID, signed


@pytest.fixture
def chat_with(front: FrontOffice, open_page: Callable[..., Page]) -> Callable[[str], Chat]:
    """Opens the chat on a page that carries this `data-identify`, and says something in it."""

    def chat_with(identify: str) -> Chat:
        page = open_page("/privacy")
        page.route("**/shop", lambda route: route.fulfill(content_type="text/html", body=_shop(identify)))
        page.goto(f"{front.url}/shop")
        chat = Chat(page)
        chat.open()
        chat.ask_for_times()
        return chat

    return chat_with


def test_an_admin_makes_a_key_and_what_is_signed_with_it_fills_the_invitation(
    front: FrontOffice, sign_in: Callable[..., Page], chat_with: Callable[[str], Chat]
) -> None:
    """The key is shown once; the visitor says neither name nor company, and the invitation knows both."""
    page = sign_in("admin", "/app/website")
    expect(page.get_by_text("There is none yet")).to_be_visible()
    page.get_by_role("button", name="Make a key").click()
    key = page.locator("#key").inner_text()
    page.goto(front.url + "/app/website")
    expect(page.get_by_text("cannot be shown again")).to_be_visible()
    expect(page.get_by_text(key)).to_have_count(0)

    chat_with(signed(SAID, key=key))
    front.run(_book(front))

    assert front.brain.received[-1]["metadata"]["company"]["name"] == "Engines"
    assert "Hello Ada, about Engines in Machines" in _invitation(front, "grace@navy.test")
    page.goto(front.url + "/app/health")
    expect(page.get_by_text("nothing was signed wrongly")).to_be_visible()


def test_a_wrong_signature_is_refused_quietly_and_told_on_the_health_page(
    front: FrontOffice, sign_in: Callable[..., Page], chat_with: Callable[[str], Chat]
) -> None:
    page = sign_in("admin", "/app/website")
    page.get_by_role("button", name="Make a key").click()

    chat = chat_with(signed(SAID, key="guessed"))
    front.run(_book(front))

    expect(chat.slots.first).to_be_visible()
    assert front.brain.received[-1]["metadata"].get("company", {}) == {}
    assert "Hello there, about your company" in _invitation(front, "grace@navy.test")
    page.goto(front.url + "/app/health")
    expect(page.get_by_text("the signature is wrong")).to_be_visible()


def test_another_key_ends_the_one_before(
    front: FrontOffice, sign_in: Callable[..., Page], chat_with: Callable[[str], Chat]
) -> None:
    page = sign_in("admin", "/app/website", java_script_enabled=False)
    page.get_by_role("button", name="Make a key").click()
    first = page.locator("#key").inner_text()
    page.get_by_role("button", name="Make another key").click()

    assert page.locator("#key").inner_text() != first
    chat_with(signed(SAID, key=first))
    page.goto(front.url + "/app/website")
    expect(page.get_by_text("The last signature did not count: the signature is wrong")).to_be_visible()


def test_whoever_logs_in_after_somebody_else_does_not_see_their_chat(
    front: FrontOffice, chat_with: Callable[[str], Chat]
) -> None:
    """On the next page, and on one that stays while the other logs in; the same person goes on, signed anew."""
    ada, grace = {"person": {"email": "ada@engines.test"}}, {"person": {"email": "grace@navy.test"}}
    chat = chat_with(signed(ada, key="any"))
    become = "identify => { document.querySelector('convene-chat').dataset.identify = identify }"

    chat.page.evaluate(become, signed(ada, key="any", at=1))
    chat.say("my secret plan")
    expect(chat.log).to_contain_text("Assistant said: You said: my secret plan")
    chat.page.evaluate(become, signed(grace, key="any"))
    expect(chat.log).to_contain_text("Shall we find a time")
    expect(chat.log).not_to_contain_text("my secret plan")
    chat.say("the plan of Grace")
    expect(chat.log).to_contain_text("Assistant said: You said: the plan of Grace")
    chat.page.route("**/shop", lambda route: route.fulfill(content_type="text/html", body=_shop(signed(ada, key="x"))))
    chat.page.reload()

    expect(chat.log).to_contain_text("Shall we find a time")
    expect(chat.log).not_to_contain_text("the plan of Grace")
    assert len(front.brain.talks) == 3


def _shop(identify: str) -> str:
    return f"""<!doctype html><html lang="en"><title>Shop</title><main><h1>Shop</h1></main>
        <convene-chat data-identify="{identify}"></convene-chat><script type="module" src="/widget.js"></script>"""


async def _book(front: FrontOffice) -> None:
    """Book for whoever chats, as the assistant does: with the address, and nothing else said."""
    office, text = front.office, "Hello {{ person.first_name }}, about {{ company.name }} in {{ company.industry }}"
    await office.store.write_invitation(None, Invitation("{{ meeting.name }}", text), None, "admin", MONDAY)
    await office.services.roster.refresh()
    session = list(front.brain.talks)[-1]
    held = await office.hold(session)
    person = Person("", "grace@navy.test")
    await confirm(office.services, booking_id=held.id, session=session, person=person, company=Company(), transcript=[])


def _invitation(front: FrontOffice, to: str) -> str:
    mails = front.run(front.office.store.outgoing_mail())
    sent = next(m.message for m in mails if to in m.message and m.key.endswith("/invitation"))
    body = message_from_string(sent, policy=policy.default).get_body(("plain",))
    assert body
    return " ".join(body.get_content().split())
