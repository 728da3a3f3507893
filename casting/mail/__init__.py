"""Messages to people: rendered and sent, one at a time, never twice."""
