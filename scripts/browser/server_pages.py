"""The pages of the server, what comes in and what goes out. A new page is one line here."""

from __future__ import annotations

from urllib.parse import quote

import forms
import hostile
import server_states
from shown import NONE, Shown

_CONNECTION = "/connections/{connection}"
_UNUSED = "/connections/{unused connection}"

_GENERAL = [
    Shown("overview", "filled", "/"),
    Shown("overview", "empty", "/", is_empty=True),
    Shown("overview", "auditor", "/", "auditor"),
    Shown("attention", "filled", "/attention"),
    Shown("attention", "kind", "/attention?kind=connection"),
    Shown("attention", "no-match", f"/attention?kind={quote(hostile.MARKUP)}"),
    Shown("attention", "auditor", "/attention", "auditor"),
    Shown("attention", "empty", "/attention", is_empty=True),
    Shown("search", "empty", "/search"),
    Shown("search", "found", "/search?q=e"),
    Shown("search", "position", "/search?q=%231"),
    Shown("search", "hostile", f"/search?q={quote(hostile.MARKUP)}"),
    Shown("search", "nothing", f"/search?q={quote(hostile.QUERIES[-1])}"),
    Shown("search", "auditor", "/search?q=in-step", "auditor"),
    Shown("system", "filled", "/system"),
    Shown("system", "empty", "/system", is_empty=True),
    Shown("system", "auditor", "/system", "auditor"),
    Shown("system", "refolded", "/system", act=forms.refold),
    Shown("token", "revoke", "/system/tokens/browser-auditor/revoke"),
    Shown("token", "auditor", "/system/tokens/browser-auditor/revoke", "auditor", 403),
]

_SOURCES = [
    Shown("sources", "filled", "/sources"),
    Shown("sources", "empty", "/sources", is_empty=True),
    Shown("sources", "auditor", "/sources", "auditor"),
    *[Shown("source", name, f"/sources/{name}") for name in ("hooks", "quiet", "disabled", "kms")],
    Shown("source", "auditor", "/sources/hooks", "auditor"),
    Shown("source", "none", f"/sources/{quote(hostile.MARKUP, safe='')}", status=404),
    Shown("source-form", "presets", "/sources/new"),
    *[
        Shown("source-form", preset, f"/sources/new?preset={preset}")
        for preset in ("standard-webhooks", "hanzo-kms", "github")
    ],
    Shown(
        "source-form",
        "errors",
        "/sources/new?preset=standard-webhooks",
        status=422,
        act=forms.make_source_wrongly,
    ),
    Shown("source-form", "auditor", "/sources/new", "auditor", 403),
    Shown("source-edit", "filled", "/sources/hooks/edit"),
    Shown("source-edit", "errors", "/sources/hooks/edit", status=422, act=forms.tolerate_wrongly),
    Shown("source", "checked", "/sources/kms", act=forms.check_reader),
    Shown("source-reader", "filled", "/sources/kms/reader"),
    Shown("source-reader", "errors", "/sources/kms/reader", status=422, act=forms.read_wrongly),
    Shown("source-secret", "blank", "/sources/hooks/secrets/new"),
    Shown(
        "source-secret",
        "errors",
        "/sources/hooks/secrets/new",
        status=422,
        act=forms.add_secret_wrongly,
    ),
    Shown("source-secret", "remove", "/sources/hooks/secrets/{old secret}/remove"),
    Shown("source-switch", "off", "/sources/hooks/switch"),
    Shown("source-switch", "on", "/sources/disabled/switch"),
    Shown("source-delete", "ask", "/sources/hooks/delete"),
    Shown("source-test", "blank", "/sources/hooks/test"),
    Shown("source-test", "sent", "/sources/hooks/test", act=forms.send_test),
    Shown("source-test", "refused", "/sources/disabled/test", act=forms.send_test),
    Shown("source-test", "auditor", "/sources/hooks/test", "auditor", 403),
    Shown("source-delete", "auditor", "/sources/hooks/delete", "auditor", 403),
]

_CONNECTIONS = [
    Shown("connections", "filled", "/connections"),
    Shown("connections", "empty", "/connections", is_empty=True),
    Shown("connections", "auditor", "/connections", "auditor"),
    Shown("connection", "filled", _CONNECTION),
    Shown("connection", "refused", "/connections/{to be refused}"),
    Shown("connection", "hostile", "/connections/{hostile connection}"),
    Shown("connection", "auditor", _CONNECTION, "auditor"),
    Shown("connection", "none", f"/connections/{NONE}", status=404),
    Shown("connection", "checked", _CONNECTION, act=forms.check_key),
    Shown("connection-form", "blank", "/connections/new"),
    Shown("connection-form", "errors", "/connections/new", status=400, act=forms.connect_wrongly),
    Shown("connection-form", "auditor", "/connections/new", "auditor", 403),
    Shown("connection-edit", "filled", "/connections/{hostile connection}/edit"),
    Shown("connection-key", "blank", f"{_CONNECTION}/key"),
    Shown(
        "connection-key", "errors", f"{_CONNECTION}/key", status=400, act=forms.replace_key_wrongly
    ),
    Shown("connection-delete", "used", f"{_CONNECTION}/delete"),
    Shown("connection-delete", "unused", f"{_UNUSED}/delete"),
]

