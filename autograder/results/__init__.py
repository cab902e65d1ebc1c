"""Where a report goes: nbgrader's gradebook, the graded notebook that the Formgrader shows, and
tables of grades."""
