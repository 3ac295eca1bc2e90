"""All routes of the page, in one list."""

from claimcheck.web import (
    api,
    api_people,
    articles,
    desks,
    exporting,
    figures,
    logbook,
    people,
    queue,
    reviewing,
    signing_in,
    streams,
)

ROUTERS = (
    signing_in.router,
    queue.router,
    reviewing.router,
    articles.router,
    exporting.pages,
    figures.router,
    logbook.router,
    desks.router,
    people.router,
    streams.router,
    api.router,
    exporting.programs,
    api_people.router,
    api.told,
)
