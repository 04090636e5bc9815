"""What `make validate` finds in the conversation files, and the picture of the rules."""

import shutil
from pathlib import Path

import pytest

from convene.conversation_files import Conversation, NoYaml
from convene.flow import page, ways
from convene.translating import lacking
from convene.validating import complaints, main

ROOT = Path(__file__).parents[2]


@pytest.fixture
def files(tmp_path):
    """The real files, to be spoilt."""
    for name in ("data", "actions"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "domain.yml", tmp_path)
    return tmp_path


def spoil(path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def found(files) -> list[str]:
    return [str(complaint) for complaint in complaints(files)]


def test_our_own_files_are_in_order(files):
    assert found(files) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("data/responses/de/smalltalk.yml", "utter_bot:", "utter_bott:", "utter_bot is missing in data/responses/de/"),
        ("data/responses/de/booking.yml", "{rep}", "{repp}", "{repp}, which it has not in en"),
        (
            "data/responses/en/smalltalk.yml",
            "/book_meeting",
            "/book_a_meeting",
            "an intent that domain.yml does not list",
        ),
        ("data/responses/en/smalltalk.yml", "/faq/agenda", "/faq/agend", "has no answer utter_faq/agend"),
        ("data/responses/en/booking.yml", '{{"detail": "time"}}', '{"detail": "time"', "no JSON"),
        ("data/responses/en/booking.yml", "utter_alright:", "utter_allright:", "utter_allright is never said"),
        (
            "data/rules/smalltalk.yml",
            "\nrules:",
            "\nrule:",
            "rule stands at the margin",
        ),
        ("data/responses/de/smalltalk.yml", 'text: "', 'text: ""  # "', "has a variation without words"),
        ("domain.yml", "intents:\n", "intents:\n  - never_said\n", "the intent never_said has no examples"),
        (
            "domain.yml",
            "slots:\n",
            "slots:\n  unused:\n    type: text\n    mappings: [{type: custom}]\n",
            "the slot unused",
        ),
        ("domain.yml", "      - visitor_name\n", "      - visitor_nam\n", "did you mean visitor_name?"),
        ("domain.yml", "  - action_ask_visitor_name\n", "", "booking_form stops at visitor_name: nobody asks for it"),
        ("data/rules/smalltalk.yml", "utter_welcome", "utter_welcom", "utter_welcom has no words"),
        (
            "data/rules/handover.yml",
            "active_loop: cancel_form",
            "active_loop: cancle_form",
            "waits for the form cancle_form",
        ),
        (
            "data/rules/handover.yml",
            "intent: ask_human",
            "intent: ask_humen",
            "the intent ask_humen is not in domain.yml",
        ),
        (
            "data/nlu/de/detours.yml",
            "intent: go_back",
            "intent: go_bak",
            "the intent go_back has no examples in data/nlu/de/",
        ),
        (
            "data/nlu/de/detours.yml",
            "lookup: why",
            "lookup: wy",
            "the lookup table why has no examples in data/nlu/de/",
        ),
        (
            "data/nlu/de/details.yml",
            "synonym: guest",
            "synonym: gast",
            "the synonym guest has no examples in data/nlu/de/",
        ),
        ("actions/booking.py", '"utter_booked"', '"utter_bookd"', "utter_bookd has no words"),
        ("actions/booking.py", '"utter_booked"', '"utter_bookd"', "did you mean utter_booked?"),
        ("data/responses/en/smalltalk.yml", "payload: /", "payload: ", "to mean the intent write /"),
        (
            "data/responses/en/smalltalk.yml",
            "text: ",
            "txt: ",
            "has “txt”, which is read by nobody; did you mean text?",
        ),
        ("data/responses/en/smalltalk.yml", 'text: "', 'text: "{nobody} ', "{nobody}, which is filled by nobody"),
        ("data/responses/en/fallback.yml", "payload: ", "payloads: ", "a button without title or payload"),
        ("data/responses/en/faq.yml", "utter_faq/agenda:", "utter_faq/price:", "faq.yml:12 already"),
        (
            "data/responses/en/smalltalk.yml",
            "responses:\n",
            "responses:\n  utter_so: So\n",
            "needs its words beneath it",
        ),
        ("data/nlu/faq.yml", "examples: |", "examples:", "write examples: | with that stroke"),
        ("data/nlu/faq.yml", "      - how", "      -how", "begins with a dash and a blank"),
        ("data/nlu/faq.yml", "- intent: ", "- intnet: ", "did you mean intent?"),
        ("data/nlu/faq.yml", "faq/agenda", "faq/agendum", "faq/agendum is not answered"),
        ("data/nlu/faq.yml", "      - how", "      - hello\n      - how", "for faq/how_long; take one of them out"),
        ("domain.yml", "  - repeat\n", "", "the intent repeat is not under intents in domain.yml; add it there"),
        ("data/rules/smalltalk.yml", "- intent: thank", "- intnet: thank", "“intnet”, which is read by nobody"),
        ("data/rules/smalltalk.yml", "- intent: thank", "- intent: than", "did you mean thank?"),
        ("data/rules/smalltalk.yml", "    steps:", "    stepps:", "and, indented, steps:"),
        (
            "data/rules/smalltalk.yml",
            "    steps:",
            "    condition:\n      active_loop: null\n    steps:",
            "write a dash",
        ),
    ],
)
def test_a_slip_is_told_with_file_and_line(files, file, old, new, complaint):
    spoil(files / file, old, new)

    told = [text for text in found(files) if complaint in text]

    assert told
    assert told[0].split(":")[1].isdigit()


