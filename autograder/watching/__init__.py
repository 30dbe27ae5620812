"""`autograder watch`: work that is graded as it comes in.

looking    what lies where, and whether it has been still for a while; plain scans, which see NFS and containers too
whole      whether a file that is still has all of itself
inbox      archives and folders that are dropped; exchange: what came by nbgrader's
material   what was released, declared and configured, and whether it is another now
due        what is written now and then, and takes a bounded share of the time
watch      the turns: look, collect, grade, write

What is graded is kept by `classes.keeping`, as in `autograder grade`: the results are the same, byte for byte.
"""
