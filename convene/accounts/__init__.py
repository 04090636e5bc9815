"""Accounts at Google and Microsoft: consent, tokens, and what the account says about its owner."""
