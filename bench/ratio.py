"""One line of a figure and what is expected of it."""


def ratio(words: str, value: float, *, most: float = float("inf"), least: float = 0.0) -> None:
    """Print it; say so where it falls short."""
    wanted = f"≥ {least:.2f}" if least else f"≤ {most:g}"
    verdict = "" if least <= value <= most else "   FALLS SHORT"
    print(f"{words:46}{value:8.2f}   expected {wanted}{verdict}", flush=True)
