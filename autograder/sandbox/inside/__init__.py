"""The student's side of the sandbox: of the autograder this folder is copied behind the walls, whole, and nothing else.

    wire       the protocol: what is said across the walls, for both sides
    warm       the warm process: enters the walls, imports, forks
    worker     a child: runs cells, calls functions, branches
    shell      an IPython shell as a kernel has it
    cells      runs cells in it
    outputs    what a cell prints and displays, bounded
    walls      puts up the walls of one child
    isolation/ the walls themselves, by system calls

It imports nothing of the autograder above it, and no reference, expected value or verdict ever comes here.
"""
