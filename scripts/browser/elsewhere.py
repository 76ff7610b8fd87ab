"""A page of another site that leads to the dashboard, as a chat or a ticket would."""

from __future__ import annotations

import http.server
import threading
from functools import partial

from playwright.sync_api import expect

from browser import open_context, sign_in
from work import Job, Worker, single


def _serve(link: str) -> http.server.ThreadingHTTPServer:
    """A site on another host name, so that a browser takes it for another site."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f'<!DOCTYPE html><title>Elsewhere</title><a href="{link}">The syncs</a>'.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def jobs() -> list[Job]:
    return [
        single(
            f"session link from another site {'with' if has_script else 'without'} script",
            partial(_follow, has_script),
        )
        for has_script in (True, False)
    ]


def _follow(has_script: bool, worker: Worker) -> None:
    """Who is signed in is still so after following a link from another site."""
    tap = worker.place.tap()
    site = _serve(f"{tap.address}/syncs?q=many")
    context, _ = open_context(worker.browser, tap.address, 1440, has_script)
    try:
        page = context.new_page()
        page.goto(f"http://localhost:{site.server_port}/")
        page.get_by_role("link").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        sign_in(page, worker.place.token("admin"))
        worker.note(context)
        page.goto(f"http://localhost:{site.server_port}/")
        page.get_by_role("link").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Syncs")
        expect(page.locator("[data-v]")).to_have_count(1)
    finally:
        context.close()
        site.shutdown()
        site.server_close()
