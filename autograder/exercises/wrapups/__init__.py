"""The wrap-up quizzes, one after each third of the course (W1: lectures 00 to 04, W2: 05 to 08, W3: 09 to 13).

Each question needs more than one page, and no title says which. A wrong choice is a misconception that has a name: the
student reads what the choice reveals and which section to read again, and the report counts it.
"""
