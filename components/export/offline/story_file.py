"""One story as one HTML file in both languages: its steps with map, text and what they stand on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from components.domain.filters import known_codes
from components.domain.grounds import grounds
from components.export.extract import LICENCE, Extract
from components.export.offline.answers import answers, told, visible_bits
from components.export.offline.shell import MODE, Document
from components.export.offline.view_file import foot
from components.export.picture.drawing import still_map
from components.i18n import LANGUAGES, translator
from components.markup.grounds import grounds_markup
from components.markup.pieces import join
from components.markup.reading import Reader

if TYPE_CHECKING:
    from components.domain.stories import Step, Story

_BODY = Markup(
    '<header><p class="brand"><b>{}</b></p>{}</header>'
    '<main><div class="map-cell only-live"><div id="map"></div></div><div id="text">{}<footer>{}</footer></div></main>'
    '<nav id="foot" class="only-live"><button id="previous" type="button"></button><span id="place"></span>'
    '<progress id="done" max="{}" value="0"></progress><button id="next" type="button"></button>'
    '<button id="language" type="button"></button></nav>'
)


def write_story(extract: Extract, story: Story) -> bytes:
    """The story at the extract's revision. It opens in the extract's language; the other is one press away."""
    t = extract.translator
    in_language = {code: replace(extract, translator=translator(code)) for code in LANGUAGES}
    steps = [_step_extracts(in_language, step) for step in story.steps]
    body = _BODY.format(
        t("picture.wordmark"),
        _each(lambda code: Markup("<h1>{}</h1>").format(story.title[code]), t.code),
        join(
            _section(made[code], story.steps[number - 1], number, code == t.code)
            for number, made in enumerate(steps, start=1)
            for code in LANGUAGES
        ),
        _each(lambda code: foot(in_language[code], _citation(in_language[code], story)), t.code),
        len(steps),
    )
    rows = [row for made in steps for row in made[t.code].mask.nonzero()[0].tolist()]
    data: dict[str, Any] = {
        "steps": [
            {
                "views": {
                    code: told(item.dataset, item.view, item.mask, f"{story.story_id}/{number}")
                    for code, item in made.items()
                },
                "bits": visible_bits(made[t.code].mask),
            }
            for number, made in enumerate(steps, start=1)
        ],
        "languages": {code: _language(code, story) for code in LANGUAGES},
        "answers": answers(extract.dataset, LANGUAGES, rows),
    }
    description = f"{story.summary[t.code]} {_citation(extract, story)}"
    return Document("story", t.code, t.direction, _title(story, t.code), description, body, data).html()


def _step_extracts(in_language: dict[str, Extract], step: Step) -> dict[str, Extract]:
    made = {}
    for code, extract in in_language.items():
        dataset = extract.dataset
        made[code] = replace(extract, view=step.view(code, known_codes(dataset), dataset.positions))
    return made


def _section(extract: Extract, step: Step, number: int, opening: bool) -> Markup:
    code = extract.translator.code
    return Markup(
        '<section class="step m-page" data-step="{}" data-lang="{}" lang="{}" dir="{}"{}>'
        '<article class="m-step"><h1>{}</h1><p class="m-step-text">{}</p><p class="m-step-view">{}</p></article>'
        '<figure class="still">{}</figure>{}</section>'
    ).format(
        number,
        code,
        code,
        extract.translator.direction,
        Markup("") if opening else Markup(" hidden"),
        step.heading[code],
        step.text[code],
        extract.sentence,
        still_map(extract, 900, 560, MODE),
        grounds_markup(Reader(extract.dataset, extract.translator, MODE), grounds(extract.dataset, step)),
    )


def _each(written: Callable[[str], Markup], shown: str) -> Markup:
    """A part of the page in each language, one of them shown."""
    return join(
        Markup('<div data-lang="{0}" lang="{0}" dir="{1}"{2}>{3}</div>').format(
            code, language.direction, Markup("") if code == shown else Markup(" hidden"), written(code)
        )
        for code, language in LANGUAGES.items()
    )


def _language(code: str, story: Story) -> dict[str, Any]:
    t, last = translator(code), len(story.steps)
    other = next(language.endonym for name, language in LANGUAGES.items() if name != code)
    return {
        "dir": t.direction,
        "title": _title(story, code),
        "previous": t("briefing.previous"),
        "next": t("briefing.next"),
        "places": [
            t("briefing.progress", step=t.format.number(number), n=t.format.number(last))
            for number in range(1, last + 1)
        ],
        "other": other,
    }


def _title(story: Story, code: str) -> str:
    return f"{translator(code)('picture.wordmark')} · {story.title[code]}"


def _citation(extract: Extract, story: Story) -> str:
    t = extract.translator
    return t(
        "export.citation",
        title=story.title[t.code],
        revision=extract.dataset.revision,
        link=extract.link,
        day=t.format.day(extract.made.date()),
        licence=LICENCE,
    )
