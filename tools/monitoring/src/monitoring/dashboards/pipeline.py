"""From the exchanges through Kafka to tables and topics."""

from typing import Final

from monitoring.dashboards.panels import Dashboard, one, several

PIPELINE: Final = Dashboard(
    "tidemark-pipeline",
    "Pipeline",
    "From the exchanges through Kafka to tables and topics",
    (
        one("Venues that are live", "short", 'max by (venue) (venue_state{state="live"})', "{{venue}}"),
        one("Age of the newest message", "s", "min by (venue) (market_message_age_seconds)", "{{venue}}"),
        one(
            "Reconnects within 10 minutes",
            "short",
            "sum by (venue, reason) (increase(market_reconnects_total[10m]))",
            "{{venue}}: {{reason}}",
        ),
        one("Trades received", "ops", "sum by (venue) (rate(market_trades_received_total[5m]))", "{{venue}}"),
        several(
            "Trades recorded",
            "ops",
            {
                "stored": "sum(rate(market_trades_stored_total[5m]))",
                "repeated": "sum(rate(market_duplicates_total[5m]))",
            },
        ),
        one("Frames that cannot be read", "ops", "sum by (venue) (rate(market_unparsed_total[5m]))", "{{venue}}"),
        one("Holes that are open", "short", "min by (venue) (market_open_gaps)", "{{venue}}"),
        one(
            "Holes noted within 10 minutes",
            "short",
            "sum by (venue, reason) (increase(market_gaps_opened_total[10m])) or vector(0)",
            "{{venue}}: {{reason}}",
        ),
        one(
            "Holes that cannot be filled, within a day",
            "short",
            "sum by (venue) (increase(market_gaps_unfillable_total[1d])) or vector(0)",
            "{{venue}}",
        ),
        one(
            "Consumer lag",
            "short",
            "sum by (group, topic) (kafka_consumer_lag_records)",
            "{{group}}: {{topic}}",
            about="Records that a group has not read yet. ConsumerLag fires when they are more than a minute's.",
        ),
        one(
            "Records consumed",
            "ops",
            "sum by (group, topic) (rate(kafka_consumed_records_total[5m]))",
            "{{group}}: {{topic}}",
        ),
        one(
            "From poll to commit, 95 %",
            "s",
            "histogram_quantile(0.95, sum by (le, group) (rate(kafka_batch_duration_seconds_bucket[5m])))",
            "{{group}}",
            about="With the pauses in which records gather.",
        ),
        one("Not acknowledged by Kafka", "short", "kafka_producer_pending_records", "{{job}} {{client}}"),
        one(
            "Dead letters within an hour",
            "short",
            "sum by (topic) (increase(kafka_dead_letters_total[1h]))",
            "{{topic}}",
        ),
        one(
            "Records passed over by readers",
            "ops",
            "sum by (topic) (rate(kafka_undecodable_records_total[5m])) or vector(0)",
            "{{topic}}",
        ),
    ),
)
