"""What uvicorn starts: `uvicorn app.main:app`."""

import os
import sys

from app.application import create_app
from app.settings import MissingSettings, Settings

try:
    app = create_app(Settings.read(os.environ))
except MissingSettings as reason:
    sys.exit(f"auto-author: {reason}")
