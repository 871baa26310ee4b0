"""What a ballot costs: CPU of a key, of a blind signature, of the check of a signature, and all of a wave.

Each is measured beside bare exponentiations with the same exponents, the floor of a signature. A wave of
60,000 employees in 6,000 cells makes 6,000 keys when it opens, and signs and checks 60,000 ballots later.
"""

import time
from collections.abc import Callable
from typing import Final

from benchmarks.figures import RUNS, figure, interleaved

KEYS: Final = 6_000
BALLOTS: Final = 60_000
TRIES: Final = {"key": 40, "sign": 300, "verify": 2_000, "floor": 300}


def cpu_of(work: Callable[[], object], *, tries: int) -> Callable[[], float]:
    """CPU milliseconds of one call."""

    def measure() -> float:
        started = time.process_time()
        for _ in range(tries):
            work()
        return (time.process_time() - started) * 1000 / tries

    return measure


def two_powers(private: bytes) -> Callable[[], object]:
    """The two exponentiations that no RSA signature can do without."""
    import gmpy2
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    key = load_der_private_key(private, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    whole = key.private_numbers()

    def work() -> object:
        number = whole.d >> 3
        return gmpy2.powmod_sec(number, whole.dmp1, whole.p) + gmpy2.powmod_sec(number, whole.dmq1, whole.q)

    return work


def main() -> None:
    from extramile.core import blind_signatures as ballots

    private = ballots.new_private_key()
    public = ballots.public_key(private)
    prepared = ballots.prepare(b"a ballot")
    blinded = ballots.blind(public, prepared)
    signature = ballots.finalize(
        public, prepared, ballots.blind_sign(private, blinded.message), blinded.secret
    )
    works: dict[str, Callable[[], object]] = {
        "key": ballots.new_private_key,
        "sign": lambda: ballots.blind_sign(private, blinded.message),
        "verify": lambda: ballots.verify(public, prepared, signature),
        "floor": two_powers(private),
    }
    found = interleaved({name: cpu_of(work, tries=TRIES[name]) for name, work in works.items()}, runs=RUNS)
    for name, milliseconds in found.items():
        figure(f"ballots {name}", milliseconds, tries_a_run=TRIES[name])
    middle = {
        name: sorted(milliseconds)[len(milliseconds) // 2] / 1000 for name, milliseconds in found.items()
    }
    figure("ballots keys of a wave", [], keys=KEYS, cpu_seconds=KEYS * middle["key"])
    figure(
        "ballots of a wave", [], ballots=BALLOTS, cpu_seconds=BALLOTS * (middle["sign"] + middle["verify"])
    )


if __name__ == "__main__":
    main()
