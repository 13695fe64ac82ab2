"""``script/manage``: any Django command, after making sure that there is a database to talk to."""

import os
import sys

from pontdesarts import postgres, run


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pontdesarts.settings")
    if not os.environ.get("DATABASE_URL"):
        run.be_a_demo()
    postgres.ensure()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["script/manage", *sys.argv[1:]])


if __name__ == "__main__":
    main()
