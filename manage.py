#!/usr/bin/env python
"""Django's commands. They stand in the public room unless they open another door themselves."""

import gc
import os
import sys

from config.depth import at_any_depth


@at_any_depth
def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    gc.disable()  # what starts makes much that stays: to look through it again and again takes long
    import django
    from django.core.management import execute_from_command_line

    from tenants.rooms import public_room

    django.setup()
    gc.freeze()
    gc.enable()
    with public_room():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
