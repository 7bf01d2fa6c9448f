"""One more row in a table of the product, before anybody imports it: for a process of its own."""

import importlib.abc
import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path


class OneMoreRow(importlib.abc.SourceLoader):
    """Loads a module with rows in it, each before a place in its text."""

    def __init__(self, path: str, rows: Mapping[str, str]) -> None:
        self.path, self.rows = path, rows

    def get_filename(self, _: str) -> str:
        return self.path

    def get_data(self, path: str | bytes) -> bytes:
        source = Path(str(path)).read_text()
        for before, row in self.rows.items():
            assert source.count(before) == 1
            source = source.replace(before, row + before)
        return source.encode()

    def path_stats(self, _: str) -> dict[str, int]:
        raise OSError("never from a cache")


def load(name: str, rows: Mapping[str, str]) -> None:
    """Import a module with more rows."""
    assert name not in sys.modules
    found = importlib.util.find_spec(name)
    assert found
    assert found.origin
    spec = importlib.util.spec_from_loader(name, OneMoreRow(found.origin, rows))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
