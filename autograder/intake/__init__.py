"""A source notebook becomes an Exam, a file that somebody handed in becomes Answers. Nothing of a
submission is trusted: its cells' sources are taken, by grade id, and nothing else."""
