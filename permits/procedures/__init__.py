"""Procedures as data: one TOML each, read and checked once at start."""
