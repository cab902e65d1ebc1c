"""What grading costs, measured against stock nbgrader: `goodstart bench`."""
