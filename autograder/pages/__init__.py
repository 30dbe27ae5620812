"""The pages that people read: a student's feedback, the report of a class, the answer to an appeal.

    feedback  one page a notebook for each student; student_page is what it shows
    report    where the class stands, and what needs a person
    explain   why a check failed, hidden cases included: for the instructor only
    told      what both say of cells that were changed, moved, copied or found elsewhere
    figures   pictures that were not drawn while grading
    page      what all of them share: escaping, redaction, images
    templates

Everything of a student's that gets onto a page goes through `page`. Nothing here gives points.
"""
