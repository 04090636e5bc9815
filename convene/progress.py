"""Shows a person at a terminal what is going on."""

import sys
import time


class Progress:
    """One line that is rewritten in place on a terminal; elsewhere, a line now and then."""

    def __init__(self) -> None:
        self._told = 0.0

    def show(self, text: str) -> None:
        """What is going on now; it replaces what was shown before. In a log, at most one every ten seconds."""
        if sys.stderr.isatty():
            print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
        elif time.monotonic() - self._told >= 10:
            self._told = time.monotonic()
            print(text, file=sys.stderr, flush=True)

    def line(self, text: str) -> None:
        """Something worth keeping."""
        print(f"\r\033[K{text}" if sys.stderr.isatty() else text, file=sys.stderr, flush=True)
