"""Names that strangers may choose, each of which would do harm where it is taken for markup."""

from __future__ import annotations

# What would exist in a page if one of these were taken for markup; no page of ours has any.
TRACES = (
    "img[src='hostile'], svg[onload], script[data-hostile], b[data-hostile], [onerror], [onload]"
)

# What the scripts among them would call the page.
TITLE = "taken"
MARKUP = "\"><img src=hostile onerror=document.title='taken'>"
CLOSING = "'><svg onload=document.title='taken'>"
SCRIPT = "<script data-hostile>document.title='taken'<\x2fscript>"
TEMPLATE = "{{name}}{{{name}}}{{&name}}"
DIRECTION = "\u202eevil\u2066"
EMOJI = "\U0001f469\u200d\U0001f680\U0001f1e9\U0001f1ea"
ENCODED = "%2F..%2F%00%3Cb%3E"
LONG = "L" * 255

# Keys of secrets may hold neither slash nor colon.
KEYS = [MARKUP, CLOSING, TEMPLATE, DIRECTION + "_KEY", EMOJI, ENCODED, LONG, "<b data-hostile>bold"]
LEFT_OUT = "left/out " + MARKUP
DESCRIPTION = f"{SCRIPT} {MARKUP} {TEMPLATE} {DIRECTION} {ENCODED}"[:256]
PROJECT = f"{MARKUP} {TEMPLATE}"
PATH = f"/{MARKUP}/{TEMPLATE}/{DIRECTION}/{ENCODED}"
ACCOUNT = f"{MARKUP} & {DIRECTION}"
ACTOR = f"{MARKUP}{DIRECTION}"
REASON = f"{SCRIPT}{DIRECTION}"
QUERIES = [
    MARKUP,
    CLOSING,
    SCRIPT,
    TEMPLATE,
    DIRECTION,
    EMOJI,
    "\"' autofocus onfocus=alert(1) x='",
]
