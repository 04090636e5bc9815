"""What Rasa itself finds wrong with the conversation files; `make validate` asks it after our own check.

Rasa's command would warn of every response that no rule names, hundreds that our actions say, and of every intent that
only forms take. Which of them nobody uses is told by `convene/validating.py`, with file and line.
"""

import sys
import warnings

from rasa.shared.exceptions import RasaException
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.validator import Validator


def main() -> int:
    """Print Rasa's complaints; 1 if there are any."""
    sys.path.insert(0, "")  # the importer and the pipeline are ours
    warnings.simplefilter("ignore")
    try:
        validator = Validator.from_importer(TrainingDataImporter.load_from_config("config.yml", "domain.yml", ["data"]))
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            in_order = _check(validator)
    except RasaException as wrong:
        print(wrong, file=sys.stderr)
        return 1
    for warning in told:
        print(warning.message, file=sys.stderr)
    return 0 if in_order else 1


def _check(validator: Validator) -> bool:
    return all(
        [
            validator.verify_domain_validity(),
            validator.verify_intents(ignore_warnings=False),
            validator.verify_example_repetition_in_intents(ignore_warnings=False),
            validator.verify_forms_in_stories_rules(),
            validator.verify_actions_in_stories_rules(),
            validator.verify_form_slots(),
            validator.verify_slot_mappings(),
            validator.verify_story_structure(ignore_warnings=False, max_history=5),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
