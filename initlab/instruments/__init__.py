"""Instruments: figures that a reader works, in the page itself, with no kernel and no network.

Each function returns a frame that carries its script, its style and a still picture of what it
begins with; the picture stands where scripts don't run, and on paper. The arithmetic in the browser
is that of initlab.nets, and begins with the numbers of initlab.instruments.stream.
"""

from __future__ import annotations

from initlab.figures.widgets import Html

__all__ = ["fan_counter", "phase_diagram", "scale_explorer", "trainer"]


def scale_explorer(
    activation: str = "tanh", depth: int = 30, width: int = 100, std: float = 0.05
) -> Html:
    """Return a figure with sliders for the scale of the weights, depth and width, and lists of
    activations and rules: how large signal and error signal are in each layer of a random net.

    It begins with weights N(0, std²). Raises ValueError for what its sliders do not have.
    """
    from initlab.instruments.scale import explorer

    return explorer(activation, depth, width, std)


def fan_counter() -> Html:
    """Return a figure of a dense layer or a convolution, with lists for channels, kernel and
    groups: choose a unit and see which connections make its fan-in or fan-out, counted one by one.
    """
    from initlab.instruments.fans import counter

    return counter()


def trainer(
    left: str = "small",
    right: str = "xavier",
    activation: str = "tanh",
    hidden: int = 4,
    data: str = "circles",
) -> Html:
    """Return a figure that trains a small net from two starts, side by side, on two circles or on
    handwritten digits: losses, what each net says at each place (of digits, its first weights as
    pictures), the share that is right, and how many of its units are dead or saturated.

    Data are "circles" and "digits"; starts are "zeros", "constant", "small", "large", "xavier" and
    "he"; activations are "tanh", "relu" and "sigmoid"; there are 1, 2, 4 or 6 hidden layers. Raises
    ValueError for any other.
    """
    from initlab.instruments.two_starts import instrument

    return instrument(left, right, activation, hidden, data)


def phase_diagram(sigma_w2: float = 1.2, sigma_b2: float = 0.05, activation: str = "tanh") -> Html:
    """Return a figure of the plane of the two variances: choose a point and see its phase, the map
    of the variance, chi_1 and the depth scale, and theory against one real net, layer by layer.

    It begins at this point. Activations are "tanh", "erf", "relu" and "linear". Raises ValueError
    for what the figure does not have.
    """
    from initlab.instruments.phase import diagram

    return diagram(sigma_w2, sigma_b2, activation)
