"""The quiz as files that other systems import: Moodle's XML, the QTI 1.2 that Canvas reads and
writes, and QTI 2.1 for the rest. Questions in, bytes out. A question whose numbers are drawn is
written several times, each time with other numbers, for the system to choose from at random."""
