"""A statement compiled once per dialect and run on the driver's own connection.

What every hook call reads and writes takes the database a few dozen microseconds; executing a SQLAlchemy expression
costs several times that, each time.  The statements are still written in SQLAlchemy, once for both databases, and
values are converted by the types of their columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.engine import Dialect
from sqlalchemy.sql import Executable, Select
from sqlalchemy.types import TypeEngine

Convert = Callable[[Any], Any]


class Prepared:
    """One statement in the words of one dialect."""

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        self.text: str = compiled.string
        self._fixed = {name: value for name, value in compiled.params.items() if value is not None}
        """Numbers that stand in the statement itself, such as its LIMIT."""
        written = {name: _conversion(bound.type, dialect, "bind") for name, bound in compiled.binds.items()}
        self._written = {name: convert for name, convert in written.items() if convert is not None}
        names: list[str] | None = compiled.positiontup
        self._marks = None if names is None else tuple((name, self._written.get(name)) for name in names)
        """Names in the order of their marks, each with its conversion; ``None`` where the driver takes them by name."""
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        self._columns = tuple(column.name for column in columns)
        read = {column.name: _conversion(column.type, dialect, "result") for column in columns}
        self._read = {name: convert for name, convert in read.items() if convert is not None}

    def run(self, driver: Any, values: Mapping[str, Any]) -> Any:
        """Execute with these values by name; gives the driver's cursor.

        ``driver`` is a connection of sqlite3 or psycopg, which agree on ``execute``.
        """
        given = {**self._fixed, **values} if self._fixed else values
        if self._marks is None:
            converted = {name: convert(given[name]) for name, convert in self._written.items()}
            return driver.execute(self.text, {**given, **converted})
        row: list[Any] = []
        for name, convert in self._marks:
            value = given[name]
            row.append(value if convert is None else convert(value))
        return driver.execute(self.text, row)

    def rows(self, driver: Any, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Every row that a query gives, by column name."""
        return list(map(self._row, self.run(driver, values)))

    def _row(self, found: tuple[Any, ...]) -> dict[str, Any]:
        row = dict(zip(self._columns, found, strict=True))
        for name, convert in self._read.items():
            if row[name] is not None:
                row[name] = convert(row[name])
        return row


def _conversion(kind: TypeEngine[Any], dialect: Dialect, way: str) -> Convert | None:
    own: Any = kind.dialect_impl(dialect)
    convert: Convert | None = own.bind_processor(dialect) if way == "bind" else own.result_processor(dialect, None)
    return convert
