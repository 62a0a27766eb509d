"""`python -m session_memory` is `session-memory`."""

from session_memory.cli.main import main

if __name__ == "__main__":
    main()
