"""Findings before sending."""
