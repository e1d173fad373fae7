"""A view as a file by its address: what is asked for or an error, cacheable, under one tag one content."""

from __future__ import annotations

import asyncio
import csv
import io
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from components.domain.dataset import Dataset
from components.domain.filters import Filter
from components.export.formats import BY_CODE, FORMATS
from components.i18n import translator
from components.web.export_request import read_request
from components.web.export_routes import Bench, export_routes


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=export_routes())) as made:
        yield made


def ids(answer: Any) -> list[str]:
    return [row["incident_id"] for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))]


def asked(now: datetime, query: str = "", host: str = "marsad.example.org", code: str = "csv") -> Any:
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "https",
        "path": f"/export/{code}",
        "query_string": query.encode(),
        "headers": [(b"host", host.encode())],
    }
    return read_request(Request(scope), BY_CODE[code], now)


@pytest.mark.parametrize("code", BY_CODE)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_format_is_answered_for_in_both_languages(code: str, lang: str, client: TestClient) -> None:
    answer = client.get(f"/export/{code}?lang={lang}&weapon=drone&from=2024-01-01&to=2024-03-01")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == BY_CODE[code].media_type
    assert answer.headers["content-language"] == lang
    assert answer.headers["content-disposition"].endswith(f'weapon-drone.{BY_CODE[code].ending}"')
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert len(answer.content) > 100
    again = client.get(answer.request.url, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_no_two_formats_share_a_code_or_an_ending() -> None:
    assert len({item.code for item in FORMATS}) == len({item.ending for item in FORMATS}) == len(FORMATS)


def test_the_file_holds_what_the_filter_leaves(dataset: Dataset, client: TestClient) -> None:
    query = "weapon=rocket,mortar&site=ain-al-asad&site=harir&casualties=any"
    chosen = Filter(weapon=("mortar", "rocket"), site=("ain-al-asad", "harir"), casualties="any")
    assert ids(client.get(f"/export/csv?{query}")) == list(
        dataset.incidents["incident_id"][chosen.mask(dataset.incidents)]
    )


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("from=yesterday", ["from"]),
        ("weapon=trebuchet&site=atlantis", ["site", "weapon"]),
        ("wepon=drone", ["wepon"]),
        ("from=2024-02-01&to=2024-01-01", ["from"]),
        ("lang=xx", ["lang"]),
        ("variant=none", ["variant"]),
        ("lat=north&lon=44&zoom=6", ["lat"]),
        ("incident=nothing&highlight=nothing", ["highlight", "incident"]),
        ("q=" + "x" * 201, ["q"]),
        ("story=two-rockets&step=2", ["step", "story"]),
        ("lat=33.5", ["lon", "zoom"]),
        ("lon=44&zoom=6&lat=", ["lat"]),
        ("from=2024-01-01&from=2024-02-01&q=a&q=b", ["from", "q"]),
        ("rev=0-00000000&rev=0-11111111", ["rev"]),
        ("variant=raw&variant=", ["variant"]),
    ],
)
def test_bad_parameters_are_named_and_nothing_is_exported(query: str, named: list[str], client: TestClient) -> None:
    answer = client.get(f"/export/csv?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    problem = answer.json()
    assert (problem["status"], problem["title"]) == (400, "Bad Request")
    assert sorted(item["parameter"] for item in problem["errors"]) == named
    assert all(item["detail"] for item in problem["errors"])


def test_a_problem_is_told_in_the_language_asked_for(client: TestClient) -> None:
    answer = client.get("/export/csv?lang=ar&weapon=trebuchet")
    assert answer.headers["content-language"] == "ar"
    assert "قيمة غير معروفة" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/export/docx", "/export/", "/export/csv/x", "/export/csv?rev=0-00000000"])
def test_what_is_not_there_is_a_problem_too(path: str, client: TestClient) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/export/csv?rev=99-aaaaaaaa&lang=ar", 404),
        ("GET", "/export/exe?lang=ar", 404),
        ("POST", "/export/csv?lang=ar", 405),
        ("GET", "/export/csv?step=1&lang=ar", 400),
    ],
)
def test_every_problem_follows_the_language_asked_for(method: str, path: str, status: int, client: TestClient) -> None:
    answer, english = client.request(method, path), client.request(method, path.replace("lang=ar", "lang=en"))
    assert answer.status_code == english.status_code == status
    assert (answer.headers["content-language"], english.headers["content-language"]) == ("ar", "en")
    assert answer.json()["title"] == translator("ar")(f"status.{status}")
    assert english.json()["title"] == HTTPStatus(status).phrase
    assert re.search("[\u0621-\u064a]", answer.json()["detail"])
    assert not re.search("[\u0621-\u064a]", english.json()["detail"])


