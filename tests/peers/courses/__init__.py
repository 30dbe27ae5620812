"""Small courses as others write them with nbgrader, and what students hand in: all of it data.

making        a course of cells, and submissions, in a folder
folders       what lies beside a notebook: data, modules, other structures of folders
cells         kinds of cells: hidden tests, partial points, text answers, tasks, AUTOTEST, several notebooks
habits        how instructors write tests: printed output, figures, magics, files, sources, randomness
damage        what happens to notebooks on their way
"""
