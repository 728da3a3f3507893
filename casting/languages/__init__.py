"""The languages that applicants are spoken to in: a catalogue each, and saying a thing in one of them."""
