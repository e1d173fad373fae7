"""The whole story for paper, a page a step: seen by printers only (`page.css`)."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from components.domain.grounds import grounds
from components.domain.links import link_to
from components.domain.stories import Story
from components.domain.view import View
from components.i18n.phrases import describe
from components.markup.grounds import grounds_markup
from components.markup.pieces import join
from components.views.context import Run


def print_sheet(run: Run, story: Story) -> Markup:
    return Markup('<div class="m-print">{}</div>').format(
        join(_page(run, story, number) for number in range(1, len(story.steps) + 1))
    )


def _page(run: Run, story: Story, number: int) -> Markup:
    t = run.t
    step = story.steps[number - 1]
    view = step.view(t.code, run.known, run.dataset.positions)
    shown = replace(run, state=view, mask=view.filter.mask(run.dataset.incidents))
    return Markup(
        '<section class="m-page"><p class="m-fine">{} · {}</p><h1>{}</h1><p class="m-step-text">{}</p>'
        '<p class="m-step-view">{}: {}</p><img class="m-page-map" loading="lazy" src="{}" alt="">{}'
        '<p class="m-fine">{}</p></section>'
    ).format(
        story.title[t.code],
        t("briefing.progress", step=t.format.number(number), n=t.format.number(len(story.steps))),
        step.heading[t.code],
        step.text[t.code],
        t("briefing.on_the_map"),
        describe(t, run.dataset, view.filter, int(shown.mask.sum())),
        _picture(run, view),
        grounds_markup(shown, grounds(run.dataset, step)),
        t("briefing.print_credit", revision=run.dataset.revision),
    )


def _picture(run: Run, view: View) -> str:
    """The address of the map's picture, which `page_scripts/briefing.js` lets load when somebody prints."""
    return "/export/png?" + link_to("", view, rev=run.dataset.revision).partition("?")[2]
