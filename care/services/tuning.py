"""Settings of the embedded Postgres: a helpdesk's many short transactions on a shared machine."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from care.services.errors import ServiceError

SHARED_BUFFERS = "CARE_PG_SHARED_BUFFERS"

LASTING: dict[str, str] = {
    # Reached over a socket in a folder that only its owner may enter; never over the network.
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "cluster_name": "care",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    # Web threads, workers and a few shells; more would only queue on two cores.
    "max_connections": "100",
    # pg_dump and a migration lock every table, index and partition in one transaction.
    "max_locks_per_transaction": "256",
    # What the page cache of a small machine usually still holds for us.
    "effective_cache_size": "1GB",
    # Sorts and hashes of reports stay in memory; lists of 50 rows never come near it.
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    # Ingest comes in bursts: fewer checkpoints, spread out, and smaller full-page images.
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    # Solid-state disks: an index costs little more than a scan.
    "random_page_cost": "1.1",
    # Compiling a query of one millisecond takes longer than the query.
    "jit": "off",
    # Hot rows (outbox, clocks, timers) are updated all day.
    "autovacuum_naptime": "20s",
    "autovacuum_vacuum_scale_factor": "0.05",
    "autovacuum_analyze_scale_factor": "0.05",
    # A client that was cut off must not hold its locks until somebody notices.
    "idle_in_transaction_session_timeout": "5min",
    # Logs carry no text of customers: neither statements, nor parameters, nor rows in DETAIL.
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] %q%u ",
}

# A cluster that is thrown away after use (tests) needs to survive nothing.
THROWAWAY: dict[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}


def postgres_settings(environ: Mapping[str, str] = os.environ, *, throwaway: bool) -> list[str]:
    settings = LASTING | {"shared_buffers": _shared_buffers(environ)}
    if throwaway:
        settings |= THROWAWAY
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _shared_buffers(environ: Mapping[str, str]) -> str:
    value = environ.get(SHARED_BUFFERS, "").strip() or "256MB"
    if not re.fullmatch(r"[1-9][0-9]*(kB|MB|GB)", value):
        raise ServiceError(f"{SHARED_BUFFERS} is {value!r}; give a size such as 256MB or 2GB.")
    return value
