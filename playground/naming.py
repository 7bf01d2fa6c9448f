"""Names for the blocks and elements an app left nameless."""

import copy
import secrets

from playground.model import Json
from playground.surfaces import elements_in


def name_blocks(blocks: list[Json]) -> list[Json]:
    """A copy in which what was left nameless has Slack's random names."""
    blocks = copy.deepcopy(blocks)
    for block in blocks:
        block.setdefault("block_id", secrets.token_hex(3))
    for _, element in elements_in(blocks):
        element.setdefault("action_id", secrets.token_hex(3))
    return blocks
