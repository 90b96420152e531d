"""`python -m analytics` serves."""

import os

# Matrices here are small: a second thread of BLAS waits longer for the first than it saves, and takes a core from the
# requests beside it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from analytics.main import main

main()