def test_a_file_that_is_no_yaml_is_told_with_file_and_line(files, monkeypatch, capsys):
    spoil(files / "data/nlu/de/detours.yml", "  - intent: go_back", "    - intent: go_back")
    monkeypatch.chdir(files)

    assert main() == 1

    told = capsys.readouterr().err
    assert "data/nlu/de/detours.yml:" in told
    assert "this is no YAML" in told


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("  utter_faq/price", "\tutter_faq/price", ":12: .*begins with a tab; use blanks"),
        ('text: "', 'text: Well: "', "words with a colon in them need quotation marks"),
        ('text: "', 'text: "a "word" ', "a quotation mark too many or too few"),
    ],
)
def test_what_makes_a_file_no_yaml_is_told(files, old, new, hint):
    spoil(files / "data/responses/de/faq.yml", old, new)

    with pytest.raises(NoYaml, match=rf"^data/responses/de/faq\.yml.*{hint}"):
        Conversation(files)


def test_a_file_that_is_not_saved_as_utf_8_is_told(files):
    path = files / "data/responses/de/faq.yml"
    path.write_bytes(path.read_bytes().replace("ü".encode(), "ü".encode("latin-1"), 1))

    with pytest.raises(NoYaml, match=r"^data/responses/de/faq\.yml:\d+: this is not saved as UTF-8"):
        Conversation(files)


def test_examples_of_a_language_without_responses_are_told(files):
    shutil.copytree(files / "data/nlu/de", files / "data/nlu/es")

    assert "data/nlu/es/faq.yml:1: there is no data/responses/es/; make that folder first, or rename this one" in found(
        files
    )


def test_a_rule_after_which_its_form_stops_asking_is_told(files):
    rule = """
  - rule: A greeting in the middle
    condition:
      - active_loop: cancel_form
    steps:
      - intent: greet
      - action: utter_alright
"""
    path = files / "data/rules/faq.yml"
    path.write_text(path.read_text(encoding="utf-8") + rule, encoding="utf-8")

    assert any("in cancel_form a rule has to end with - action: cancel_form, else" in told for told in found(files))

    path.write_text(path.read_text(encoding="utf-8") + "      - action: cancel_form\n", encoding="utf-8")

    assert not any("has to end" in told for told in found(files))


def test_an_intent_on_which_nothing_follows_is_told(files):
    spoil(files / "domain.yml", "intents:\n", "intents:\n  - ask_material\n")
    for folder, sentence in (("data/nlu", "a brochure please"), ("data/nlu/de", "einen Prospekt bitte")):
        spoil(
            files / folder / "faq.yml",
            "nlu:\n",
            f"nlu:\n  - intent: ask_material\n    examples: |\n      - {sentence}\n",
        )

    assert [text.partition(": ")[2] for text in found(files)] == [
        "nothing follows on the intent ask_material: no rule in data/rules/ has it"
    ]


def test_the_line_of_an_example_is_told(files):
    path = files / "data/nlu/de/smalltalk.yml"
    path.write_text(
        path.read_text(encoding="utf-8") + "  - intent: stop\n    examples: |\n\n      - Danke\n", encoding="utf-8"
    )
    last = len(path.read_text(encoding="utf-8").splitlines())

    assert any(text.startswith(f"data/nlu/de/smalltalk.yml:{last}: “Danke” is in ") for text in found(files))


