"""Typer: parse, call one action, print."""
