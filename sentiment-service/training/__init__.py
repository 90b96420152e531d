"""Makes the shipped classifier from labelled texts. Needs the extra `training`; no part of the service imports it."""

import os

# Before torch is imported: threads that wait by spinning take five times the processor time on a busy machine.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("GOMP_SPINCOUNT", "0")
