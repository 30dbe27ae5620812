"""What each command of the command line takes and does: a module of its name.

TEXT                what it does, for the list of commands
EXAMPLE             one line, and what it is for
arguments(command)  adds its options to its parser
run(options)        does it, and returns the exit status

A command imports what it needs when it runs, so that none waits for what another one uses.
"""

NAMES = (
    *("demo", "release", "grade", "watch", "regrade", "mark", "report", "feedback", "export", "explain"),
    *("similar", "compare", "formgrader"),
    *("verify", "doctor", "settings", "exercises", "new-course", "move-gradebook"),
)
