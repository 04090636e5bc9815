"""What Rasa finds wrong with the conversation files, and nothing else, is told."""

import contextlib
import io
import os
import tempfile
import unittest
from collections.abc import Iterator
from pathlib import Path

from components.check import main

CONFIG = "version: '3.1'\nlanguage: en\npipeline: []\npolicies: []\n"
DOMAIN = """
version: '3.1'
intents: [greet, leave]
responses:
  utter_hi: [{text: Hi}]
  utter_said_by_an_action: [{text: Well}]
"""
DATA = """
version: '3.1'
nlu:
  - intent: greet
    examples: |
      - hello
      - good morning
  - intent: leave
    examples: |
      - see you
      - so long
rules:
  - rule: A greeting is answered
    steps:
      - intent: greet
      - action: utter_hi
"""


@contextlib.contextmanager
def inside(folder: str) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


class CheckTests(unittest.TestCase):
    def told(self, data: str) -> tuple[int, str]:
        with tempfile.TemporaryDirectory() as folder, inside(folder):
            Path("config.yml").write_text(CONFIG)
            Path("domain.yml").write_text(DOMAIN)
            Path("data").mkdir()
            Path("data/all.yml").write_text(data)
            said = io.StringIO()
            with contextlib.redirect_stderr(said):
                return main(), said.getvalue()

    def test_files_in_order_are_told_nothing_about(self):
        self.assertEqual(self.told(DATA), (0, ""))

    def test_an_example_of_two_intents_is_told(self):
        code, said = self.told(DATA.replace("- so long", "- hello"))

        self.assertEqual(code, 1)
        self.assertIn("The example 'hello'", said)
