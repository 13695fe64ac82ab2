"""The harness: a second compiler. See CONTRIBUTING.md, « The harness »."""

import os

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs beside the ORM
