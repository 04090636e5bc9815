"""The chat component that websites embed: plain web-component modules, and the routes that serve them."""

from convene.widget.routes import blueprint

__all__ = ["blueprint"]
