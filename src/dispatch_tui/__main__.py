"""Entry point of ``python -m dispatch_tui``."""

import sys

from dispatch_tui.cli import main

if __name__ == "__main__":
    sys.exit(main())
