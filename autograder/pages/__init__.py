"""What people read: a feedback page for each student, a report on the class, lessons as slides and
as pages. Nothing that a student wrote can run in any of them."""
