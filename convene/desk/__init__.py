"""The desk: where reps and admins sign in and see their meetings and their queue."""

from convene.desk.routes import blueprint

__all__ = ["blueprint"]
