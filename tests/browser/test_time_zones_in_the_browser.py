"""Times are shown in the visitor's zone, which is found, shown and changeable."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Chat


def test_the_zone_is_found_and_shown(chat):
    """W1, T7: the browser's own zone, named where times are shown."""
    expect(chat.button("Times in Europe/Paris")).to_be_visible()


def test_another_zone_groups_the_times_anew(chat, house):
    """W1, WG1, T11: 23:30Z is another day in Tokyo; the assistant hears of the zone with the next message."""
    chat.ask_for_times()
    chat.button("Times in").click()
    chat.page.keyboard.type("toky")
    chat.page.keyboard.press("Enter")

    expect(chat.button("Times in Asia/Tokyo")).to_be_focused()
    days = [
        chat.in_words(f"2026-11-{day}T01:00:00Z", "UTC", weekday="long", day="numeric", month="long")
        for day in (24, 25, 26, 27)
    ]
    assert chat.log.locator("legend").all_inner_texts() == days
    assert chat.slots.all_inner_texts() == [
        "18:30",
        "22:30",
        "08:30",
        "18:30",
        "22:30",
        "08:30",
        "18:30",
        "22:30",
        "08:30",
    ]

    chat.slots.first.click()
    expect(chat.log).to_contain_text("Good choice")
    assert house.brain.received[-1]["metadata"]["timezone"] == "Asia/Tokyo"


def test_the_chosen_zone_is_remembered(chat):
    """W1: a reload keeps it."""
    chat.button("Times in").click()
    chat.page.keyboard.type("kolkata")
    chat.page.keyboard.press("Enter")

    chat.page.reload()

    expect(chat.dialog.get_by_text("Times in Asia/Kolkata")).to_be_visible()  # browsers call it Asia/Calcutta


def test_zones_are_found_by_city_region_name_and_offset(chat):
    """WG1: whatever a person types."""
    chat.button("Times in").click()
    search = chat.page.get_by_role("combobox")
    for typed, zone in (
        ("new yo", "New York"),
        ("são paulo", "Sao Paulo"),
        ("central european", "Berlin"),
        ("gmt+5:45", "Kathmandu"),
        ("lord howe", "Lord Howe"),
        ("utc", "UTC"),
    ):
        search.fill(typed)
        expect(chat.page.get_by_role("option").filter(has_text=zone).first).to_be_visible()
    search.fill("nowhere at all")
    expect(chat.dialog).to_contain_text("No time zone matches")


def test_escape_leaves_the_zones_and_then_the_chat(chat):
    """W6: one step back at a time, with the focus where it came from."""
    chat.button("Times in").click()
    chat.page.keyboard.press("Escape")
    expect(chat.button("Times in")).to_be_focused()

    chat.page.keyboard.press("Escape")
    expect(chat.launcher).to_be_focused()


def test_a_clock_time_that_comes_twice_says_which(visit, house):
    """T2: on the day the clocks go back, 01:30 is there twice, and each says its zone."""
    house.brain.first = house.brain.first.replace(month=10, day=25)
    house.brain.hours = (0, 1, 9)
    chat: Chat = visit(timezone_id="Europe/London")
    chat.open()
    chat.ask_for_times()

    first, second = chat.slots.all_inner_texts()[:2]

    assert first != second
    assert {first[:5], second[:5]} == {"01:30"}


def test_the_browsers_language_decides_how_times_are_written(visit):
    """W11: an American sees 10:30 AM where a Briton sees 10:30."""
    chat: Chat = visit(locale="en-US", timezone_id="Europe/Paris")
    chat.open()
    chat.ask_for_times()

    assert re.fullmatch(r"10:30\sAM", chat.slots.first.inner_text())
