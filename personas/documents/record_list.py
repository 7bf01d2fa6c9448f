"""Where the personas of a YAML or JSON file are: listed at once, below a key for them, in groups, or below their names."""

from collections.abc import Iterator, Mapping
from typing import Any

from personas.documents.heading import CAMEL, Slot, place_of
from personas.persona import Facet, key_of

NAMES = ("name", "full-name", "persona-name", "persona", "display-name")


def people_in(value: object) -> list[object]:
    """The records of a file: listed at once, below a key for them, or in groups."""
    if isinstance(value, list):
        wrapped = [
            people_in(item) if isinstance(item, Mapping) and _wraps(item) else [item] for item in value
        ]
        return [person for people in wrapped for person in people]
    if not isinstance(value, Mapping):
        return [value]
    return _in_groups(value) if _wraps(value) else [value]


def around(value: object) -> Iterator[tuple[str, object]]:
    """The keys around personas with what they say; None for one that holds personas."""
    if isinstance(value, list):
        for item in value:
            yield from around(item)
    elif isinstance(value, Mapping) and _wraps(value):
        for key, item in value.items():
            holds = isinstance(item, (list, Mapping)) and (_is_people_key(key) or _holds(item))
            yield str(key), None if holds else item
            yield from around(item) if holds else ()


def _wraps(value: Mapping[Any, object]) -> bool:
    """Whether a mapping holds personas and is none itself."""
    people = [item for key, item in value.items() if _is_people_key(key)]
    if any(isinstance(item, list) for item in people):
        return True
    if _is_person(value) or describes(value, deep=False):
        return False
    if any(isinstance(item, Mapping) for item in people):
        return True
    return any(isinstance(item, (list, Mapping)) and _holds(item) for item in value.values())


def _holds(value: object) -> bool:
    """Whether there is a persona in it, or in a group below."""
    if isinstance(value, list):
        return any(isinstance(item, Mapping) and (_is_person(item) or _wraps(item)) for item in value)
    if not isinstance(value, Mapping):
        return False
    return _wraps(value) or describes(value, deep=False)


def _in_groups(value: Mapping[Any, object]) -> list[object]:
    found: list[object] = []
    for key, item in value.items():
        listed = isinstance(item, list) and (_is_people_key(key) or _holds(item))
        if listed or (isinstance(item, Mapping) and _wraps(item)):
            found += people_in(item)
        elif isinstance(item, Mapping) and _is_people_key(key):
            found += _by_name(item)
        elif isinstance(item, Mapping) and (describes(item) or _is_person(item)):
            found.append(_called(str(key), item))
    return found


def _by_name(people: Mapping[Any, object]) -> list[object]:
    """One persona, or several below their names."""
    several = all(isinstance(one, Mapping) for one in people.values())
    if not several or _is_person(people):
        return [people]
    return [_called(str(name), one) for name, one in people.items()]


def _called(key: str, value: object) -> object:
    """A record under its name: "dana: {goals: …}"."""
    if not isinstance(value, Mapping) or _is_person(value):
        return value
    words = key.replace("_", " ").replace("-", " ")
    return {"name": words[:1].upper() + words[1:] if words.islower() else words, **value}


def _is_people_key(key: object) -> bool:
    return spelled(str(key)) in (
        "persona",
        "user-persona",
        "buyer-persona",
        "profile",
        "archetype",
        "user-profile",
    )


def _is_person(value: Mapping[Any, object]) -> bool:
    keys = {spelled(str(key)) for key, item in value.items() if isinstance(item, str)}
    return bool(keys & {*NAMES}) or ("title" in keys and describes(value))


def describes(value: Mapping[Any, object], *, deep: bool = True) -> bool:
    """Whether a key of a mapping leads to a facet or a role; `deep`: in a group below as well."""
    if any(
        isinstance(place_of(str(key)), Facet) or place_of(str(key)) in (Slot.ROLE, Slot.TITLE)
        for key in value
    ):
        return True
    return deep and any(isinstance(item, Mapping) and describes(item) for item in value.values())


def named(value: dict[str, object]) -> dict[str, object]:
    """A record whose name is called title."""
    keys = {spelled(key): key for key in value}
    if any(name in keys for name in NAMES) or "title" not in keys:
        return {
            ("role" if spelled(k) == "title" and not _has_role(keys) else k): item
            for k, item in value.items()
        }
    if not isinstance(value[keys["title"]], str):
        return value
    return {("name" if spelled(key) == "title" else key): item for key, item in value.items()}


def _has_role(keys: Mapping[str, str]) -> bool:
    return "role" in keys or "job-title" in keys


def spelled(key: str) -> str:
    """How a key is compared: "jobTitle" is "job title"."""
    return key_of(CAMEL.sub(" ", key))
