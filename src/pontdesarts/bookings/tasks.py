"""Jobs of bookings: papers and mails, after the transaction that caused them."""

from procrastinate.contrib.django import app


@app.task(name="bookings.send_vouchers", queue="mail")
def send_vouchers(*, booking_id: int) -> None:
    """Mail the voucher to whoever booked."""


@app.task(name="bookings.tell_of_cancelled_date", queue="mail")
def tell_of_cancelled_date(*, booking_id: int) -> None:
    """Tell the referent that the venue called the date off."""
