"""The conversation over reloads, tabs and days; and what the visitor sees when something fails."""

from playwright.sync_api import expect

from tests.browser.conftest import Chat

STORED = "Object.entries(localStorage).filter(([key]) => key.startsWith('convene:'))"


def test_nothing_is_stored_or_sent_before_the_chat_is_opened(visit, house):
    """W10: the closed widget leaves no trace, here or there."""
    chat: Chat = visit()
    expect(chat.launcher).to_be_visible()

    assert chat.page.evaluate(STORED) == []
    assert chat.page.context.cookies() == []
    assert house.brain.received == []


def test_the_notice_stands_before_the_first_message(chat):
    """W10: that it is a machine and what is kept is said above the greeting, with a link to read on."""
    expect(chat.dialog).to_contain_text("automated assistant")
    expect(chat.dialog.get_by_role("link", name="Privacy")).to_have_attribute("href", "/privacy")


def test_ideas_for_a_first_message(chat, house):
    """The first state offers what people ask; a click sends those words, and the ideas go."""
    chat.button("How long does it take?").click()

    expect(chat.log).to_contain_text("It takes half an hour.")
    expect(chat.button("Who will I talk to?")).to_be_hidden()
    assert house.brain.received[-1]["message"] == "How long does it take?"


def test_a_reload_keeps_the_conversation(chat, house):
    """W5, D1: messages, times and the open chat are there again, and the assistant is not asked anew."""
    chat.ask_for_times()
    sent = len(house.brain.received)

    chat.page.reload()

    expect(chat.log).to_contain_text("You said: I want to book a meeting")
    chat.slots.first.click()
    expect(chat.log).to_contain_text("Good choice")
    assert len(house.brain.received) == sent + 1


def test_the_conversation_goes_on_on_another_page(chat, house):
    """D1: same visitor, same words; the assistant hears where they are."""
    chat.ask_for_times()

    chat.page.goto(house.url + "/privacy")

    expect(chat.slots.first).to_be_visible()
    chat.say("hello")
    expect(chat.log).to_contain_text("Assistant said: You said: hello")
    senders = {said["sender"] for said in house.brain.received}
    assert len(senders) == 1
    assert house.brain.received[-1]["metadata"]["page"] == "/privacy"


def test_nobody_is_led_to_write_to_themselves_or_to_an_example(chat):
    """What an assistant says of another address is a link."""
    chat.say("name@company.com no, ada@analytical.test, why?")

    expect(chat.log).to_contain_text("Assistant said: You said: name@company.com")
    expect(chat.log.get_by_role("link")).to_have_text(["ada@analytical.test"])


def test_a_second_tab_follows(chat, visit):
    """D1: what is said in one tab appears in the other."""
    other: Chat = visit("/privacy", context=chat.page.context)
    other.launcher.click()
    expect(other.log).to_contain_text("Shall we find a time")

    chat.say("hello from the first tab")

    expect(other.log).to_contain_text("You said: hello from the first tab")


def test_a_conversation_expires_after_a_day(chat, house):
    """W5, WG6: a day after the last word the chat starts anew, as a new visitor."""
    chat.say("hello")
    expect(chat.log).to_contain_text("Assistant said: You said: hello")
    met = {said["sender"] for said in house.brain.received}

    chat.come_back("{at: Date.now() - 25 * 3600 * 1000}")
    expect(chat.log).to_contain_text("Shall we find a time")

    expect(chat.log).not_to_contain_text("hello")
    new = {said["sender"] for said in house.brain.received} - met
    assert len(new) == 1, house.brain.received


def test_at_most_fifty_messages_are_kept(chat):
    """WG6: the oldest go first."""
    chat.come_back("{messages: Array.from({length: 50}, (_, n) => ({id: `${n}`, from: 'visitor', text: `word ${n}`}))}")
    expect(chat.log).to_contain_text("word 0")
    chat.say("hello")
    expect(chat.log).to_contain_text("Assistant said: You said: hello")

    kept = chat.page.evaluate("JSON.parse(Object.values(localStorage)[0]).messages")

    assert len(kept) == 50
    assert kept[0]["text"] == "word 2"


def test_starting_over_forgets_everything(chat, house):
    """WG5: after a question the words are gone here, and a new visitor is greeted."""
    chat.say("my secret plan")
    expect(chat.log).to_contain_text("You said: my secret plan")

    chat.button("Start over").click()
    chat.button("Keep the conversation").click()
    expect(chat.log).to_contain_text("my secret plan")
    chat.button("Start over").click()
    chat.button("Delete and start over").click()

    expect(chat.log).to_contain_text("Shall we find a time")
    expect(chat.log).not_to_contain_text("secret")
    assert "secret" not in str(chat.page.evaluate(STORED))
    assert len({said["sender"] for said in house.brain.received}) == 2


def test_when_the_assistant_is_down_the_message_is_kept_and_sent_again(chat, house):
    """W9, D8: the visitor is told, and one click sends the same words."""
    house.brain.down = True
    chat.say("I want to book a meeting")
    expect(chat.log).to_contain_text("having a short break")
    house.brain.down = False

    chat.button("Try again").click()

    expect(chat.slots.first).to_be_visible()
    expect(chat.log.get_by_text("I want to book a meeting", exact=True)).to_have_count(1)
    expect(chat.button("Try again")).to_have_count(0)


