"""The beginning of a story: a source, a connection and a sync, with an error in each form."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import expect

from forms import SHORT_SECRET, WRONG_KEY, press
from installation import API_KEY
from storyteller import Story

SCHEMA = "{{secretKey}}"


def come_by_link(story: Story) -> None:
    """A link that a command prints signs in once, and not twice."""
    path = story.walker.seeding.of.call("POST", "/login-codes")["path"]
    story.page.goto(path)
    story.walker.heading("Overview")
    assert story.walker.path == "/", story.walker.path
    story.page.goto(path)
    story.walker.heading("Sign in")
    expect(story.page.get_by_role("alert")).to_contain_text("used already")
    story.page.goto("/")


def add_source(story: Story) -> None:
    story.go("Sources")
    story.walker.follow("Add a source")
    story.walker.follow("Standard Webhooks")
    story.fill(name=story.name, secret=SHORT_SECRET)
    press(story.page, "Add the source")
    story.has_error("The secret is not valid")
    expect(story.page.locator("#name")).to_have_value(story.name)
    expect(story.page.locator("#secret")).to_have_value("")
    story.fill(secret=story.walker.seeding.of.signing_secret)
    press(story.page, "Add the source")
    story.walker.heading(story.name)
    expect(story.page.locator("#arrival")).to_contain_text("Waiting for the first delivery")


def add_connection(story: Story) -> None:
    story.go("Connections")
    story.walker.follow("Add a connection")
    story.fill(name=story.name, apiKey=WRONG_KEY)
    press(story.page, "Add the connection")
    story.has_error("Checkly does not accept the API key")
    expect(story.page.locator("#apiKey")).to_have_value("")
    story.fill(apiKey=API_KEY)
    press(story.page, "Add the connection")
    story.walker.heading(story.name)
    press(story.page, "Check the key at Checkly")
    expect(story.page.get_by_role("main")).to_contain_text("Checkly accepts the API key")


def choose_source(story: Story) -> None:
    story.go("Syncs")
    story.walker.follow("Add Sync")
    story.page.locator("#sourceName").select_option(story.name)
    story.fill(environment="dev", secretPath=story.folder["secretPath"])
    press(story.page, "Next")
    story.has_error("Project ID required")
    story.fill(projectId=story.folder["projectId"])
    press(story.page, "Next")


def choose_destination(story: Story) -> None:
    expect(story.page.get_by_role("heading", level=2, name="Destination")).to_be_visible()
    press(story.page, "Next")
    story.has_error("Choose a connection")
    story.page.locator("#connectionId").select_option(label=story.name)
    press(story.page, "Load accounts")
    expect(story.page.locator("select#accountId")).to_have_value("sandbox-account")
    press(story.page, "Next")


def choose_options(story: Story) -> None:
    expect(story.page.get_by_role("heading", level=2, name="Sync Options")).to_be_visible()
    schema = story.page.locator("#keySchema")
    schema.fill(f"{story.prefix}_{SCHEMA}")
    if story.walker.has_script:
        expect(story.page.locator("main .preview")).to_contain_text(f"{story.prefix}_API_KEY")
    press(story.page, "Next")
    story.has_error("Choose what happens to variables that are already there")
    expect(schema).to_have_value(f"{story.prefix}_{SCHEMA}")
    story.page.locator("#initialSyncBehavior-preserve-destination").check()
    press(story.page, "Next")


def name_it(story: Story) -> None:
    expect(story.page.get_by_role("heading", level=2, name="Details")).to_be_visible()
    story.fill(name="Not A Name")
    press(story.page, "Next")
    story.has_error("name field can only contain")
    story.fill(name=story.name, description="Made on the way.")
    press(story.page, "Next")


def create(story: Story) -> None:
    expect(story.page.get_by_role("heading", level=2, name="Review")).to_be_visible()
    main = story.page.get_by_role("main")
    expect(main).to_contain_text(f"{story.prefix}_{SCHEMA}")
    press(story.page, "Create sync")
    story.walker.heading(story.name)
    story.walker.seeding.ids[story.name] = urlsplit(story.page.url).path.rsplit("/", 1)[1]
    expect(main).to_contain_text("Waiting for the source")
