"""What the OpenAPI document becomes for a reader: examples of its answers, and the page `/docs`."""
