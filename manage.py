#!/usr/bin/env python
"""Django's commands. They stand in the public room unless they open another door themselves."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from tenants.rooms import public_room

    with public_room():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
