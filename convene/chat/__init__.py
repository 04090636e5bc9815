"""The gateway between visitors' browsers and the assistant: the only way in from the internet."""
