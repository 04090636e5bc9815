"""`convene.yml` is checked whole at start, and says where it is wrong."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from convene.config import load_config
from convene.errors import BadConfig
from convene.model import Block, OutOfOffice

SHIPPED = Path(__file__).parents[2] / "convene.yml"


@pytest.fixture
def changed(tmp_path):
    """Give a function that loads the shipped file with one piece of text replaced."""

    def load(old: str, new: str):
        text = SHIPPED.read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "convene.yml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return load_config(path)

    return load


def line_of(text: str) -> int:
    return SHIPPED.read_text(encoding="utf-8").split(text)[0].count("\n") + 1


def test_the_shipped_file_is_right():
    config = load_config(SHIPPED)

    assert list(config.reps) == ["anna", "ben", "chloe"]
    assert config.default_queue.reps == ("anna", "ben", "chloe")
    assert config.meeting_type_of("sales").rules.duration == timedelta(minutes=30)


def test_hours_have_several_blocks_a_day_and_overrides_replace_them():
    anna = load_config(SHIPPED).reps["anna"].availability

    assert anna.weekly[1] == (Block(time(9), time(12, 30)), Block(time(13, 30), time(17, 30)))
    assert 6 not in anna.weekly
    assert anna.overrides[date(2026, 12, 24)] == ()


def test_a_block_may_end_at_midnight(changed):
    config = changed("mon-thu: 09:00-12:30, 13:30-17:30", "mon-thu: 09:00-12:30, 20:00-24:00")

    assert config.reps["anna"].availability.weekly[1][1] == Block(time(20), time(0))


@pytest.mark.parametrize(
    ("old", "new", "key", "complaint"),
    [
        ("zone: America/New_York", "zone: America/NewYork", "reps.ben.availability.zone", "America/New_York"),
        ("duration: 30 min", "duration: half an hour", "meeting_types.intro.duration", "write it as 30 min"),
        ("fri: 09:00-15:00", "fri: 15:00-09:00", "reps.anna.availability.hours", "ends before it starts"),
        ("fri: 09:00-15:00", "fryday: 09:00-15:00", "reps.anna.availability.hours", "not a weekday"),
        (
            "fri: 09:00-15:00",
            "fri: 09:00-15:00, 14:00-16:00",
            "reps.anna.availability.hours",
            "before the block in front",
        ),
        ("fri: 09:00-15:00", "fri: 25:00-26:00", "reps.anna.availability.hours", "does not exist"),
        ("email: ben@northwind.test", "email: ben at northwind", "reps.ben.email", "not an e-mail address"),
        ("email: ben@northwind.test", "email: anna@northwind.test", "reps.ben.email", "also the address of anna"),
        ("reps: [anna, ben, chloe]", "reps: [anna, bem, chloe]", "queues.sales.reps", "did you mean ben?"),
        ("meeting_type: intro", "meeting_type: into", "queues.sales.meeting_type", "did you mean intro?"),
        ("  company: Northwind", "  compani: Northwind", "branding.compani", "not a key Convene knows"),
        ("{{ meeting.name }} with", "{{ meeting.nome }} with", "invitation.subject", "meeting.name"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_key(changed, old, new, key, complaint):
    with pytest.raises(BadConfig) as told:
        changed(old, new)

    message = next(line for line in str(told.value).splitlines() if f" {key}: " in line)
    assert complaint in message
    assert message.split(":")[1].isdigit()


def test_the_line_that_is_told_is_the_line_of_the_key(changed):
    with pytest.raises(BadConfig, match=f":{line_of('zone: America/New_York')}: reps.ben.availability.zone"):
        changed("zone: America/New_York", "zone: Amerika")


def test_every_mistake_is_told_at_once(changed):
    with pytest.raises(BadConfig) as told:
        changed('  contact: hello@northwind.test\n  accent: "#0b57d0"', "  contact: nobody\n  accent: blue")

    assert "branding.contact" in str(told.value)
    assert "branding.accent" in str(told.value)


def test_broken_yaml_is_told_with_its_line(changed):
    with pytest.raises(BadConfig, match=r"convene.yml:\d+: not valid YAML"):
        changed("sites: []", "sites: [")


def test_a_missing_file_is_told_with_what_to_do(tmp_path):
    with pytest.raises(BadConfig, match="CONVENE_CONFIG_FILE"):
        load_config(tmp_path / "nowhere.yml")


def test_a_rep_can_have_holidays_absences_and_policies(changed):
    """The same as at the desk, in the file."""
    more = """      zone: Europe/Berlin
      holidays: DE-BY
      out_of_office: [{first: 2026-12-28, last: 2026-12-30}]
      all_day: busy
      elsewhere_is_busy: true
      step: 30 min
"""
    hours = changed("      zone: Europe/Berlin\n", more).reps["anna"].availability

    assert (hours.holidays, hours.all_day, hours.elsewhere_is_busy) == ("DE-BY", "busy", True)
    assert hours.out_of_office == (OutOfOffice(date(2026, 12, 28), date(2026, 12, 30)),)
    assert hours.step == timedelta(minutes=30)


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ("holidays: DE-XX", "no holidays are known for “DE-XX”"),
        ("out_of_office: [{first: 2026-12-30, last: 2026-12-28}]", "out of office ends before it begins"),
        ("step: 0", "has to be longer than nothing"),
    ],
)
def test_what_cannot_be_is_refused(changed, more, complaint):
    with pytest.raises(BadConfig, match=complaint):
        changed("      zone: Europe/Berlin\n", f"      zone: Europe/Berlin\n      {more}\n")
