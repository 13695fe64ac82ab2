"""What is done with conventions: written, discussed, sent, signed, held, followed by another."""

from .agreements import add_party, change_text, move, propose, remove_party, renew, set_dates
from .people import add_signatory, correct_signatory, end_post, remove_signatory
from .promises import add_promise, note_delivery, undo_delivery, withdraw_promise
from .retention import forget_codes, forget_old
from .sending import send_link_again, send_to_sign, withdraw_version
from .signing import send_code, sign_by_code, sign_on_paper, strike
from .templates import publish_template

__all__ = [
    "add_party",
    "add_promise",
    "add_signatory",
    "change_text",
    "correct_signatory",
    "end_post",
    "forget_codes",
    "forget_old",
    "move",
    "note_delivery",
    "propose",
    "publish_template",
    "remove_party",
    "remove_signatory",
    "renew",
    "send_code",
    "send_link_again",
    "send_to_sign",
    "set_dates",
    "sign_by_code",
    "sign_on_paper",
    "strike",
    "undo_delivery",
    "withdraw_promise",
    "withdraw_version",
]
