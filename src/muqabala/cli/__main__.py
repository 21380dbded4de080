"""`python -m muqabala.cli`."""

from muqabala.cli import main

main(prog_name="muqabala")
