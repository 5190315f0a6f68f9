"""The WSGI application the web server loads: baked files first, Django for what is live."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.settings")
django = get_wsgi_application()

from django.conf import settings  # noqa: E402  the settings are ready only now

from gongkai.portal.serving import BakedSite  # noqa: E402

application = BakedSite(settings.DATA / "site", django)

# What was loaded lives as long as the process. Collections look only at what requests leave behind, and less often: a
# page makes hundreds of thousands of small objects, which counting references frees.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
