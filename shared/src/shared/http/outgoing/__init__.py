"""Where a service may send requests that others have chosen: to the public Internet, at addresses that were checked."""
