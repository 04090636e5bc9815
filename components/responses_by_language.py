"""Reads what the assistant says from `data/responses/<language>/`, one folder per language.

Rasa knows one list of responses; a variation may have a condition. So that whoever writes need not repeat a condition
at every sentence, the folder gives it: a variation in `de/` is said when the slot `language` is `de`, one in `en/` when
nothing else fits. Rasa gets its own format, and needs no new training of the intents when only words change.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter

FIRST = "en"


class ResponsesByLanguage(RasaFileImporter):
    """Rasa's own importer, but for the responses of the languages."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
    ) -> None:
        super().__init__(config_file, domain_path, training_data_paths)
        self._nlu_files = [path for path in self._nlu_files if Path(path).parent.parent.name != "responses"]

    def get_domain(self) -> Domain:
        """The domain with everything that can be said in any language."""
        domain = super().get_domain()
        if not self._domain_path:
            return domain
        folder = Path(self._domain_path).parent / "data" / "responses"
        return domain.merge(Domain.from_dict({"version": "3.1", "responses": _all_responses(folder)}))


def _all_responses(folder: Path) -> dict[str, list[dict[str, Any]]]:
    responses: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(folder.glob("*/*.yml")):
        read = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for name, variations in (read.get("responses") or {}).items():
            responses.setdefault(name, []).extend(_said_in(path.parent.name, v) for v in variations)
    return responses


def _said_in(language: str, variation: dict[str, Any]) -> dict[str, Any]:
    if language == FIRST:
        return variation
    spoken = {"type": "slot", "name": "language", "value": language}
    return {**variation, "condition": [*variation.get("condition", ()), spoken]}