_DELIVERIES = [
    Shown("deliveries", "filled", "/deliveries"),
    Shown("deliveries", "refused", "/deliveries?refused=true"),
    Shown("deliveries", "filtered", "/deliveries?source=kms&answer=recorded"),
    Shown("deliveries", "no-match", "/deliveries?source=quiet&answer=malformed"),
    Shown("deliveries", "wrong", f"/deliveries?answer={quote(hostile.MARKUP)}", status=422),
    Shown("deliveries", "empty", "/deliveries", is_empty=True),
    Shown("deliveries", "none-refused", "/deliveries?refused=true", is_empty=True),
    Shown("deliveries", "auditor", "/deliveries", "auditor"),
    Shown("delivery", "pushed", "/deliveries/{delivery}"),
    Shown("delivery", "hostile", "/deliveries/{hostile delivery}"),
    Shown("delivery", "ignored", "/deliveries/{ignored}"),
    Shown("delivery", "malformed", "/deliveries/{malformed}"),
    Shown("delivery", "auditor", "/deliveries/{delivery}", "auditor"),
    Shown("delivery", "none", "/deliveries/1", status=404),
    *[
        Shown("refusal", name, f"/deliveries/refused/{{{name}}}")
        for name in ("mismatch", "too-old", "unsigned", "stranger")
    ],
    Shown("refusal", "auditor", "/deliveries/refused/{mismatch}", "auditor"),
    Shown("refusal", "none", f"/deliveries/refused/{quote(hostile.MARKUP, safe='')}", status=404),
    Shown("explain", "form", "/explain"),
    Shown("explain", "auditor", "/explain", "auditor"),
    Shown("explain", "explained", "/explain", act=forms.explain),
    Shown("explain", "errors", "/explain", status=422, act=forms.explain_wrongly),
]

_EVENTS = [
    Shown("events", "filled", "/events"),
    Shown("events", "older", "/events?before=60"),
    Shown("events", "filtered", "/events?type=push.finished&sync={in-step}"),
    Shown("events", "hostile", f"/events?key={quote(hostile.MARKUP)}"),
    Shown("events", "no-match", f"/events?source={quote(hostile.CLOSING)}"),
    Shown("events", "wrong", f"/events?from={quote(hostile.MARKUP)}", status=422),
    Shown("events", "auditor", "/events", "auditor"),
    Shown("event", "first", "/events/1"),
    Shown("event", "filled", "/events/{event}"),
    Shown("event", "hostile", "/events/{hostile delivery}"),
    Shown("event", "auditor", "/events/{event}", "auditor"),
    Shown("event", "none", "/events/999999999", status=404),
]

_AUDIT = [
    Shown("audit", "filled", "/audit?acts=shreds"),
    Shown("audit", "reveals", "/audit"),
    Shown("audit", "none", "/audit?acts=rotations"),
    Shown("audit", "empty", "/audit", is_empty=True),
    Shown("audit", "auditor", "/audit", "auditor"),
    Shown("audit", "errors", "/audit", status=422, act=forms.export_wrongly),
    Shown("verification", "done", "/audit/verify/{verification}"),
    Shown("verification", "new", "/audit", act=forms.verify),
    Shown("verification", "auditor", "/audit/verify/{verification}", "auditor"),
    Shown("verification", "none", "/audit/verify/none", status=404),
]

OF_SERVER = [*_AUDIT, *_GENERAL, *_SOURCES, *_CONNECTIONS, *_DELIVERIES, *_EVENTS]

# What changes the installation meanwhile.
CHANGING = [
    Shown(
        "source",
        "failing",
        "/sources/kms",
        before=server_states.fail_reading,
        after=server_states.read_again,
    ),
]

POSTS = [
    "/system/refold",
    "/system/tokens/browser-admin/revoke",
    "/connections/new",
    f"{_CONNECTION}/check",
    f"{_CONNECTION}/edit",
    f"{_CONNECTION}/key",
    f"{_CONNECTION}/delete",
    "/sources/new",
    "/sources/hooks/edit",
    "/sources/kms/reader",
    "/sources/kms/check-reader",
    "/sources/hooks/switch",
    "/sources/hooks/delete",
    "/sources/hooks/secrets/new",
    "/sources/hooks/secrets/{old secret}/remove",
    "/sources/hooks/test",
    "/audit/verify",
    "/audit/verify/{verification}/cancel",
    "/audit/export",
    "/explain",
    "/system/sessions",
]

# What an auditor may do, since it changes nothing but who is signed in as that auditor, and what
# the answer is.
OPEN_TO_AUDITORS = {
    "/explain": 422,
    "/system/sessions": 303,
    "/audit/verify": 303,
    "/audit/verify/{verification}/cancel": 303,
    "/audit/export": 422,
    f"{_CONNECTION}/check": 200,
}
