"""The pages that people read: a student's feedback, the report of a class, the answer to an appeal.

    feedback  one page a notebook for each student; student_page is what it shows
    report    where the class stands; reasons: what needs a person, and why; analysis: statistics of exercises
    marking   the page on which answers in words get their points; serving: who may reach it
    live      the report on a page that is asked for anew by itself, of `autograder watch`
    similar   pairs of submissions side by side
    words     what a page says in a few words: a comment in Moodle, a results.json of Gradescope's
    lms_export  points and words into the file that Canvas or Moodle exported
    sending   the pages as Moodle and Canvas take them back, and for a mail merge
    explain   why a check failed, hidden cases included: for the instructor only
    told      what both say of cells that were changed, moved, copied or found elsewhere
    figures   pictures that were not drawn while grading
    page      what all of them share: escaping, redaction, images
    templates

Everything of a student's that gets onto a page goes through `page`. Nothing here gives points.
"""
