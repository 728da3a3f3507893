"""Lets `python -m casting` do what `casting` does."""

from casting.cli import main

main()
