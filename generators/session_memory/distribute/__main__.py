"""`python -m session_memory.distribute` is `session-memory distribute`."""

import sys

from session_memory.cli.main import main

if __name__ == "__main__":
    main(["distribute", *sys.argv[1:]])
