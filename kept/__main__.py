"""`python -m kept`: the same as the command `kept`."""

from kept.operations.cli import main

if __name__ == "__main__":
    main()
