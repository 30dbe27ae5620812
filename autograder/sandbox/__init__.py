"""Students' code is run behind walls of the kernel; what comes back is data, never a grade.

    warm_process  the process that children are forked from: start here
    child         one submission's process: cells, calls, branches
    conversation  a bounded exchange of messages with a process that may be hostile
    gate          the grader's say in every fork
    budget        what is left for one notebook, over all its processes
    processes     what processes use, seen from outside
    limits        what one submission may use
    packages      what the student's process may import
    fonts         matplotlib's list of fonts, kept from one warm process for the next
    failures      why nothing runs, where that is no student's doing
    leftovers     temporary folders of graders that were killed
    machine       memory, processes and room of this machine or container
    doctor        what this machine offers, in words
    inside/       the student's side: copied behind the walls as a whole, with gdkit and a course's helpers

Nothing here knows of courses, exercises or points. docs/sandbox.md says what each wall is good for.
"""
