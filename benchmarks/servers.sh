#!/usr/bin/env bash
# Granian against gunicorn on this machine: requests a second on a page and on a view that reads the database,
# with 1, 16 and 64 connections. Needs wrk (apt-get install wrk) and a prepared var/ (script/demo once).
set -euo pipefail
source "$(dirname "$0")/../script/environment" requirements-dev.txt
port="${PORT:-8112}" seconds="${SECONDS_EACH:-4}" rounds="${ROUNDS:-3}"
export PONTDESARTS_DEMO=1 PONTDESARTS_SECRET_KEY=benchmark-benchmark-benchmark-benchmark-benchmark
exec .venv/bin/python - "$port" "$seconds" "$rounds" <<'PYTHON'
import re, statistics, subprocess, sys, time, urllib.request
from pontdesarts import postgres
postgres.ensure()
port, seconds, rounds = sys.argv[1:]
python = [sys.executable, "-m"]
servers = {
    "granian 2×2": [*python, "granian", "--interface", "wsgi", "--no-ws", "--log-level", "error", "--host", "127.0.0.1",
                    "--port", port, "--workers", "2", "--blocking-threads", "2", "pontdesarts.wsgi:application"],
    "granian 2×1": [*python, "granian", "--interface", "wsgi", "--no-ws", "--log-level", "error", "--host", "127.0.0.1",
                    "--port", port, "--workers", "2", "--blocking-threads", "1", "pontdesarts.wsgi:application"],
    "gunicorn sync 2": [*python, "gunicorn", "--log-level", "error", "--no-control-socket", "--bind", f"127.0.0.1:{port}",
                        "--workers", "2", "pontdesarts.wsgi:application"],
    "gunicorn gthread 2×2": [*python, "gunicorn", "--log-level", "error", "--no-control-socket", "--bind",
                             f"127.0.0.1:{port}", "--workers", "2", "--threads", "2", "pontdesarts.wsgi:application"],
}
views = {"page": "/a-propos/", "database": "/territoire/communes/?q=valen"}
rates, worst = {}, {}
for _ in range(int(rounds)):
    for name, command in servers.items():
        server = subprocess.Popen(command)
        for _ in range(100):
            try:
                for path in views.values():
                    urllib.request.urlopen(f"http://127.0.0.1:{port}{path}").read()
                break
            except OSError:
                time.sleep(0.2)
        for view, path in views.items():
            for connections in ("1", "16", "64"):
                said = subprocess.run(["wrk", "-t", "1", "-c", connections, "-d", f"{seconds}s", "--latency",
                                       f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True).stdout
                key = (view, connections, name)
                rates.setdefault(key, []).append(float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]))
                worst.setdefault(key, []).append(re.search(r"99%\s+(\S+)", said)[1])
                if "Non-2xx" in said or "Socket errors" in said:
                    print(key, [line for line in said.splitlines() if "Non-2xx" in line or "Socket" in line])
        server.terminate()
        server.wait()
for view in views:
    for connections in ("1", "16", "64"):
        base = statistics.median(rates[view, connections, "gunicorn sync 2"])
        print(view, connections, *(
            f"| {name}: {statistics.median(rates[view, connections, name]):.0f}/s ×{statistics.median(rates[view, connections, name]) / base:.2f} p99 {worst[view, connections, name]}"
            for name in servers))
PYTHON
