"""The book of this course: a package for each lesson, a module for each exercise.

It is reached like any other course's book, by the names in `c.Autograder.exercises`; nothing of the autograder
imports it.
"""
