"""PostgreSQL, as postgres_exporter sees it."""

from typing import Final

from monitoring.dashboards.panels import Dashboard, one, several

_OURS: Final = '{datname!~"template.*"}'

POSTGRES: Final = Dashboard(
    "tidemark-postgres",
    "PostgreSQL",
    "PostgreSQL, as postgres_exporter sees it",
    (
        one("Answers", "short", "pg_up", "{{instance}}"),
        several(
            "Connections",
            "short",
            {
                "{{state}}": f"sum by (state) (pg_stat_activity_count{_OURS})",
                "limit": "max(pg_settings_max_connections)",
            },
        ),
        one(
            "Longest transaction",
            "s",
            f"max by (datname, state) (pg_stat_activity_max_tx_duration{_OURS})",
            "{{datname}} {{state}}",
        ),
        several(
            "Transactions",
            "ops",
            {
                "committed": f"sum(rate(pg_stat_database_xact_commit{_OURS}[5m]))",
                "rolled back": f"sum(rate(pg_stat_database_xact_rollback{_OURS}[5m]))",
            },
        ),
        several(
            "Rows",
            "ops",
            {
                "inserted": f"sum(rate(pg_stat_database_tup_inserted{_OURS}[5m]))",
                "updated": f"sum(rate(pg_stat_database_tup_updated{_OURS}[5m]))",
                "deleted": f"sum(rate(pg_stat_database_tup_deleted{_OURS}[5m]))",
                "fetched": f"sum(rate(pg_stat_database_tup_fetched{_OURS}[5m]))",
            },
        ),
        one(
            "Blocks found in memory",
            "percentunit",
            f"sum(rate(pg_stat_database_blks_hit{_OURS}[5m])) / (sum(rate(pg_stat_database_blks_hit{_OURS}[5m])) "
            f"+ sum(rate(pg_stat_database_blks_read{_OURS}[5m])))",
            "share",
        ),
        one("Size", "bytes", f"pg_database_size_bytes{_OURS}", "{{datname}}"),
        one("Locks", "short", f"sum by (mode) (pg_locks_count{_OURS})", "{{mode}}"),
        several(
            "Trouble",
            "ops",
            {
                "deadlocks": f"sum(rate(pg_stat_database_deadlocks{_OURS}[5m]))",
                "conflicts": f"sum(rate(pg_stat_database_conflicts{_OURS}[5m]))",
            },
        ),
        one(
            "Written to temporary files", "Bps", f"sum(rate(pg_stat_database_temp_bytes{_OURS}[5m]))", "sorts and joins"
        ),
    ),
)
