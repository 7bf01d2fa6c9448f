"""What commands print: the one place, so that nobody's words command the terminal or turn ours around."""

import sys

from personas.control_characters import with_visible_control_characters


def show(*lines: str) -> None:
    """Lines on standard output."""
    for line in lines:
        print(with_visible_control_characters(line), flush=True)


def show_error(*lines: str) -> None:
    """Lines on standard error."""
    for line in lines:
        print(with_visible_control_characters(line), file=sys.stderr)
