"""The files of the page: plain modules, each importing only what stands below it."""

import re
from graphlib import TopologicalSorter

from playground.server import PAGE

IMPORT = re.compile(r' from "\./(\w+\.js)";$', re.MULTILINE)


def test_no_module_of_the_page_imports_in_a_circle() -> None:
    imported = {module.name: set(IMPORT.findall(module.read_text("utf-8"))) for module in PAGE.glob("*.js")}
    order = list(TopologicalSorter(imported).static_order())  # raises where there is a circle
    assert (order[-1], len(order)) == ("app.js", len(imported))


def test_no_module_of_the_page_is_left_unused() -> None:
    modules = list(PAGE.glob("*.js"))
    used = {name for module in modules for name in IMPORT.findall(module.read_text("utf-8"))}
    assert {module.name for module in modules} - used == {"app.js"}
