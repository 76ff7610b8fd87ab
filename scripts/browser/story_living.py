"""What happens to the sync of a story until it is deleted."""

from __future__ import annotations

import json
import re
from functools import partial
from urllib.parse import urlsplit

from playwright.sync_api import expect

import acts
from forms import press
from seeding import SYNCS, Seeding
from story_making import SCHEMA
from storyteller import Story


def deliver(story: Story) -> None:
    """What is delivered shows on the page of the sync, and in its row of the list."""
    seeding = story.walker.seeding
    seeding.report(story.folder, ["ALPHA", "BRAVO"], source=story.name)
    story.settle("in-step")
    story.shows(f"{story.prefix}_BRAVO")
    story.shows("In step")
    story.page.goto(f"/syncs?q={story.name}")
    seeding.report(story.folder, ["ALPHA", "BRAVO", "CHARLIE"], source=story.name)
    story.settle("in-step")
    if not story.walker.has_script:
        story.page.reload()
    expect(story.page.locator(f"#row-{story.sync} [data-label=Keys]")).to_have_text("3")
    story.go("Sources")
    story.walker.follow(story.name)
    expect(story.page.locator("#arrival")).to_contain_text("recorded")


def explain(story: Story) -> None:
    """From a refused delivery to what would have passed."""
    of = story.walker.seeding.of
    body = json.dumps({"specversion": "1.0"}).encode()
    headers = of.signed(story.name, body, key=b"another key")
    status, text = of.send(story.name, body, headers)
    assert status == 401, f"{status} {text}"
    story.go("Deliveries")
    story.walker.follow("Refused")
    row = story.page.locator("[data-v]").filter(has_text=story.name)
    expect(row).to_have_count(1)
    row.locator("a[data-open]").click()
    story.walker.heading(f"Refused: {story.name}")
    expect(story.page.locator(".checks .bad")).to_contain_text("The signature matches")
    story.page.locator("main details.group > summary").click()
    lines = [f"POST /webhooks/{story.name} HTTP/1.1", *map(": ".join, headers.items())]
    whole = "\n".join([*lines, "", body.decode()])
    story.page.get_by_label("The request").fill(whole)
    press(story.page, "Explain")
    expect(story.page.locator(".checks .bad")).to_contain_text("The signature matches")


def look_back(story: Story) -> None:
    """Plans, and looks at an earlier moment."""
    story.page.goto(f"/syncs/{story.sync}")
    story.walker.follow("Plan")
    expect(story.page.get_by_role("main")).to_contain_text(re.compile("Nothing to do|unchanged"))
    story.walker.follow("Runs")
    expect(story.page.get_by_role("main")).to_contain_text("3 written")
    story.walker.follow("History")
    story.page.get_by_label("Find a key").fill(f"{story.prefix}_CHARLIE")
    story.page.get_by_label("Find a key").press("Enter")
    expect(story.page.locator("main .timeline li")).not_to_have_count(0)
    moments = story.page.get_by_role("link", name=re.compile("^Look at this moment"))
    moments.last.click()
    expect(story.page.get_by_label("Moment", exact=True)).to_be_visible()
    for _ in range(20):
        if story.page.locator("main table tbody tr", has_text="added").count():
            break
        story.walker.follow("Earlier change", exact=False)
    expect(story.page.locator("main table")).to_contain_text("CHARLIE")
    expect(story.page.locator("main table")).to_contain_text("added")


def pin(story: Story) -> None:
    """Pins to the moment that is looked at, says so, and unpins."""
    story.walker.follow("Pin here…")
    # It deletes what came later, which is to be read first.
    expect(story.page.get_by_role("main")).to_contain_text(f"{story.prefix}_CHARLIE")
    story.page.get_by_label("I have read the").check()
    press(story.page, "Pin")
    story.walker.heading(story.name)
    expect(story.page.locator(".badges")).to_contain_text("Pinned")
    story.walker.follow("Unpin")
    press(story.page, "Unpin")
    story.walker.heading(story.name)
    expect(story.page.locator(".badges")).not_to_contain_text("Pinned")


