"""Grade the course's notebooks: fast, in two processes, with a reason for every lost point."""
