"""The library stands alone: no Django, no settings, no database, nothing else of ours."""

import subprocess
import sys
from pathlib import Path

import extramile

WITHOUT = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "psycopg", "rich"} or name.startswith("extramile.core"):
            raise ImportError(f"{name} is not part of the library")

sys.meta_path.insert(0, Refuse())
import extramile.stats as stats
assert all(getattr(stats, name) is not None for name in stats.__all__)
ours = [name for name in sys.modules if name.startswith("extramile.")]
assert all(name.startswith("extramile.stats") for name in ours), ours
print(stats.nps_interval(70, 20, 10).points.estimate)
print(stats.pool_tree([(9, 1, 0), (4, 3, 3)], [2, 2, -1]).n.tolist())
"""


def test_it_works_where_there_is_no_django() -> None:
    root = Path(extramile.__file__).parents[1]
    command = [sys.executable, "-W", "error", "-c", WITHOUT]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.split("\n")[:2] == ["60.0", "[10.0, 10.0, 20.0]"]


def test_every_public_name_says_what_it_takes_gives_and_refuses() -> None:
    """numpydoc, or the name of the function whose words hold."""
    from extramile import stats

    for name in stats.__all__:
        words = getattr(stats, name).__doc__ or ""
        assert words.strip(), name
        if name[0].islower() and "arguments and errors as in" not in words:
            assert "Parameters\n" in words, name
            assert "Returns\n" in words, name
            assert "Raises\n" in words, name
