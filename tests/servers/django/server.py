"""Starts the users API: Django REST framework on gunicorn's threads, with SQLite in a temporary file."""

import argparse
import json
import os
import tempfile
from pathlib import Path

import defects


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--key", help="the only API key; without it any bearer token will do")
    parser.add_argument("--users", type=int, default=120, help="how many users exist at the start")
    parser.add_argument("--defect", choices=defects.DEFECTS)
    parser.add_argument("--list-defects", action="store_true")
    args = parser.parse_args()
    if args.list_defects:
        rows = [{"name": n, "summary": s, "clause_hint": c} for n, (s, c) in defects.DEFECTS.items()]
        print(json.dumps(rows, indent=2))
        return

    defects.active = args.defect
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="settings", DATABASE=str(Path(folder, "users.sqlite3")), API_KEY=args.key or ""
        )
        serve(args.port, args.users)


def serve(port: int, users: int):
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.db import connections
    from gunicorn.app.base import BaseApplication

    application = get_wsgi_application()
    call_command("migrate", run_syncdb=True, verbosity=0)
    from users.seed import seed

    seed(users)
    connections.close_all()  # The worker is forked and opens its own.

    class Gunicorn(BaseApplication):
        def load_config(self):
            self.cfg.set("bind", f"127.0.0.1:{port}")
            self.cfg.set("threads", 8)
            self.cfg.set("loglevel", "warning")
            self.cfg.set("graceful_timeout", 4)
            self.cfg.set("when_ready", ready)

        def load(self):
            return application

    Gunicorn().run()


def ready(server):
    host, port = server.LISTENERS[0].sock.getsockname()
    print(f"listening on http://{host}:{port}", flush=True)


if __name__ == "__main__":
    main()
