"""Between a learning management system and the course: Canvas's and Moodle's lists of students,
the archives of submissions that they give, the tables of grades and the archives of feedback that
they take back. Files in, files out: nothing here speaks to a server. What a file holds was written
by others, so each is read within limits, and a fault of it is one line."""
