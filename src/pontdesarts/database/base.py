import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
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
