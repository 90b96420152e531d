"""What all tests have in common. The servers they need are fixtures of the plugin `stack.testing`."""

# pytest names test modules after their folders: without the real package loaded first, `shared/` would shadow it.
import shared  # noqa: F401 - imported for that effect
