"""SQL of documents, stories and scores."""
