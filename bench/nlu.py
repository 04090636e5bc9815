"""`make nlu`: how well sentences are understood, as one page in var/nlu/report.html that needs nothing else.

Runs in Rasa's environment. Two measurements: cross-validation over our own examples, and, when `CONVENE_EVAL_DIR` names
a folder with `nlu/*.jsonl`, real people's sentences: `text`, `lang`, `our_intent`, `also_ok`, `context`. Lenient counts
an intent of `also_ok` as right. `--stock` trains the pipeline that `rasa init` writes on the same data and asks it the
same sentences, in turns with ours: that takes an hour of processor time.
"""

from __future__ import annotations

import argparse
import asyncio
import html
import json
import logging
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel import Locale

OUT = Path("var/nlu")
RASA = Path(".venv-rasa/bin/rasa")
FOLDS = 3
UNSURE_SHOWN = 60
MISTAKES_SHOWN = 15
SAME = {"provide_name": "provide_details", "provide_company": "provide_details", "pause": "stop"}


@dataclass(frozen=True)
class Judged:
    """One sentence: what it means, what was understood, how surely, in how many milliseconds."""

    text: str
    lang: str
    wanted: str
    allowed: frozenset[str]
    got: str
    confidence: float
    took: float

    @property
    def right(self) -> bool:
        """Whether what was understood is one of the right intents."""
        return self.got in self.allowed

    @property
    def ours(self) -> bool:
        """Whether the assistant should take it, and not say that it is about something else."""
        return self.wanted != "out_of_scope"


def plain(intent: str | None) -> str:
    """The intent without its question; what was not understood counts as another topic."""
    name = (intent or "").partition("/")[0]
    return "out_of_scope" if name in {"", "nlu_fallback"} else SAME.get(name, name)


def main() -> None:
    """Measure, write the page, and print the table."""
    asked = argparse.ArgumentParser(prog="python -m bench.nlu", description=__doc__)
    asked.add_argument("--model", type=Path, required=True, help="our trained model")
    asked.add_argument("--stock", action="store_true", help="also train and ask Rasa's stock pipeline")
    asked.add_argument("--no-folds", action="store_true", help="leave out cross-validation, which takes minutes")
    said = asked.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    parts: dict[str, list[Judged]] = {}
    if not said.no_folds:
        parts["Cross-validation of our examples"] = cross_validated()
    rows = development_set()
    if rows:
        parsers = {"Development set": parser(said.model)}
        if said.stock:
            parsers["Development set, Rasa's stock pipeline"] = parser(stock_model())
        parts |= ask(parsers, rows)
    else:
        print("CONVENE_EVAL_DIR names no folder with nlu/*.jsonl: cross-validation only", file=sys.stderr)
    (OUT / "report.html").write_text(page(parts), encoding="utf-8")
    for line in summary(parts):
        print(" | ".join(line))
    print(f"wrote {OUT / 'report.html'}")


def development_set() -> list[dict[str, Any]]:
    """The rows of the evaluation folder; none without one."""
    files = sorted(Path(os.environ.get("CONVENE_EVAL_DIR", "no folder"), "nlu").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line]


def parser(model: Path) -> Callable[[str], dict[str, Any]]:
    """What a model makes of a text, whole pipeline, in this process."""
    import structlog
    from rasa.core.agent import load_agent

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))  # a line a sentence
    loop = asyncio.new_event_loop()
    agent = loop.run_until_complete(load_agent(model_path=str(model)))
    return lambda text: loop.run_until_complete(agent.parse_message(text))


def stock_model() -> Path:
    """A model of our data with the configuration that `rasa init` writes; trained once for each state of the data."""
    config = next(RASA.parent.parent.glob("lib/*/site-packages/rasa/cli/initial_project/config.yml"))
    folder = OUT / "stock"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.yml").write_text(config.read_text())  # Rasa writes its choices into the file
    options = ("--config", str(folder / "config.yml"), "--out", str(folder), "--fixed-model-name", "stock")
    with (folder / "training.log").open("wb") as log:
        subprocess.run([str(RASA), "train", "nlu", *options], stdout=log, stderr=log, check=True)
    return folder / "stock.tar.gz"


