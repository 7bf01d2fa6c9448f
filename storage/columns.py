"""Column types, names and links that every table shares."""

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Utc(TypeDecorator[datetime]):
    """Aware UTC in, aware UTC out, on both engines: SQLite forgets time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: it would mean something else on another machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive time {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """SQLite hands back naive values that we know are UTC."""
        if value is None:
            return None
        stored: datetime = value
        return stored.replace(tzinfo=UTC) if stored.tzinfo is None else stored.astimezone(UTC)


Serial = BigInteger().with_variant(Integer, "sqlite")
Id = Annotated[int, mapped_column(Serial, primary_key=True, autoincrement=True)]
Ref = Annotated[int, mapped_column(Serial)]
Tenant = Annotated[str, mapped_column(String(40))]
TenantKey = Annotated[str, mapped_column(String(40), primary_key=True)]
SlackId = Annotated[str, mapped_column(String(40), default="")]
Word = Annotated[str, mapped_column(String(80), default="")]
Words = Annotated[str, mapped_column(Text, default="")]
When = Annotated[datetime, mapped_column(Utc)]


class Row(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMING)


def within_tenant(*columns: str, to: str) -> ForeignKeyConstraint:
    """A link that repeats the tenant; what hangs on a row goes with it."""
    return ForeignKeyConstraint(("tenant", *columns), (f"{to}.tenant", f"{to}.id"), ondelete="CASCADE")
