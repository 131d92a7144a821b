"""`python -m sitegen`."""

from __future__ import annotations

import sys

try:
    from .cli import main

    code = main()
except KeyboardInterrupt:
    code = 130
sys.exit(code)
