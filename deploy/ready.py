"""For the container's health check: asks `/gesund/bereit/` of this machine as the proxy would. Ends with 1 when the answer isn't 200."""

import os
import sys
import urllib.request

host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip().lstrip(".")
request = urllib.request.Request("http://127.0.0.1:8000/gesund/bereit/", headers={"Host": host, "X-Forwarded-Proto": "https"})
try:
    urllib.request.urlopen(request, timeout=4).close()  # noqa: S310 (the address is ours)
except OSError as error:
    sys.exit(str(error))