def test_a_rule_in_the_way_of_another_is_told(files):
    text = (files / "data/rules/faq.yml").read_text(encoding="utf-8")
    (files / "data/rules/more.yml").write_text(text.replace("utter_faq", "utter_welcome"), encoding="utf-8")

    assert any("in the way" in text for text in found(files))


def test_the_picture_has_every_rule_and_needs_nothing_from_elsewhere(files):
    conversation = Conversation(files)
    shown = page(conversation)

    assert sum(len(there) for there in ways(conversation).values()) == len(conversation.rules)
    assert "Whoever wants a person" in shown
    assert "http" not in shown


def test_the_picture_has_the_words_of_every_language(files):
    spoil(
        files / "data/responses/de/smalltalk.yml",
        'utter_welcome:\n    - text: "',
        'utter_welcome:\n    - text: "<b>Bitte</b>',
    )

    shown = page(Conversation(files))

    assert '<div lang="en"><p>You are welcome!</p>' in shown
    assert "&lt;b&gt;Bitte&lt;/b&gt;" in shown


def test_the_picture_tells_what_a_form_asks_and_what_the_questions_are(files):
    boxes = [box for there in ways(Conversation(files)).values() for way in there for box in (*way.wants, *way.follows)]
    named = {box.name: box for box in boxes}

    assert any("email" in text for text in named["access_form"].words["en"])
    assert len(named["faq"].words["de"]) > 10  # one sentence of each question
    assert len(named["utter_faq"].words["de"]) > 10  # every answer


# A further language


@pytest.fixture
def house(tmp_path):
    """All files with words for people."""
    for folder in ("data/responses", "convene"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path


def test_our_own_languages_lack_nothing(house):
    assert list(lacking(house)) == []


def test_a_further_language_is_told_what_it_lacks(house):
    (house / "data" / "responses" / "fr").mkdir()

    told = "\n".join(lacking(house))

    for file in (
        "languages.yml",
        "when/words/fr.yml",
        "when/words/say_fr.yml",
        "manage/words/fr.yml",
        "site/words/fr.yml",
        "widget/words/fr.js",
        "details/words_fr.yml",
        "mail/templates/fr/invitation.txt.j2",
        "invitations/entry.yml",
        "invitations/tokens.yml",
    ):
        assert f"convene/{file}: " in told


def test_the_desk_may_stay_in_another_language_until_one_of_its_pages_is_translated(house):
    (house / "data" / "responses" / "fr").mkdir()
    words = house / "convene" / "desk" / "words"

    assert not any("desk/words" in told for told in lacking(house))

    shutil.copy(words / "desk.en.yml", words / "desk.fr.yml")
    assert any(told.startswith("convene/desk/words/queue.fr.yml: is missing") for told in lacking(house))


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("when/words/fr.yml", "weekdaz: {1: [lundi]}", "weekdaz is not read; did you mean weekday?"),
        ("when/words/fr.yml", "marks: {or_too: [à]}", "marks: or_too is not read; did you mean or_to?"),
        (
            "when/words/fr.yml",
            "month: {9: [sept]}\nnumber: {7: [sept]}\nmarks: {}",
            "“sept” stands under month 9, so it is not read under number 7; see marks",
        ),
        ("details/words_fr.yml", "name_folows: [je suis]", "name_folows is not read; did you mean name_follows?"),
        ("details/words_fr.yml", "xyz: [oui]", "xyz is not read; no other language has it"),
    ],
)
def test_a_heading_or_a_word_that_nobody_reads_is_named(house, file, text, complaint):
    (house / "data" / "responses" / "fr").mkdir()
    (house / "convene" / file).write_text(text, encoding="utf-8")

    assert f"convene/{file}: {complaint}" in lacking(house)


@pytest.mark.parametrize(
    ("file", "old", "complaint"),
    [
        ("manage/words/de.yml", "how_long:", "convene/manage/words/de.yml: how_long missing"),
        ("widget/words/de.js", "startOver:", "convene/widget/words/de.js: startOver missing"),
        ("desk/words/queue.de.yml", "fallback_lead:", "convene/desk/words/queue.de.yml: fallback_lead missing"),
    ],
)
def test_a_word_that_a_language_lacks_is_named(house, file, old, complaint):
    spoil(house / "convene" / file, old, f"x{old}")

    assert complaint in lacking(house)
