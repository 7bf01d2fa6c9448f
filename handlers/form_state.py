"""What a form carries along in its metadata: where it was opened and what it is about."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from handlers.form import DIGITS_MAX

Number = Annotated[int, Field(ge=0, lt=10**DIGITS_MAX)]


class FormState(BaseModel):
    """Small values only: Slack takes 3,000 characters and shows them to nobody, but they are no secret."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    channel: str = ""
    thread_ts: str = ""
    ts: str = ""
    private: bool = False
    in_dm: bool = False
    persona: Number = 0
    subject: Number = 0
    author: str = ""
    link: str = ""
    file: str = ""
    shape: str = ""
    name: str = ""
    again: str = ""
    seen: str = ""

    def dump(self) -> str:
        """The metadata string; what is empty is left out."""
        return self.model_dump_json(exclude_defaults=True)

    @classmethod
    def load(cls, text: str) -> Self:
        """The metadata of a view of ours; anything else is an empty one."""
        try:
            return cls.model_validate_json(text or "{}")
        except ValidationError:
            return cls()
