"""The papers that bookings print: pure functions of plain data, which know neither rows nor requests.

Nothing on them says why somebody has a place, nor by whom it was given.
"""

from .venue_list import ListRow, VenueListPaper, venue_list_csv, venue_list_pdf, venue_list_xlsx
from .voucher import Desk, Style, VoucherPaper, vouchers

__all__ = [
    "Desk",
    "ListRow",
    "Style",
    "VenueListPaper",
    "VoucherPaper",
    "venue_list_csv",
    "venue_list_pdf",
    "venue_list_xlsx",
    "vouchers",
]
