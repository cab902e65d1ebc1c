"""What the notebooks import: checks that name the slip, and figures. NumPy and matplotlib only."""
