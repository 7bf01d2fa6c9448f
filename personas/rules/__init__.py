"""The reminder rules, a file each. Whatever plans, words, shows or answers a reminder asks these rows."""

from typing import Any

from personas.rules.ageing import AGEING
from personas.rules.rule import Rule
from personas.rules.uncited import UNCITED

RULES: dict[str, Rule[Any]] = {rule.id: rule for rule in (AGEING, UNCITED)}
