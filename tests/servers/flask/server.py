"""Starts the users API: Flask and marshmallow on waitress, with users in memory."""

import argparse
import json
import signal
import sys

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
    from waitress import create_server

    from app import create_app  # the schemas are built for the chosen defect

    server = create_server(create_app(args.key, args.users), host="127.0.0.1", port=args.port, threads=8)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"listening on http://127.0.0.1:{server.effective_port}", flush=True)
    server.run()


if __name__ == "__main__":
    main()
