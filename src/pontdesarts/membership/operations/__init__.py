"""Every write about joining: the request, the season's membership, the charter, training, a partner's mail."""

from .charters import publish_charter, send_charter_link, sign
from .memberships import (
    agree,
    change_fee,
    decline,
    note_payment,
    note_progress,
    propose_season,
    start_campaign,
    undo_decline,
    undo_payment,
)
from .partners import Joining, enter_partner, invite_partner, join_partner
from .requests import accept, ask, ask_more, confirm, refuse, reopen, reply
from .retention import forget_old
from .trainings import note_training, undo_training, waive_training
from .welcome import change_welcome

__all__ = [
    "Joining",
    "accept",
    "agree",
    "ask",
    "ask_more",
    "change_fee",
    "change_welcome",
    "confirm",
    "decline",
    "enter_partner",
    "forget_old",
    "invite_partner",
    "join_partner",
    "note_payment",
    "note_progress",
    "note_training",
    "propose_season",
    "publish_charter",
    "refuse",
    "reopen",
    "reply",
    "send_charter_link",
    "sign",
    "start_campaign",
    "undo_decline",
    "undo_payment",
    "undo_training",
    "waive_training",
]
