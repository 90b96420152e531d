"""What people do, what they are told, and what sentiment reads."""

from typing import Final

from monitoring.dashboards.panels import Dashboard, one, several

BUSINESS: Final = Dashboard(
    "tidemark-business",
    "Business",
    "What people do, what they are told, and what sentiment reads",
    (
        one(
            "Registrations an hour",
            "short",
            "sum by (outcome) (increase(users_registrations_total[1h])) or vector(0)",
            "{{outcome}}",
        ),
        one(
            "Logins an hour",
            "short",
            "sum by (outcome) (increase(users_logins_total[1h])) or vector(0)",
            "{{outcome}}",
        ),
        one("Mails an hour", "short", "sum by (outcome) (increase(users_mails_total[1h])) or vector(0)", "{{outcome}}"),
        one("People who watch", "short", "sum(websocket_clients)", "WebSocket connections"),
        one("Portfolios that are looked at", "short", "sum(portfolio_watched)", "portfolios"),
        one("Portfolios valued", "ops", "sum(rate(portfolio_valuations_total[5m]))", "valuations"),
        several(
            "Alerts on prices",
            "short",
            {
                "armed": "sum(portfolio_alerts_armed)",
                "fired within an hour": "sum(increase(portfolio_alert_events_total[1h]))",
                "waiting for delivery": "max(alert_deliveries_pending)",
            },
        ),
        one(
            "Deliveries an hour",
            "short",
            "sum by (channel, state) (increase(alert_deliveries_total[1h]))",
            "{{channel}} {{state}}",
        ),
        one(
            "From the crossing to the delivery, 95 %",
            "s",
            "histogram_quantile(0.95, sum by (le, channel) (rate(alerts_delivery_seconds_bucket[10m])))",
            "{{channel}}",
        ),
        one(
            "News and posts an hour",
            "short",
            "sum by (source) (increase(sentiment_documents_total[1h]))",
            "{{source}}",
        ),
        one("Sources in order", "short", 'max by (source) (sentiment_source_state{state="ok"})', "{{source}}"),
        several(
            "Documents scored an hour",
            "short",
            {
                "scored": "sum(increase(sentiment_scored_total[1h]))",
                "put aside": "sum(increase(sentiment_parked_total[1h]))",
            },
        ),
    ),
)
