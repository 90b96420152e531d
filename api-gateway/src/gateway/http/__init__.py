"""HTTP: limits of a connection, the entry of every request, the proxy, the documents and the dashboard's files."""