def pause_many(story: Story) -> None:
    """Pauses two syncs at once, and resumes all that match."""
    name = f"{story.name}-too"
    seeding = story.walker.seeding
    seeding.sync(name, folder=story.folder, options={"keySchema": f"{story.prefix}_TOO_{SCHEMA}"})
    story.page.goto(f"/syncs?q={story.name}")
    for box in story.page.locator("[data-v] input[name=id]").all():
        box.check()
    for act, state in (("Pause", "Paused"), ("Resume", "In step")):
        if act == "Resume":
            story.page.get_by_label("All 2 that match").check()
        press(story.page, act)
        expect(story.page.locator("main table tbody tr")).to_have_count(2)
        press(story.page, f"{act}: 2 syncs")
        expect(story.page.get_by_role("main")).to_contain_text("Done for all 2")
        for one in (story.name, name):
            wanted = state.lower().replace(" ", "-")
            seeding.wait(f"{one} {state}", partial(_is_in, seeding, one, wanted))
        story.page.goto(f"/syncs?q={story.name}")
        expect(story.page.locator("[data-v]").filter(has_text=state)).to_have_count(2)
    seeding.of.call("DELETE", f"{SYNCS}/{seeding.ids[name]}")


def _is_in(seeding: Seeding, name: str, state: str) -> bool:
    return seeding.state(name) == state


def search(story: Story) -> None:
    field = story.page.locator("header input[type=search]")
    field.fill(story.name)
    field.press("Enter")
    story.walker.heading("Search")
    story.walker.follow(story.name)
    field = story.page.locator("header input[type=search]")
    field.fill("#1")
    field.press("Enter")
    story.walker.follow("#1")
    story.walker.heading("Event #1")


def prove(story: Story) -> None:
    """Verifies the log, and downloads a checkpoint and the events."""
    story.go("Audit")
    press(story.page, "Verify now")
    story.page.wait_for_url("**/audit/verify/*")
    path = urlsplit(story.page.url).path.replace("/verify/", "/verifications/")
    seeding = story.walker.seeding
    seeding.wait(
        "a verification", lambda: seeding.of.call("GET", path)["verification"]["finishedAt"]
    )
    if not story.walker.has_script:
        story.page.reload()
    done = story.page.locator("#job")
    expect(done).to_contain_text("are as they were recorded", timeout=20000)
    story.go("Audit")
    with story.page.expect_download() as checkpoint:
        story.walker.follow("Download the checkpoint")
    assert "checkly-sync" in checkpoint.value.path().read_text(), (
        "the checkpoint says not whose it is"
    )
    with story.page.expect_download() as key:
        story.walker.follow("Download the public key")
    assert "checkly-sync" in key.value.path().read_text(), "the key says not whose it is"
    with story.page.expect_download() as export:
        press(story.page, "Export")
    events = export.value.path().read_text().splitlines()
    assert [json.loads(line)["position"] for line in events[:2]] == [1, 2], events[:1]
    story.page.goto("/events/1")
    with story.page.expect_download() as proof:
        story.walker.follow("Download its proof")
    assert "checkly-sync" in proof.value.path().read_text(), "the proof names no log"


def delete(story: Story) -> None:
    """Deletes the sync with its variables, whose number is said before."""
    story.page.goto(f"/syncs/{story.sync}")
    story.page.locator("details.more > summary").click()
    story.walker.follow("Delete the sync…")
    story.page.locator("#variables-remove").check()
    press(story.page, "Delete the sync")
    expect(story.page.locator("#confirmation")).to_have_attribute("aria-invalid", "true")
    story.page.locator("#variables-remove").check()
    story.fill(confirmation=story.name)
    press(story.page, "Delete the sync")
    story.walker.heading("Syncs")
    expect(story.page.get_by_role("status")).to_be_visible()
    seeding = story.walker.seeding
    seeding.wait(f"{story.name} gone", lambda: _is_gone(story))
    found = seeding.of.at_checkly("GET", "")
    left = [one["key"] for one in found if one["key"].startswith(f"{story.prefix}_")]
    assert not left, f"{left} are still at Checkly"


def _is_gone(story: Story) -> bool:
    answer = story.walker.seeding.of.call("GET", "/syncs", q=story.name)
    return bool(answer["matching"] == 0)


def clear_up(story: Story) -> None:
    """Removes what is left, by forms too."""
    story.go("Connections")
    story.walker.follow(story.name)
    story.walker.follow("Delete…")
    press(story.page, "Delete the connection")
    story.walker.heading("Connections")
    story.go("Sources")
    story.walker.follow(story.name)
    story.walker.follow("Delete…")
    press(story.page, "Delete the source")
    story.walker.heading("Sources")
    acts.open_menus(story.page)
    story.page.get_by_role("button", name="Sign out").click()
    story.walker.heading("Sign in")
