"""The report of `make nlu`: for each language what is mistaken for what, readable without anything else."""

from dataclasses import replace

from bench.nlu import Judged, page, summary


def judged(text: str, lang: str, wanted: str, got: str, confidence: float = 0.5) -> Judged:
    return Judged(text, lang, wanted, frozenset({wanted}), got, confidence, 0.0)


SENTENCES = [
    judged("can I <b>stop</b>", "en", "stop", "deny"),
    judged("please stop", "en", "stop", "stop", 0.4),
    judged("no", "en", "deny", "deny", 0.9),
    judged("halt", "de", "stop", "stop"),
]


def test_each_language_is_told_by_itself():
    shown = page({"Ours": SENTENCES})

    assert "English: 1 of 3 mistaken" in shown
    assert "German: 0 of 1 mistaken" in shown
    assert "French: 1 of 1 mistaken" in page({"Ours": [judged("oui", "fr", "affirm", "deny")]})


def test_what_is_mistaken_most_is_told_with_a_sentence():
    shown = page({"Ours": SENTENCES})

    assert "<td>stop</td><td>deny</td><td>1 of 2</td><td>can I &lt;b&gt;stop&lt;/b&gt;</td>" in shown


def test_what_is_right_is_shown_from_the_least_sure_on():
    sure, unsure = judged("hello", "en", "affirm", "affirm", 0.9), judged("thanks", "en", "thank", "thank", 0.3)

    shown = page({"Ours": [sure, unsure]})

    assert shown.index("<td>thanks</td>") < shown.index("<td>hello</td>")


def test_the_time_has_a_column_only_where_it_was_measured():
    took = replace(SENTENCES[0], took=4.25)

    assert summary({"Ours": SENTENCES})[0][-1] == "refused %"
    assert [row[-1] for row in summary({"Ours": SENTENCES[:1], "Set": [took]})] == ["p50 ms", "–", "4.2"]


def test_languages_have_their_names_in_the_summary():
    assert [row[1] for row in summary({"Ours": SENTENCES})[1:]] == ["German", "English"]


def test_the_matrix_tells_how_many_of_an_intent_are_right():
    assert "<th scope='row'>stop</th><td>50 %</td>" in page({"Ours": SENTENCES})


def test_the_page_needs_nothing_from_elsewhere():
    assert "http" not in page({"Ours": SENTENCES})
