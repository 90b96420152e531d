"""The one way out: requests to public addresses only, bounded in time and size, keys out of sight."""