def ask(parsers: dict[str, Callable[[str], dict[str, Any]]], rows: Sequence[dict[str, Any]]) -> dict[str, list[Judged]]:
    """Every sentence to every model in turn, so that whatever else the machine does slows all of them alike."""
    for parse in parsers.values():
        parse("warm up")
    judged: dict[str, list[Judged]] = {name: [] for name in parsers}
    for row in rows:
        allowed = frozenset(map(plain, [row["our_intent"], *row["also_ok"]]))
        for name, parse in parsers.items():
            started = time.perf_counter()
            intent = parse(row["text"])["intent"]
            took = (time.perf_counter() - started) * 1e3
            found = plain(intent["name"]), intent["confidence"]
            judged[name].append(Judged(row["text"], row["lang"], plain(row["our_intent"]), allowed, *found, took))
    return judged


def cross_validated() -> list[Judged]:
    """Each example as the classifier of words and meaning judges it that learned from the other two thirds.

    Only the classifier learns anew for each fold; the vocabulary is that of all examples. The classifier of words alone
    is left out: it only saves time.
    """
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.shared.importers.importer import TrainingDataImporter
    from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
    from rasa.shared.nlu.training_data.training_data import TrainingData
    from sklearn.model_selection import StratifiedKFold

    from components.intent_classifier import IntentClassifier

    work = OUT / "folds"
    work.mkdir(parents=True, exist_ok=True)
    steps = _pipeline(LocalModelStorage(work))
    importer = TrainingDataImporter.load_from_config("config.yml", "domain.yml", ["data"])
    data = importer.get_nlu_data()
    classifier_options: dict[str, Any] = {}
    for step, options in steps:
        if issubclass(step.cls, IntentClassifier):
            classifier_options = options
            continue
        part = step.made(options)
        data = step.learned(part, data)
    examples = [e for e in data.intent_examples if e.get(TEXT)]
    labels = [e.get(INTENT_RESPONSE_KEY) or e.get(INTENT) for e in examples]
    spoken = _languages()
    judged = []
    for number, (learn, test) in enumerate(StratifiedKFold(FOLDS, shuffle=True, random_state=1).split(labels, labels)):
        print(f"fold {number + 1} of {FOLDS} …", file=sys.stderr)
        classifier = IntentClassifier(classifier_options, LocalModelStorage(work), Resource("classifier"))
        classifier.train(TrainingData([examples[place] for place in learn]))
        for place in test:
            example = examples[place]
            wanted = plain(example.get(INTENT))
            classifier.process([example])
            found = example.get(INTENT)
            text = example.get(TEXT)
            judged.append(
                Judged(
                    text,
                    spoken.get(text, "en"),
                    wanted,
                    frozenset({wanted}),
                    plain(found["name"]),
                    found["confidence"],
                    0.0,
                )
            )
            example.set(INTENT, labels[place].partition("/")[0])
    return judged


@dataclass(frozen=True)
class Step:
    """One part of the pipeline, and where it keeps what it learns."""

    cls: Any
    storage: Any
    name: str

    def made(self, options: dict[str, Any]) -> Any:
        """The part itself, yet to learn."""
        from rasa.engine.graph import ExecutionContext, GraphSchema
        from rasa.engine.storage.resource import Resource

        context = ExecutionContext(GraphSchema({}), node_name=self.name)
        return self.cls.create({**self.cls.get_default_config(), **options}, self.storage, Resource(self.name), context)

    def learned(self, part: Any, data: Any) -> Any:
        """The training data as this part leaves it."""
        if hasattr(part, "train"):
            part.train(data)
        return part.process_training_data(data) if hasattr(part, "process_training_data") else data


