"""Open pages that follow what happens, on an installation of their own."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

import acts
from following import (
    CAN_HIDE,
    IS_MARKED,
    SET_ASIDE,
    WATCH_FOCUS,
    WATCHED,
    Live,
    follower,
    row_name,
    seed,
)
from work import Job, Problems, Worker

MANY_TABS, CHANGES = 10, 200
LONG = "A description so long that it needs a second line and moves what is below. "
# What a browser says of streams that end, and of a server that has gone.
EXPECTED = ("status of 403 ", "net::ERR_")


def row_changes(live: Live) -> None:
    """A row shows at once what became of its sync, and the page is not loaded anew."""
    page = live.open("/syncs")
    row = live.row(page, row_name(5))
    live.seeding.act(row_name(5), "pause", {"reason": "for a look"})
    expect(row).to_contain_text("Paused")
    live.seeding.act(row_name(5), "resume")
    expect(row).to_contain_text("In step")
    live.seeding.fail("ROW_05_BAD", status=400)
    live.seeding.report(live.seeding.folder(row_name(5)), ["ALPHA", "BAD"])
    expect(row).to_contain_text("1 parked")
    expect(page.locator("#attention-count")).to_contain_text("1 waiting")
    assert page.evaluate(IS_MARKED), "the page was loaded anew"


def new_rows(live: Live) -> None:
    """What came is offered, and does not push itself in between."""
    page = live.open("/deliveries")
    first = page.locator("[data-v]").first
    known = first.get_attribute("id")
    live.seeding.change(live.seeding.folder(row_name(6)), ["ALPHA"])
    button = page.get_by_role("button", name="1 new: show")
    expect(button).to_be_visible()
    assert first.get_attribute("id") == known, "a new row pushed itself in"
    button.click()
    expect(first).not_to_have_attribute("id", known or "")


def many_changes(live: Live, width: int) -> None:
    """Nothing moves while a row has the focus and the page is scrolled, however much changes."""
    page = live.open("/syncs", width)
    chosen, focused, other = row_name(9), row_name(12), row_name(3)
    live.row(page, chosen).locator("input[name=id]").check()
    link = live.row(page, focused).locator("[data-open]")
    link.focus()
    link.scroll_into_view_if_needed()
    page.mouse.move(2, 2)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(done))")
    page.evaluate(WATCH_FOCUS)
    told = f"told at {width}"
    for turn in range(CHANGES // 4):
        text = LONG * (turn % 3 + 1) + told
        for number in (turn * 7, turn * 11 + 1, 9, 12):
            live.describe(row_name(number), f"{text} {turn}.{number}")
    live.describe(other, f"the last {told}")
    expect(live.row(page, other)).to_contain_text(f"the last {told}")
    seen = page.evaluate(WATCHED)
    assert seen["looks"] > 20, f"the page was looked at {seen['looks']} times only"
    assert not seen["count"], f"what has the focus moved {seen['count']} times: {seen['moves']}"
    for name in (chosen, focused):
        expect(live.row(page, name)).not_to_contain_text(told)
    # Let go, they show what has become of them.
    page.locator("#find").focus()
    expect(live.row(page, focused)).to_contain_text(told)
    live.row(page, chosen).locator("input[name=id]").uncheck()
    page.locator("#find").focus()
    page.mouse.move(2, 2)
    expect(live.row(page, chosen)).to_contain_text(told)
    assert page.evaluate(IS_MARKED), "the page was loaded anew"


def open_menu(live: Live) -> None:
    """A menu that is open stays open while what stands around it changes."""
    page = live.open(f"/syncs/{live.seeding.ids[row_name(14)]}")
    page.locator("details.more > summary").click()
    live.describe(row_name(14), "while the menu is open")
    key = page.locator("[data-v]").first
    known = key.get_attribute("data-v") or ""
    live.seeding.change(live.seeding.folder(row_name(14)), ["ALPHA"])
    expect(key).not_to_have_attribute("data-v", known)
    expect(page.locator("details.more")).to_have_attribute("open", "")
    expect(page.locator("#head")).not_to_contain_text("while the menu is open")
    page.keyboard.press("Escape")
    page.locator("#find").focus()
    page.mouse.move(2, 2)
    expect(page.locator("#head")).to_contain_text("while the menu is open")


def pause(live: Live) -> None:
    """The key l stops it all, and starts it again."""
    still, other = live.open("/syncs"), live.open("/syncs")
    still.keyboard.press("l")
    live.says(still, "Paused")
    live.describe(row_name(15), "while one page is paused")
    expect(live.row(other, row_name(15))).to_contain_text("while one page is paused")
    expect(live.row(still, row_name(15))).not_to_contain_text("while one page is paused")
    still.keyboard.press("l")
    live.is_live(still)
    expect(live.row(still, row_name(15))).to_contain_text("while one page is paused")
    still.locator("[data-live-state]").click()
    live.says(still, "Paused")


def many_tabs(live: Live) -> None:
    """Tabs that nobody looks at hold no connection, of which a browser has six."""
    live.context.add_init_script(CAN_HIDE)
    tabs: list[Page] = []
    for _ in range(MANY_TABS):
        if tabs:
            tabs[-1].evaluate(SET_ASIDE, True)
        tabs.append(live.open("/syncs"))
    live.describe(row_name(16), "while nine tabs are aside")
    expect(live.row(tabs[-1], row_name(16))).to_contain_text("while nine tabs are aside")
    expect(live.row(tabs[0], row_name(16))).not_to_contain_text("while nine tabs are aside")
    tabs[-1].evaluate(SET_ASIDE, True)
    tabs[0].evaluate(SET_ASIDE, False)
    expect(live.row(tabs[0], row_name(16))).to_contain_text("while nine tabs are aside")


def lost_connection(live: Live) -> None:
    """A page whose server cannot be reached says so, and catches up by itself."""
    page = live.open("/syncs")
    live.tap.cut()
    live.says(page, "Reconnecting…")
    live.describe(row_name(17), "while nothing could be reached")
    live.tap.mend()
    expect(live.row(page, row_name(17))).to_contain_text("while nothing could be", timeout=30000)
    live.is_live(page)
    assert page.evaluate(IS_MARKED), "the page was loaded anew"


def restart(live: Live) -> None:
    """A server that was started again has signed everybody out; a page says so, and comes back."""
    page = live.open("/syncs?sort=name")
    live.seeding.of.stop_server()
    live.says(page, "Reconnecting…")
    live.seeding.of.start_server()
    live.describe(row_name(18), "since the start")
    live.says(page, "Not live")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_label("Token").fill(live.seeding.of.token)
    page.get_by_role("button", name="Sign in").click()
    live.worker.note(live.context)
    assert page.url.endswith("/syncs?sort=name"), page.url
    live.is_live(page)
    expect(live.row(page, row_name(18))).to_contain_text("since the start")


# Opens streams and leaves each at once; gives what became of them.
STREAMS = """async (count) => {
  const found = [];
  for (let number = 0; number < count; number += 1) {
    found.push(await new Promise((done) => {
      const stream = new EventSource('/live?since=0');
      const end = (word) => () => { stream.close(); done(word); };
      stream.addEventListener('open', end('open'));
      stream.addEventListener('error', end('refused'));
    }));
  }
  return found;
}"""


def pages_left(live: Live) -> None:
    """A page that is left makes room for the next one at once, not when a write to it fails."""
    page = live.context.new_page()
    page.goto("/keys")
    found = page.evaluate(STREAMS, 60)
    assert found == ["open"] * 60, f"{found.count('refused')} of {len(found)} had no place"


def stay_signed_in(live: Live) -> None:
    """Two minutes before its session ends a page offers to keep it, and then again."""
    page = live.context.new_page()
    page.clock.install()
    page.goto("/keys")
    warning = page.locator("#stay")
    for _ in range(2):
        expect(warning).to_be_hidden()
        page.clock.fast_forward("57:00")
        expect(warning).to_be_hidden()
        page.clock.fast_forward("01:00")
        expect(warning).to_be_visible()
        warning.get_by_role("button").click()
    expect(warning).to_be_hidden()


def sign_out(live: Live) -> None:
    """A page that is open when its session ends says so, and leads to the login page."""
    page, other = live.open("/syncs"), live.context.new_page()
    other.goto("/keys")
    acts.open_menus(other)
    other.get_by_role("button", name="Sign out").click()
    live.says(page, "Not live")
    page.evaluate("() => { document.getElementById('stay').hidden = false; }")
    page.locator("#stay button").click()
    page.wait_for_url("**/login?next=*")


INTERRUPTED = ("lost connection", "restart", "sign out")
CHECKS: dict[str, Callable[[Live], None]] = {
    "row changes": row_changes,
    "new rows": new_rows,
    "200 changes 1440": lambda live: many_changes(live, 1440),
    "200 changes 375": lambda live: many_changes(live, 375),
    "open menu": open_menu,
    "pause": pause,
    "10 tabs": many_tabs,
    "lost connection": lost_connection,
    "restart": restart,
    "pages left": pages_left,
    "stay signed in": stay_signed_in,
    "sign out": sign_out,
}


def jobs() -> list[Job]:
    return [Job([f"live {name}" for name in CHECKS], _run)]


def _run(worker: Worker, wanted: set[str]) -> Problems:
    seeding = seed(worker.place.start())
    found: Problems = {}
    for name, check in CHECKS.items():
        if f"live {name}" in wanted:
            try:
                with follower(worker, seeding) as live:
                    check(live)
                    found[f"live {name}"] = [
                        problem
                        for problem in live.watch.complaints()
                        if name not in INTERRUPTED or not any(one in problem for one in EXPECTED)
                    ]
            except Exception as error:
                found[f"live {name}"] = [" ".join(str(error).split())[:400]]
    return found
