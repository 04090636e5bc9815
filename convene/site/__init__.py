"""The demo website at `/`: a made-up company with the chat on it."""

from convene.site.pages import blueprint

__all__ = ["blueprint"]