def _pipeline(storage: Any) -> list[tuple[Step, dict[str, Any]]]:
    """The parts that config.yml lists, each with its options."""
    from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
    from rasa.nlu.featurizers.sparse_featurizer.regex_featurizer import RegexFeaturizer
    from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
    from rasa.shared.utils.io import read_yaml_file

    import components.intent_classifier
    import components.meaning

    known = {
        "WhitespaceTokenizer": WhitespaceTokenizer,
        "RegexFeaturizer": RegexFeaturizer,
        "CountVectorsFeaturizer": CountVectorsFeaturizer,
        "components.meaning.MeaningFeaturizer": components.meaning.MeaningFeaturizer,
        "components.intent_classifier.IntentClassifier": components.intent_classifier.IntentClassifier,
    }
    listed = read_yaml_file("config.yml")["pipeline"]
    return [
        (Step(known[item["name"]], storage, f"step{number}"), {k: v for k, v in item.items() if k != "name"})
        for number, item in enumerate(listed)
        if item["name"] in known
    ]


def _languages() -> dict[str, str]:
    """The language of every sentence that is not English: it lies in a folder of that name."""
    from rasa.shared.nlu.training_data.loading import load_data

    folders = [path for path in Path("data/nlu").iterdir() if path.is_dir()]
    return {example.get("text"): path.name for path in folders for example in load_data(str(path)).intent_examples}


def summary(parts: dict[str, list[Judged]]) -> list[list[str]]:
    """A table: for each measurement and language how many, right, other topics recognised, wrongly refused.

    How long a sentence took stands in the last column where it was measured: on the development set.
    """
    timed = any(one.took for judged in parts.values() for one in judged)
    table = [["measured", "language", "sentences", "right in scope %", "other topics %", "refused %"]]
    table[0] += ["p50 ms"] if timed else []
    for name, judged in parts.items():
        for lang in sorted({one.lang for one in judged}):
            mine = [one for one in judged if one.lang == lang]
            inside, outside = [one for one in mine if one.ours], [one for one in mine if not one.ours]
            refused = [one for one in inside if one.got == "out_of_scope" and not one.right]
            table.append(
                [
                    *(name, _language(lang), str(len(mine))),
                    _percent(sum(one.right for one in inside), len(inside)),
                    _percent(sum(one.right for one in outside), len(outside)),
                    _percent(len(refused), len(inside)),
                    *([f"{statistics.median(one.took for one in mine):.1f}" if mine[0].took else "–"] if timed else []),
                ]
            )
    return table


def _language(code: str) -> str:
    return str(Locale(code).english_name)


def _percent(some: int, of: int) -> str:
    return f"{100 * some / of:.1f}" if of else ""


def page(parts: dict[str, list[Judged]]) -> str:
    """The report: the summary, then for each measurement and language what was mistaken, and what was least sure."""
    body = [_table(summary(parts))]
    for name, judged in parts.items():
        body.append(f"<h2>{html.escape(name)}</h2>")
        for lang in sorted({one.lang for one in judged}):
            mine = [one for one in judged if one.lang == lang]
            wrong = sorted((one for one in mine if not one.right), key=lambda one: (one.wanted, one.confidence))
            unsure = sorted((one for one in mine if one.right), key=lambda one: one.confidence)[:UNSURE_SHOWN]
            body += [
                f"<h3>{html.escape(_language(lang))}: {len(wrong)} of {len(mine)} mistaken</h3>",
                _folded("Most often mistaken", _mistakes(wrong, Counter(one.wanted for one in mine)), opened=True),
                _folded("What was taken for what", _confusion(mine)),
                _folded(f"Not understood rightly: {len(wrong)} sentences", _sentences(wrong)),
                _folded(f"Right, but least sure: {len(unsure)} sentences", _sentences(unsure)),
            ]
    return _PAGE.format(body="\n".join(body))