def test_a_value_given_twice_alike_and_several_codes_are_no_contradiction(client: TestClient) -> None:
    once, twice = (client.get(f"/export/csv?weapon=drone{more}&q=a") for more in ("", "&weapon=drone&q=a"))
    assert once.content == twice.content


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_but_reading_is_possible(method: str, client: TestClient) -> None:
    answer = client.request(method, "/export/csv")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


def test_head_answers_as_get_without_the_body(client: TestClient) -> None:
    got, asked_only = client.get("/export/csv"), client.head("/export/csv")
    assert asked_only.content == b""
    for name in ("etag", "content-length", "content-type", "content-disposition"):
        assert asked_only.headers[name] == got.headers[name]


def test_a_named_revision_is_the_same_as_the_newest_while_it_is(dataset: Dataset, client: TestClient) -> None:
    assert client.get(f"/export/csv?rev={dataset.revision}").content == client.get("/export/csv").content


def test_R28_one_tag_stands_for_one_content(dataset: Dataset) -> None:
    morning = datetime(2026, 11, 28, 6, tzinfo=UTC)
    tags: dict[str, bytes] = {}
    for hours in (0, 1, 17, 24, 48):
        for query in ("", "weapon=drone", "lang=ar", "variant=raw"):
            for host in ("a.example.org", "b.example.org"):
                found = asked(morning + timedelta(hours=hours), query, host)
                body = found.format.writer(found.variant)(found.extract)
                assert tags.setdefault(found.etag, body) == body
    assert len(tags) == len(set(tags.values())) == 3 * 4 * 2


def test_the_citation_leads_back_to_the_view_at_its_revision(dataset: Dataset) -> None:
    found = asked(datetime.now(UTC), "weapon=drone&lang=ar")
    assert found.extract.link == (
        "https://marsad.example.org/?lang=ar&from=2019-05-01&to=2026-04-30&weapon=drone&rev=" + dataset.revision
    )


def test_few_exports_are_made_at_once_and_few_may_wait() -> None:
    bench, go = Bench(at_once=1, waiting=1), threading.Event()
    at_work: list[int] = []
    most: list[int] = []

    def work() -> Response:
        at_work.append(1)
        most.append(len(at_work))
        go.wait(30)
        at_work.pop()
        return Response()

    async def crowd() -> list[bool]:
        begun = [bench.begin(work) for _ in range(4)]
        go.set()
        await asyncio.gather(*(item for item in begun if item is not None))
        return [item is not None for item in begun]

    with ThreadPoolExecutor(1) as apart:  # a browser test of the same process may have left its loop in this thread
        assert apart.submit(asyncio.run, crowd()).result() == [True, True, False, False]
    assert most == [1, 1]


@pytest.mark.parametrize("code", BY_CODE)
def test_R28_the_same_day_makes_the_same_bytes(code: str) -> None:
    morning, evening = (
        asked(datetime(2026, 11, 28, hour, 7, 9, tzinfo=UTC), "weapon=mortar", code=code) for hour in (1, 22)
    )
    assert morning.etag == evening.etag
    assert morning.format.write(morning.extract) == evening.format.write(evening.extract)


def test_a_story_leaves_as_one_file_named_after_it(dataset: Dataset, client: TestClient) -> None:
    story = dataset.stories[0]
    answer = client.get(f"/export/html?story={story.story_id}&lang=ar")
    assert answer.status_code == 200
    assert story.title["ar"] in answer.text
    assert f"story={story.story_id}&amp;step=1" in answer.text
    assert f"{story.story_id}.html" in answer.headers["content-disposition"]
    assert answer.headers["etag"] != client.get("/export/html?lang=ar").headers["etag"]


@pytest.mark.parametrize("code", [item.code for item in FORMATS if item.write_story is None])
def test_a_format_without_room_for_a_story_refuses_one(code: str, dataset: Dataset, client: TestClient) -> None:
    answer = client.get(f"/export/{code}?story={dataset.stories[0].story_id}")
    assert answer.status_code == 400
    assert [item["parameter"] for item in answer.json()["errors"]] == ["story"]


def test_a_step_of_a_story_is_no_file_of_its_own(dataset: Dataset, client: TestClient) -> None:
    answer = client.get(f"/export/html?story={dataset.stories[0].story_id}&step=1")
    assert answer.status_code == 400
    assert [item["parameter"] for item in answer.json()["errors"]] == ["step"]


def test_a_story_that_is_not_there_is_named(client: TestClient) -> None:
    answer = client.get("/export/html?story=none-such")
    assert answer.status_code == 400
    assert [item["parameter"] for item in answer.json()["errors"]] == ["story"]
