"""What upper floors may hear of texts.

``reply_received``: somebody answered (``reply``; ``reply.answers`` is the text that it answers, or ``None``). Sent by
the job that follows, once at least. Whoever answered STOP or START is not heard here: it is done.

``text_given_up``: a text will not arrive (``text``, whose ``error`` says why; ``at``). Inside the transaction.
"""

from django.dispatch import Signal

reply_received = Signal()
text_given_up = Signal()
