"""Brings a bare Debian 12 machine to a running house. Standard library only: it runs before anything is installed."""
