"""One sync from its source to its end, by links and forms, with the script and without."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import story_living
import story_making
from browser import open_context
from storyteller import Story
from walk import VARIANTS, Walker
from work import Job, Worker, single

# A link that was used, fields with errors, a key that Checkly refuses.
STATUSES = (400, 401, 422)


# A new page is one step here.
STEPS: list[Callable[[Story], None]] = [
    story_making.come_by_link,
    story_making.add_source,
    story_making.add_connection,
    story_making.choose_source,
    story_making.choose_destination,
    story_making.choose_options,
    story_making.name_it,
    story_making.create,
    story_living.deliver,
    story_living.explain,
    story_living.look_back,
    story_living.pin,
    story_living.pause_many,
    story_living.search,
    story_living.prove,
    story_living.delete,
    story_living.clear_up,
]


def jobs() -> list[Job]:
    return [
        single(
            f"story {width} {'with' if has_script else 'without'} script",
            partial(_tell, width, has_script),
        )
        for width, has_script in VARIANTS
    ]


def _tell(width: int, has_script: bool, worker: Worker) -> list[str]:
    context, watch = open_context(worker.browser, worker.place.tap().address, width, has_script)
    walker = Walker(context.new_page(), worker.place.seeding, width, has_script)
    story = Story(walker, f"story-{width}-{'on' if has_script else 'off'}")
    try:
        for step in STEPS:
            try:
                step(story)
            except Exception as error:
                shown = " ".join(walker.page.get_by_role("main").inner_text().split())
                raise AssertionError(
                    f"{step.__name__} at {walker.path}, which shows {shown[:500]!r}: {error}"
                ) from error
            worker.note(context)
        return watch.complaints(*STATUSES)
    finally:
        context.close()
