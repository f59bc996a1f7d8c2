"""Run Python with a throw-away desk and its database: `with_database.py -m django migrate`."""

import os
import subprocess
import sys

from kept.operations.postgres import Server, throw_away_home


def main() -> int:
    """The exit status of the Python that our arguments describe."""
    with throw_away_home() as home, Server(home, {}).use():
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {"KEPT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "kept.project.settings"}
        return subprocess.run([sys.executable, *sys.argv[1:]], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
