"""What all tests have in common. The servers they need are fixtures of the plugin `stack.testing`."""

# pytest names test modules after their folders: without the real package loaded first, `shared/` would shadow it.
from hypothesis import HealthCheck, settings

import shared  # noqa: F401 - imported for that effect

# Hypothesis fails an example that takes longer than 200 ms by the clock, and a test whose data are slow to make: both
# measure what else the machine does.
settings.register_profile("repo", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("repo")
