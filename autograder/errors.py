"""What the command line tells in one sentence, without a traceback."""


class WrongUse(Exception):
    """Something that the instructor can put right; the text says how."""
