"""What students handed in, read with suspicion: nothing is followed, run or believed.

collecting  from a folder, a zip or a tarball as LMSs write them into submitted/; telling: what became of each file
sources     their files, with what students packed; archives: a zip or tarball, member by member; room: how much of it
delivery    whose each file is, by the names of `lms`; people: which student that is, by `roster` and `naming`
choosing    which of a student's files are taken; submitted: they are written; record: how they came
times       when something was handed in
matching    which file is which notebook; elsewhere: which is of another assignment
reading     a notebook's bytes as cells
old_formats notebooks of the formats 2 and 3
beside      the files that lie beside the notebooks
sanitize    what a student's process printed or displayed, made safe to keep and to show
markup      HTML without what makes its repair expensive
markdown    an answer in words as HTML, made by a process that is ended when it takes too long
"""
