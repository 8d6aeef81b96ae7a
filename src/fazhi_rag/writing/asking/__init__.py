"""Question → plan → evidence → `Answer`."""
