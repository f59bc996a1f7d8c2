"""All benchmarks, one after the other, each with a home and a database of its own."""

import argparse
import subprocess
import sys

#: Name → what it is told for a quick look, and for the sizes that the goals speak of.
ALL = {
    "intake": (["--mails", "500", "--rounds", "1"], ["--mails", "2000", "--rounds", "3"]),
    "clock": (["--open", "200000", "--break", "2500"], ["--open", "5000000", "--break", "2500"]),
    "ledger": (["--appends", "500", "--entries", "50000"], ["--appends", "2000", "--entries", "200000"]),
    "pages": (["--cases", "50000"], ["--cases", "1000000"]),
    "search": (["--cases", "30000"], ["--cases", "1000000"]),
    "memory": (["--mails", "500"], ["--mails", "10000"]),
}


def main() -> int:
    """Run what was asked for; the status is that of the last one that failed."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(ALL)} (all)")
    asked.add_argument("--quick", action="store_true", help="small sizes: two minutes in all")
    chosen = asked.parse_args()
    unknown = sorted(set(chosen.names) - set(ALL))
    if unknown:
        asked.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(ALL)}")
    status = 0
    for name in chosen.names or ALL:
        quick, full = ALL[name]
        command = [sys.executable, "-m", f"benchmarks.bench_{name}", *(quick if chosen.quick else full)]
        status = subprocess.run(command).returncode or status
    return status


if __name__ == "__main__":
    sys.exit(main())
