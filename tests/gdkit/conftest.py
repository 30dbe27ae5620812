"""Hypothesis without a deadline: no test here says how long anything may take."""

from hypothesis import settings

settings.register_profile("gdkit", deadline=None)
settings.load_profile("gdkit")
