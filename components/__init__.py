"""Parts of Rasa's pipeline that are our own.

They run in Rasa's environment (Python 3.10) and import nothing of Convene.
"""

from components import action_calls  # noqa: F401  # quickens every action, see there
