"""Every table. Each row carries its tenant, and links repeat it, so no link can cross tenants."""

from storage.tables.decision import Decision, DecisionEvidence, DecisionPersona
from storage.tables.delivery import Allowance, ChannelPost, Delivery
from storage.tables.evidence import Capture, Evidence, Witness
from storage.tables.persona import Alias, ChannelPersona, Claim, Persona, Tally
from storage.tables.pulse import Answer, Ask, Pulse
from storage.tables.reminder import Bundle, Reminder
from storage.tables.search import SearchPosting, SearchWord
from storage.tables.workspace import (
    Audit,
    Channel,
    Counter,
    Erasure,
    FilingHint,
    Heard,
    Installation,
    InstallState,
    Person,
    PersonName,
    Version,
)

__all__ = [
    "Alias",
    "Allowance",
    "Answer",
    "Ask",
    "Audit",
    "Bundle",
    "Capture",
    "Channel",
    "ChannelPersona",
    "ChannelPost",
    "Claim",
    "Counter",
    "Decision",
    "DecisionEvidence",
    "DecisionPersona",
    "Delivery",
    "Erasure",
    "Evidence",
    "FilingHint",
    "Heard",
    "InstallState",
    "Installation",
    "Person",
    "PersonName",
    "Persona",
    "Pulse",
    "Reminder",
    "SearchPosting",
    "SearchWord",
    "Tally",
    "Version",
    "Witness",
]
