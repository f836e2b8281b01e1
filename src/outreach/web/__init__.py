"""Starlette: the receiver of events."""
