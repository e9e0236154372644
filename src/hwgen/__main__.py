"""`python -m hwgen`."""

from hwgen.commands.app import main

if __name__ == "__main__":
    main()
