"""What the figures were computed with."""

import numpy as np
import scipy


def versions() -> dict[str, str]:
    """Versions of the libraries that may change a last digit.

    Parameters
    ----------
    None

    Returns
    -------
    dict of str to str
        "numpy" and "scipy".

    Raises
    ------
    None
    """
    return {"numpy": np.__version__, "scipy": scipy.__version__}
