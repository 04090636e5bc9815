"""Mail: composing, sending, and the loop that empties the outbox."""
