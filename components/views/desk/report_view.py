"""The report: counts that add up, then one entry a kind of problem, which opens to its lines, columns and values."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from components.intake.problem_list import problems_csv
from components.intake.problems import Problem
from components.intake.report import Report
from components.intake.template import rejected_csv
from components.markup.pieces import figure_card, join
from components.views import identity
from components.views.context import Run
from components.views.desk import draft as drafts

LISTED, LISTED_ALONE = 50, 200
"""Lines listed of each kind, and of a kind looked at by itself."""
FIRST_LINES = 6
"""Lines named beside a kind while it is folded."""
EVERY_KIND = ""
_COUNTS = ("rows", "accepted", "rejected", "duplicates", "warnings")
_ORDER = {"error": 0, "warning": 1, "info": 2}


def report_view(run: Run, draft: drafts.Draft) -> None:
    t, report = run.t, draft.report
    with st.container(key="desk-report"):
        st.html(Markup("<h3>{}</h3>").format(t("desk.report")))
        if report.refused:
            reasons = join(Markup("<p>{}</p>").format(problem.message(t.code)) for problem in report.problems)
            st.html(
                Markup('<div class="m-notice" role="alert"><p><b>{}</b></p>{}</div>').format(t("desk.refused"), reasons)
            )
            return
        _counts(run, report)
        if report.rejected:
            owner = identity.browser()
            st.download_button(
                t("desk.download_rejected"),
                data=lambda: rejected_csv(drafts.whole_report(draft, owner), t.code),
                file_name=f"{_stem(report)}-rejected.csv",
                mime="text/csv",
                key="download-rejected",
                help=t("desk.download_help"),
                type="primary",
                on_click="ignore",
            )
        if report.problems:
            _problems(run, report)
        else:
            st.html(Markup('<p class="m-hint">{}</p>').format(t("desk.no_problems")))


def _counts(run: Run, report: Report) -> None:
    t = run.t
    values = {name: t.format.number(getattr(report, name)) for name in _COUNTS}
    notes = {"rows": t("desk.adds_up", **values)}
    if report.layout:
        notes["accepted"] = t("desk.layout", layout=report.layout.upper())
    cards = join(
        figure_card(t(f"desk.counts.{name}"), values[name], Markup("<bdi>{}</bdi>").format(notes.get(name, "")))
        for name in _COUNTS
    )
    st.html(Markup('<section class="m-figures m-five">{}</section>').format(cards))


def _problems(run: Run, report: Report) -> None:
    """One entry a kind, gravest first, that opens to its lines; or the lines of the one kind that was chosen."""
    t = run.t
    kinds: dict[str, list[Problem]] = {}
    for problem in report.problems:
        kinds.setdefault(problem.code, []).append(problem)
    codes = sorted(kinds, key=lambda code: (_ORDER[kinds[code][0].severity], -len(kinds[code])))
    chosen = EVERY_KIND
    if len(codes) > 1:
        chosen = st.selectbox(
            t("desk.filter"),
            [EVERY_KIND, *codes],
            key="desk-kind",
            format_func=lambda code: (
                t("desk.all_problems")
                if code == EVERY_KIND
                else f"{t(f'problem_title.{code}')} ({t.format.number(len(kinds[code]))})"
            ),
        )
    shown = codes if chosen == EVERY_KIND else [chosen]
    most = LISTED if chosen == EVERY_KIND else LISTED_ALONE
    entries = join(_kind(run, kinds[code], most, unfolded=chosen != EVERY_KIND) for code in shown)
    st.html(Markup('<ul class="m-kinds">{}</ul>').format(entries))
    st.download_button(
        t("desk.download_problems"),
        data=lambda: problems_csv(report, t.code),
        file_name=f"{_stem(report)}-report.csv",
        mime="text/csv",
        key="download-problems",
        on_click="ignore",
    )


def _stem(report: Report) -> str:
    return report.file.rsplit(".", 1)[0][:60]


def _kind(run: Run, problems: list[Problem], most: int, unfolded: bool) -> Markup:
    """A kind of problem: gravity, title, count, the first lines and what to do; under it every line, folded."""
    t = run.t
    first = problems[0]
    head = Markup(
        '<span class="m-severity m-{}">{}</span><b>{}</b><b class="m-times">{}</b>'
        '<span class="m-where">{}</span><span class="m-advice">{}</span>'
    ).format(
        first.severity,
        t(f"severity.{first.severity}"),
        t(f"problem_title.{first.code}"),
        t.format.number(len(problems)),
        _where(run, problems),
        _advice(run, problems[:most]),
    )
    if len(problems) == 1:
        return Markup('<li class="m-kind"><div>{}</div></li>').format(head)
    rest = (
        Markup('<p class="m-fine">{}</p>').format(
            t("desk.shown", shown=t.format.number(most), total=t.format.number(len(problems)))
        )
        if len(problems) > most
        else ""
    )
    return Markup('<li class="m-kind"><details{}><summary>{}</summary>{}{}</details></li>').format(
        Markup(" open") if unfolded else "", head, _table(run, problems[:most]), rest
    )


def _advice(run: Run, problems: list[Problem]) -> str:
    """What to do: of the first line for instance, where each line has its own sentence."""
    first, *others = (problem.message(run.t.code) for problem in problems)
    return run.t("desk.instance", message=first) if set(others) - {first} else first


def _where(run: Run, problems: list[Problem]) -> Markup:
    """The first few lines and the column, where all share one."""
    t = run.t
    lines = list(dict.fromkeys(problem.line for problem in problems if problem.line))
    columns = {problem.column for problem in problems}
    said = t("list.comma").join(str(line) for line in lines[:FIRST_LINES])
    more = len(lines) - FIRST_LINES
    parts = []
    if lines:
        parts.append(
            t("desk.lines_more", lines=said, more=t.format.number(more))
            if more > 0
            else t.count("desk.lines", len(lines), lines=said)
        )
    if len(columns) == 1:
        parts += [Markup("<bdi>{}</bdi>").format(column) for column in columns if column]
    return join(parts, " · ")


def _table(run: Run, listed: list[Problem]) -> Markup:
    t = run.t
    heads = [t("desk.line"), t("desk.column"), t("incident.value"), t("desk.advice")]
    head = join(Markup('<th scope="col">{}</th>').format(text) for text in heads)
    rows = join(
        Markup("<tr><td>{}</td><td><bdi>{}</bdi></td><td><bdi>{}</bdi></td><td><bdi>{}</bdi></td></tr>").format(
            problem.line or "", problem.column, problem.value, problem.message(t.code)
        )
        for problem in listed
    )
    return Markup('<table class="m-claims m-problems"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>').format(
        head, rows
    )
