"""Walls around the student's process, each in a module of its own, all by system calls.

syscalls     the calls themselves, through ctypes; each raises OSError where the kernel refuses
namespaces   a process tree, network and file tree of its own
users        a user id that owns nothing
files        the few files that the student's process sees
landlock     which of them it may read and write, asked by the kernel at every access
seccomp      which system calls it may make; forks are asked for
rlimits      memory, time, files, capabilities
policy       what the layers add up to, and what an operator asks for

Nothing in here knows of exercises, references or grades: the package is copied to the student's side of the border.
"""
