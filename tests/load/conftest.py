"""The whole product, as tests/whole starts it."""

from tests.whole.conftest import convene

__all__ = ["convene"]
