"""The commands of `casting`, one file per group."""
