"""Machines, disks, the processes' resources, Redis."""

from typing import Final

from monitoring.dashboards.panels import Dashboard, one, several

_DISKS: Final = '{fstype!~"tmpfs|ramfs|squashfs|iso9660"}'

SYSTEM: Final = Dashboard(
    "tidemark-system",
    "System",
    "Machines, disks, the processes' resources, Redis",
    (
        one(
            "Processors in use",
            "percentunit",
            '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))',
            "{{instance}}",
        ),
        one(
            "Load for each processor",
            "short",
            'node_load5 / on (instance) count by (instance) (node_cpu_seconds_total{mode="idle"})',
            "{{instance}}",
        ),
        one(
            "Memory available",
            "percentunit",
            "node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes",
            "{{instance}}",
        ),
        one(
            "Disk left",
            "percentunit",
            f"min by (instance, mountpoint) (node_filesystem_avail_bytes{_DISKS} / node_filesystem_size_bytes{_DISKS})",
            "{{instance}} {{mountpoint}}",
            about="DiskFilling warns below 15 % and wakes somebody below 5 %.",
        ),
        several(
            "Disk",
            "Bps",
            {
                "read {{instance}}": "sum by (instance) (rate(node_disk_read_bytes_total[5m]))",
                "written {{instance}}": "sum by (instance) (rate(node_disk_written_bytes_total[5m]))",
            },
        ),
        several(
            "Network",
            "Bps",
            {
                "received {{instance}}": "sum by (instance) (rate(node_network_receive_bytes_total[5m]))",
                "sent {{instance}}": "sum by (instance) (rate(node_network_transmit_bytes_total[5m]))",
            },
        ),
        one("Processor time", "percentunit", "rate(process_cpu_seconds_total[5m])", "{{job}} {{instance}}"),
        one("Memory", "bytes", "process_resident_memory_bytes", "{{job}} {{instance}}"),
        one(
            "Files open, of those allowed", "percentunit", "process_open_fds / process_max_fds", "{{job}} {{instance}}"
        ),
        one("Redis memory", "bytes", "redis_memory_used_bytes", "{{instance}}"),
        one("Redis clients", "short", "redis_connected_clients", "{{instance}}"),
        one("Redis commands", "ops", "rate(redis_commands_processed_total[5m])", "{{instance}}"),
    ),
)
