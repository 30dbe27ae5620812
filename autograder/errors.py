"""What the command line tells in one sentence, without a traceback.

WrongUse                 something that the instructor can put right; the text says how
├── CourseError          about the course's folder, its configuration or its submissions
└── DeclarationError     about the declaration of an exercise (autograder.declaring)
"""


class WrongUse(Exception):
    """Something that the instructor can put right; the text says how."""


class CourseError(WrongUse):
    """Something about the course is not as it must be; the text says what to do."""
