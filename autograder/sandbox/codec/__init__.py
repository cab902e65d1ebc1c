"""Which values may cross between the grader and a student's process, and in which form: plain
data in JSON, and functions as numbers to call back by. No pickle anywhere; decoding never runs
foreign code.
`docs/nbgrader.md` has the list, which a test holds against this code."""
