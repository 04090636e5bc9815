"""The visitor's own page for a meeting: see it, download it, move it, cancel it; works without JavaScript."""

from convene.manage.routes import blueprint

__all__ = ["blueprint"]
