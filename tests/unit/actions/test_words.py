"""Words come from the domain, filled in once."""

from actions.words import words

DOMAIN = {
    "responses": {
        "utter_x": [{"text": "One {name}."}, {"text": "Two {name}."}],
        "utter_y": [
            {"text": "Hello {name}"},
            {"text": "Hallo {name}", "condition": [{"type": "slot", "name": "language", "value": "de"}]},
        ],
    }
}


def test_variations_take_turns():
    assert [words(DOMAIN, "utter_x", {"name": "Ada"}, turn).text for turn in (0, 1, 2)] == [
        "One Ada.",
        "Two Ada.",
        "One Ada.",
    ]


def test_what_people_typed_is_not_filled_in_again():
    """Braces in a name stay what they are (design, invariant 6)."""
    assert words(DOMAIN, "utter_x", {"name": "{secret}", "secret": "x"}, 0).text == "One {secret}."


def test_what_is_not_known_stays_empty():
    assert words(DOMAIN, "utter_x", {"name": None}, 0).text == "One ."


def test_a_condition_on_a_slot_chooses_the_language():
    assert words(DOMAIN, "utter_y", {"name": "Ada", "language": "de"}, 0).text == "Hallo Ada"
    assert words(DOMAIN, "utter_y", {"name": "Ada", "language": "en"}, 3).text == "Hello Ada"


def test_the_variation_said_longest_ago_comes_next():
    domain = {"responses": {"utter_x": [{"text": "one"}, {"text": "two"}]}}

    assert words(domain, "utter_x", {}, 0, ("one", "two")).text == "one"
    assert words(domain, "utter_x", {}, 1, ("two", "one")).text == "two"
