"""One module a format: `NAME`, `HEADERS`, and `parse`, which makes drafts of a table."""
