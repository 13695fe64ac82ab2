"""Papers (PDF), QR codes and spreadsheets, for any context: what to print is the business of the floors above.

A context puts its templates in its `papers/` folder and calls `pdf.compile` with plain data.
"""
