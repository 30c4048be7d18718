"""The service desk console of a group medical insurer."""

__version__ = "0.1.0"