def test_when_the_assistant_is_down_from_the_start(visit, house):
    """W9: even the greeting fails with words, and can be tried again."""
    house.brain.down = True
    chat: Chat = visit()
    chat.launcher.click()
    expect(chat.log).to_contain_text("having a short break")
    house.brain.down = False

    chat.button("Try again").click()

    expect(chat.log).to_contain_text("Shall we find a time")


def test_an_empty_answer_is_told(chat, house):
    """X11, WG4: no silence."""
    house.brain.silent = True

    chat.say("hello")

    expect(chat.log).to_contain_text("no answer came")
    expect(chat.button("Try again")).to_be_visible()


def test_offline_is_told_and_the_text_is_kept(chat):
    """W9: without a network the message waits for a click."""
    chat.page.context.set_offline(True)
    chat.say("I want to book a meeting")
    expect(chat.log).to_contain_text("You seem to be offline")
    chat.page.context.set_offline(False)

    chat.button("Try again").click()

    expect(chat.slots.first).to_be_visible()


def test_a_click_before_the_answer_has_ended_counts(chat, house):
    """W9: times are on the screen before their answer's last byte; whoever is that quick is not ignored."""
    house.brain.lingers = True
    chat.say("I want to book a meeting")
    expect(chat.slots.first).to_be_visible()
    chat.slots.first.dblclick()
    house.brain.lingers = False

    expect(chat.log).to_contain_text("Where may I send the invitation?")
    assert [said["message"].partition("{")[0] for said in house.brain.received].count("/choose_slot") == 1


def test_words_typed_before_the_greeting_has_ended_come_last(visit, house):
    """Ideas for a first message are not put behind one that was sent already."""
    house.brain.lingers = True
    chat = visit()
    chat.open()
    chat.say("how long does it take?")
    house.brain.lingers = False

    expect(chat.log).to_contain_text("It takes half an hour.")
    expect(chat.log.locator(".chips")).to_have_count(0)


def test_a_message_that_was_never_sent_says_so(chat, house):
    """W9: whoever writes on instead of trying again sees which words did not arrive."""
    house.brain.down = True
    chat.say("lost words")
    expect(chat.button("Try again")).to_be_visible()
    house.brain.down = False

    chat.say("hello")

    expect(chat.log).to_contain_text("Assistant said: You said: hello")
    expect(chat.log.locator(".visitor").filter(has_text="lost words")).to_contain_text("Not sent")
    expect(chat.log.locator(".visitor").filter(has_text="hello")).not_to_contain_text("Not sent")
    expect(chat.button("Try again")).to_have_count(0)


def test_a_message_too_long_stays_in_the_input(chat, house):
    """Nothing is cut off: the visitor is told by how much, and nothing was sent."""
    text = "I want " + "x" * 600

    chat.say(text)

    expect(chat.dialog).to_contain_text("That is 607 characters; please keep it to 500")
    expect(chat.input).to_have_value(text)
    expect(chat.input).to_have_attribute("aria-invalid", "true")
    assert len(house.brain.received) == 1


def test_a_token_that_is_not_taken_any_more_is_replaced(chat, house):
    """The server's key changed: the visitor gets a new token without noticing."""
    chat.come_back("{visitor: 'old'}")

    chat.say("hello")

    expect(chat.log).to_contain_text("Assistant said: You said: hello")


def test_what_comes_while_the_chat_is_closed_is_counted(chat, house):
    """WG2: the launcher shows and says how many messages wait; opening clears it."""
    house.brain.thinks = True
    chat.say("hello")
    chat.page.keyboard.press("Escape")
    expect(chat.dialog).to_be_hidden()
    house.brain.thinks = False

    unread = chat.page.get_by_role("button", name="Book a meeting, 1 new")
    expect(unread).to_be_visible()
    unread.click()

    expect(chat.log).to_contain_text("Assistant said: You said: hello")
    chat.page.keyboard.press("Escape")
    expect(chat.launcher).to_have_accessible_name("Book a meeting")


def test_dismissing_is_remembered(chat):
    """W12: closed stays closed on the next page; the chat never opens by itself."""
    chat.page.keyboard.press("Escape")

    chat.page.reload()

    expect(chat.launcher).to_be_visible()
    expect(chat.dialog).to_be_hidden()


def test_whoever_writes_on_while_an_answer_comes_is_not_held_up(chat, house):
    """The second message waits for the first answer, then goes by itself."""
    house.brain.thinks = True

    chat.say("first")
    chat.say("second")
    house.brain.thinks = False

    expect(chat.log).to_contain_text("Assistant said: You said: first")
    expect(chat.log).to_contain_text("Assistant said: You said: second")
    expect(chat.input).to_have_value("")


def test_words_of_others_are_only_words(chat):
    """Markup in a message is shown, not run; right-to-left text runs right to left (WG7)."""
    chat.say("<img src=x onerror=\"document.title='owned'\"><b>hi</b>")
    expect(chat.log).to_contain_text("<b>hi</b>")
    expect(chat.log).to_contain_text("Assistant said: You said: <img")
    chat.say("שלום, אפשר פגישה?")
    hebrew = chat.log.locator(".bubble").filter(has_text="שלום").first

    expect(hebrew).to_have_css("direction", "rtl")
    assert chat.page.title() != "owned"


def test_the_element_may_be_moved_in_the_page(chat):
    """WG8: taking it out and putting it elsewhere keeps it working."""
    chat.page.evaluate("document.querySelector('main').append(document.querySelector('convene-chat'))")

    chat.say("hello")

    expect(chat.log).to_contain_text("Assistant said: You said: hello")
