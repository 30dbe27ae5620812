"""What students handed in, read with suspicion: nothing is followed, run or believed.

naming      whose a file is
collecting  from a folder or an LMS's zip into submitted/
matching    which file is which notebook
reading     a notebook's bytes as cells
old_formats notebooks of the formats 2 and 3
beside      the files that lie beside the notebooks
sanitize    what a student's process printed or displayed, made safe to keep and to show
markup      HTML without what makes its repair expensive
markdown    an answer in words as HTML, made by a process that is ended when it takes too long
"""
