"""PostgreSQL's settings for this machine: from a small one of 1 GB up."""

from pathlib import Path

MEGABYTE = 1024 * 1024


def memory_megabytes() -> int:
    """What this machine has, or what its container may use."""
    total = 1024
    for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
        if line.startswith("MemTotal:"):
            total = int(line.split()[1]) // 1024
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
    except OSError:
        return total
    return min(total, int(limit) // MEGABYTE) if limit.isdigit() else total


def _between(least: int, value: int, most: int) -> int:
    return max(least, min(value, most))


def _memory(total: int) -> dict[str, str]:
    """The program itself needs room too: PostgreSQL's own cache is an eighth, the kernel's does the rest."""
    return {
        "shared_buffers": f"{_between(64, total // 8, 8192)}MB",
        "effective_cache_size": f"{_between(256, total // 2, 65536)}MB",
        "work_mem": f"{_between(8, total // 768, 64)}MB",
        "maintenance_work_mem": f"{_between(64, total // 32, 1024)}MB",
        "max_wal_size": f"{_between(1024, total // 4, 8192)}MB",
        "min_wal_size": "256MB",
    }


def _words_of_people_stay_out_of_the_log() -> dict[str, str]:
    """A failed statement carries names and answers: the log says what failed, not with which values."""
    return {
        "logging_collector": "on",
        "log_filename": "postgresql-%a.log",
        "log_file_mode": "0600",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length_on_error": "0",
        "log_checkpoints": "off",
    }


def settings(*, socket: Path, log: Path, memory: int) -> dict[str, str]:
    return {
        "listen_addresses": "",
        "port": "5432",
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",
        "max_connections": "200",
        "synchronous_commit": "on",
        "jit": "off",
        "random_page_cost": "1.1",
        "checkpoint_timeout": "15min",
        "autovacuum_naptime": "20s",
        "password_encryption": "scram-sha-256",
        "timezone": "UTC",
        "log_directory": str(log),
        **_memory(memory),
        **_words_of_people_stay_out_of_the_log(),
    }


def as_file(values: dict[str, str]) -> str:
    quoted = (f"{name} = '" + value.replace("'", "''") + "'" for name, value in values.items())
    return "# Written at every start. Your own settings go into postgresql.conf below the include.\n" + (
        "\n".join(quoted) + "\n"
    )
