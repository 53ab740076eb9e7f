"""`python -m ravi` is the command `ravi`."""

from ravi.cli import main

if __name__ == "__main__":
    main()
