"""One thread for each process of the tests, for several of them share the machine's cores."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before anything imports numpy
