"""`python -m hwgen`."""

from hwgen.commands.app import main

main()
