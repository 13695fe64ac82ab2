"""What can be seen, heard, visited or played: offers, their dates, and the places given for each date.

Written over a season by partners, by volunteers on their behalf, and by importers; read by those who book.
"""
