"""What counts as an e-mail address, wherever one is typed: in a file, on a page, in the chat."""

from email_validator import validate_email


def normalized(value: str) -> str:
    """The address in its usual form; nobody is asked whether it exists, and .test and .example are fine.

    Raises:
        ValueError: if it is none; tells why, in English.
    """
    return validate_email(value, check_deliverability=False, test_environment=True).normalized
