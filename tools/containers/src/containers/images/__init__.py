"""Building every image that docker-compose.yml builds."""
