"""Starts the users API: FastAPI on uvicorn, with SQLite in memory."""

import argparse
import json
import socket

import uvicorn

import defects


class Server(uvicorn.Server):
    """Says where it listens as soon as it does."""

    async def startup(self, sockets=None):
        await super().startup(sockets)
        host, port = sockets[0].getsockname()
        print(f"listening on http://{host}:{port}", flush=True)


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
    from api import create_app  # the models are built for the chosen defect

    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("127.0.0.1", args.port))
    config = uvicorn.Config(
        create_app(args.key, args.users), log_level="warning", access_log=False, timeout_graceful_shutdown=2
    )
    Server(config).run(sockets=[sock])


if __name__ == "__main__":
    main()