def _mistakes(wrong: list[Judged], of: Counter[str]) -> str:
    """The commonest mistakes, each with a sentence."""
    rows = [["meant", "understood", "how often", "such as"]]
    examples = {(one.wanted, one.got): one.text for one in wrong}
    for (wanted, got), count in Counter((one.wanted, one.got) for one in wrong).most_common(MISTAKES_SHOWN):
        rows.append([wanted, got, f"{count} of {of[wanted]}", examples[wanted, got]])
    return _table(rows)


def _confusion(judged: list[Judged]) -> str:
    names = sorted({one.wanted for one in judged} | {one.got for one in judged})
    counted = Counter((one.wanted, one.wanted if one.right else one.got) for one in judged)
    of = Counter(one.wanted for one in judged)
    head = "".join(f"<th class='turned' scope='col'><span>{html.escape(name)}</span></th>" for name in names)
    lines = []
    for wanted in (name for name in names if of[name]):
        cells = ""
        for got in names:
            count = counted[wanted, got]
            colour = ("46,125,50" if wanted == got else "198,40,40") if count else "0,0,0"
            shade = 0.15 + 0.55 * count / of[wanted] if count else 0
            said = html.escape(f"{count} of {of[wanted]}: {wanted} taken for {got}")
            cells += f"<td style='background:rgba({colour},{shade:.2f})' title='{said}'>{count or ''}</td>"
        right = f"{100 * counted[wanted, wanted] / of[wanted]:.0f} %"
        lines.append(f"<tr><th scope='row'>{html.escape(wanted)}</th><td>{right}</td>{cells}</tr>")
    first = "<th>meant \\ understood</th><th>right</th>"
    return _scrolling(f"<table class='confusion'><tr>{first}{head}</tr>{''.join(lines)}</table>")


def _sentences(judged: list[Judged]) -> str:
    rows = [["sentence", "meant", "understood", "confidence"]]
    for one in judged:
        rows.append([one.text, one.wanted, one.got, f"{one.confidence:.2f}"])
    return _table(rows)


def _folded(title: str, body: str, *, opened: bool = False) -> str:
    return f"<details{' open' if opened else ''}><summary>{html.escape(title)}</summary>{body}</details>"


def _table(rows: list[list[str]]) -> str:
    head = "".join(f"<th scope='col'>{html.escape(cell)}</th>" for cell in rows[0])
    lines = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rows[1:])
    return _scrolling(f"<table><tr>{head}</tr>{lines}</table>")


def _scrolling(table: str) -> str:
    """A table that moves sideways by itself where the page is narrow; the keyboard reaches it, too."""
    return f"<div class='wide' tabindex='0' role='region' aria-label='table'>{table}</div>"


_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>How well it understands</title>
<style>
:root {{ color-scheme: light dark; --line: light-dark(#ddd, #444); --head: light-dark(#f5f5f5, #23272f) }}
:root {{ --ink: light-dark(#222, #eee); --paper: light-dark(#fff, #14171f) }}
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 1.5rem auto; max-width: 80rem; padding: 0 1rem; color: var(--ink);
  background: var(--paper) }}
.wide {{ overflow-x: auto; max-height: 80vh }}
table {{ border-collapse: collapse; margin: .5rem 0 }}
th, td {{ border: 1px solid var(--line); padding: .2rem .5rem; text-align: left; font-weight: normal }}
th {{ background: var(--head) }}
.confusion {{ font-size: 13px }}
.confusion td {{ text-align: right; white-space: nowrap }}
th[scope=col] {{ position: sticky; top: 0; z-index: 1 }}
.confusion th[scope=row] {{ position: sticky; left: 0 }}
.turned span {{ writing-mode: vertical-rl }}
summary {{ cursor: pointer; padding: .3rem 0 }}
</style>
<h1>How well it understands</h1>
<p>In cross-validation each example is judged by a classifier that learned from the other two thirds. Our examples are
chosen to differ from each other, so that is harder than what visitors write: look at what is mistaken for what, and
compare the figures with those before a change.</p>
{body}
</html>
"""


if __name__ == "__main__":
    main()
