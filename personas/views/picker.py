"""A persona in a picker: one label and one value, wherever somebody chooses one."""

from personas.persona import PersonaRef


def choice(ref: PersonaRef) -> tuple[str, str]:
    """Its name with its type; nobody is a name alone."""
    return (f"{ref.name} · {ref.type.value}" if ref.id else ref.name), str(ref.id)
