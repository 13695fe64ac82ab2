"""What the server process loads."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pontdesarts.settings")
application = get_wsgi_application()
gc.freeze()  # what is loaded is here to stay: collections need not walk through it again and again
gc.set_threshold(20_000)  # a request makes some thousands of objects: 700 at a time, they were walked through in vain
