"""What a web process of `extramile serve` runs: the program's door, in a process that ends with its parent.

granian tells its processes to stop when it is told itself. Should it be gone without having told them, the
kernel ends them: nobody would answer for them, and they would keep the port.
"""

import ctypes
import multiprocessing
import os
import signal

from extramile.cli.child import PR_SET_PDEATHSIG
from extramile.wsgi import application

__all__ = ["application"]


def end_with_the_parent() -> None:
    """In a process that granian made; in any other one, nothing."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent.pid:  # it was gone before we asked
        os._exit(1)


end_with_the_parent()
