"""Checks what arrives in a folder."""
