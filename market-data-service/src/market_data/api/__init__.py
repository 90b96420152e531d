"""What REST answers: one module a resource."""
