import select
from datetime import UTC, datetime
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import BaseTzLoader


class Instants(BaseTzLoader):
    """Instants as Python itself reads them. Django's loader cuts them up with a regular expression, a dozen times at
    each booking. What Python cannot read (another era, another style of dates) is left to it."""

    timezone = UTC

    def load(self, data: Any) -> datetime:
        try:
            return datetime.fromisoformat(str(data, "ascii"))
        except ValueError:
            instant: datetime = super().load(data)
            return instant


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.adapters.register_loader("timestamptz", Instants)
        return connection

    def is_usable(self) -> bool:
        """Whether the connection that was kept still leads somewhere.

        Django sends ``SELECT 1`` at each request. When a server stops, or shows a connection out, the socket has
        something to read before we ask anything: looking at it costs nothing. Only then is the question sent.
        """
        if self.connection is None or self.connection.closed:
            return False
        sockets = select.poll()
        sockets.register(self.connection.fileno(), select.POLLIN)
        return not sockets.poll(0) or super().is_usable()
