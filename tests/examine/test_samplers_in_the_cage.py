"""A sampler that is another process's is judged as one that is here."""

from __future__ import annotations

from contextlib import closing

from support import open_wire
from test_samples import seen


def test_a_sampler_in_the_cage_is_judged_as_one_that_is_here(fork_server):
    wire = open_wire(fork_server)
    with closing(wire.cage):
        wire.run(
            "import numpy as np\ndef right(shape, rng):\n    return rng.normal(0, .5, shape)\n"
            "def own(shape, rng):\n    return np.random.default_rng().normal(0, .5, shape)\n"
            "def seeded(shape, rng):\n    np.random.seed(1)\n"
            "    return np.random.normal(0, .5, shape)",
            "c",
        )
        assert [seen(wire.look(name)) for name in ("right", "own", "seeded")] == [
            "right",
            "draw-rng-ignored",
            "draw-same-values",
        ]
