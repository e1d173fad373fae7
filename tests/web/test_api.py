"""The open API: the page's rows, in parts, with all that must travel with them, and clear refusals."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from components.domain.dataset import Dataset
from components.domain.filters import CASUALTIES, CODED, PARAMETERS, Filter, known_codes
from components.i18n import translator
from components.web.api.answers import ROOT
from components.web.api.bodies import Bodies, Body
from components.web.api.resources import RESOURCES
from components.web.entity_tags import is_known
from components.web.settings import WebSettings
from tests.web.asgi import BASE, client

NAMES = [resource.name for resource in RESOURCES]
Query = dict[str, str | list[str]]


@pytest.fixture(scope="module")
def api() -> Iterator[TestClient]:
    with client() as made:
        yield made


def incident_ids(api: TestClient, query: Query, ending: str) -> list[str]:
    answer = api.get(f"{ROOT}/incidents.{ending}", params=query)
    assert answer.status_code == 200, answer.text
    if ending == "csv":
        return [row["incident_id"] for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))]
    if ending == "geojson":
        return [feature["id"] for feature in answer.json()["features"]]
    return [row["incident_id"] for row in answer.json()["incidents"]]


@st.composite
def page_queries(draw: st.DrawFn, known: dict[str, tuple[str, ...]]) -> Query:
    """Parameters as a page's link may carry them: a few of each, in both ways of writing lists."""
    query: Query = {}
    days = sorted(draw(st.lists(st.dates(date(2019, 1, 1), date(2026, 12, 31)), min_size=2, max_size=2)))
    for name, day in zip(("from", "to"), days, strict=True):
        if draw(st.booleans()):
            query[name] = day.isoformat()
    for name in CODED:
        if codes := draw(st.lists(st.sampled_from(known[name]), max_size=3)):
            query[name] = codes if draw(st.booleans()) else ",".join(codes)
    if draw(st.booleans()):
        query["casualties"] = draw(st.sampled_from(CASUALTIES))
    words = ["rocket", "عين الأسد", "harir", "2024", "drone", "قاعده", "a%", "b'", "a&b", "x\0y", "no such word"]
    if draw(st.booleans()):
        query["q"] = " ".join(draw(st.lists(st.sampled_from(words), min_size=1, max_size=2)))
    return query


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_page_and_api_give_the_same_rows_for_the_same_parameters(
    data: st.DataObject, api: TestClient, dataset: Dataset
) -> None:
    known = known_codes(dataset)
    query = data.draw(page_queries(known))
    view, problems = Filter.from_query(query, known)
    assert problems == ()
    shown = list(dataset.incidents.loc[view.mask(dataset.incidents), "incident_id"])
    ending = data.draw(st.sampled_from(["json", "csv", "geojson"]))
    assert incident_ids(api, query, ending) == shown


@pytest.mark.parametrize("ending", ["json", "csv", "geojson"])
def test_parts_follow_one_another_without_gap_or_repetition(api: TestClient, dataset: Dataset, ending: str) -> None:
    found: list[str] = []
    path: str | None = f"{ROOT}/incidents.{ending}?limit=50&casualties=any"
    before = ""
    while path:
        answer = api.get(path)
        links = answer.links
        assert ("prev" in links) == bool(before)
        part = incident_ids(api, dict(answer.request.url.params.multi_items()), ending)
        assert len(part) <= 50
        found += part
        before, path = path, links.get("next", {}).get("url")
    chosen = Filter(casualties="any").mask(dataset.incidents)
    assert found == list(dataset.incidents.loc[chosen, "incident_id"])
    assert answer.headers["x-total-count"] == str(len(found))


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("name", NAMES)
def test_every_answer_says_what_it_is(api: TestClient, dataset: Dataset, name: str, lang: str) -> None:
    answer = api.get(f"{ROOT}/{name}?lang={lang}&limit=2")
    assert answer.status_code == 200
    assert answer.headers["content-language"] == lang
    assert answer.headers["marsad-revision"] == dataset.revision
    assert answer.links["license"]["url"] == "https://creativecommons.org/licenses/by/4.0/"
    assert answer.links["describedby"]["url"] == f"{ROOT}/openapi.json"
    assert int(answer.headers["x-total-count"]) > 0
    if name.endswith(".csv"):
        view, citation = unquote(answer.headers["marsad-view"]), unquote(answer.headers["marsad-citation"])
    else:
        said = answer.json()["metadata"]
        view, citation = said["view"], said["citation"]
        assert said["licence"] == "CC BY 4.0"
        assert said["total"] == int(answer.headers["x-total-count"])
        assert answer.json()["links"]["next"] == answer.links.get("next", {}).get("url")
    assert view in citation
    assert dataset.revision in citation
    assert ("Marsad" in citation) == (lang == "en")


def test_an_empty_view_is_an_answer(api: TestClient) -> None:
    for name in NAMES:
        if "q" in next(item.parameters for item in RESOURCES if item.name == name) and name != "sites.geojson":
            answer = api.get(f"{ROOT}/{name}?q=zzzzzz")
            assert (answer.status_code, answer.headers["x-total-count"]) == (200, "0")
    assert api.get(f"{ROOT}/milestones.json?offset=999999999").json()["milestones"] == []


def test_what_is_not_reported_is_null_and_zero_is_zero(api: TestClient, dataset: Dataset) -> None:
    rows = {row["incident_id"]: row for row in api.get(f"{ROOT}/incidents.json").json()["incidents"]}
    for name in ("us_killed", "munitions_count"):
        stored = dataset.incidents.set_index("incident_id")[name]
        assert {key: row[name] for key, row in rows.items() if row[name] is not None} == stored.dropna().to_dict()
    assert {0, None} <= {row["us_killed"] for row in rows.values()}
    assert all(row["sources"] for row in rows.values())


def test_sites_carry_the_number_of_incidents_of_the_view(api: TestClient, dataset: Dataset) -> None:
    for query in ("", "?weapon=drone", "?site=harir&weapon=drone"):
        found = api.get(f"{ROOT}/sites.geojson{query}").json()["features"]
        for site in found:
            view = Filter(site=(site["id"],), weapon=("drone",) if query else ())
            assert site["properties"]["incidents"] == int(view.mask(dataset.incidents).sum())
        assert len(found) == (1 if "site" in query else len(dataset.sites))


def test_other_tables_follow_the_dates_that_they_have(api: TestClient, dataset: Dataset) -> None:
    range_ = "from=2024-08-15&to=2024-09-30"
    days = [row["date"] for row in api.get(f"{ROOT}/milestones.json?{range_}").json()["milestones"]]
    assert days
    assert all("2024-08-15" <= day <= "2024-09-30" for day in days)
    months = [row["as_of"] for row in api.get(f"{ROOT}/troop-counts.json?{range_}").json()["troop_counts"]]
    assert months
    assert all("2024-08" <= month <= "2024-09-30" for month in months)
    scopes = {row["scope"] for row in api.get(f"{ROOT}/troop-counts.json?site=ain-al-asad").json()["troop_counts"]}
    assert scopes == {"ain-al-asad"}
    used = [row["source_id"] for row in api.get(f"{ROOT}/sources.json?site=harir").json()["sources"]]
    harir = dataset.incidents[dataset.incidents["site_id"] == "harir"]
    cited = {source for cell in harir["source_ids"] for source in cell}
    assert cited <= set(used) < set(dataset.sources["source_id"])


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("site=nowhere", {"site": "unknown"}),
        ("site=harir,nowhere&weapon=x", {"site": "unknown", "weapon": "unknown"}),
        ("from=2024-13-01", {"from": "date"}),
        ("from=2024-02-01&to=2024-01-01", {"from": "order"}),
        ("casualties=many", {"casualties": "unknown"}),
        ("q=" + "a" * 201, {"q": "long"}),
        ("q=!!!&weapon=", {"q": "wordless", "weapon": "empty"}),
        ("site=" + ",".join(["harir"] * 65), {"site": "many"}),
        ("limit=0", {"limit": "limit"}),
        ("limit=10001", {"limit": "limit"}),
        ("limit=", {"limit": "limit"}),
        ("limit=١", {"limit": "limit"}),
        ("limit=1e3", {"limit": "limit"}),
        ("offset=-1", {"offset": "offset"}),
        ("offset=99999999999999999999", {"offset": "offset"}),
        ("lang=fr", {"lang": "unknown"}),
        ("colour=red", {"colour": "parameter"}),
        ("lat=33&lon=44&zoom=5", {"lat": "parameter", "lon": "parameter", "zoom": "parameter"}),
        ("variant=raw", {"variant": "elsewhere"}),
        ("Site=harir", {"Site": "parameter"}),
        ("limit=1&limit=2&offset=1&offset=0", {"limit": "twice", "offset": "twice"}),
        ("from=2024-01-01&from=2024-02-01&q=a&q=b", {"from": "twice", "q": "twice"}),
        ("rev=0-00000000&rev=0-11111111", {"rev": "twice"}),
    ],
)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_bad_parameter_is_named(api: TestClient, query: str, wrong: dict[str, str], lang: str) -> None:
    if query.startswith("lang="):
        lang = "en"
    else:
        query += f"&lang={lang}"
    answer = api.get(f"{ROOT}/incidents.json?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == lang
    assert answer.headers["cache-control"] == "no-store"
    problem = answer.json()
    assert problem["status"] == 400
    assert {item["parameter"]: item["code"] for item in problem["errors"]} == wrong
    assert all(name in problem["detail"] for name in wrong)
    arabic = [any("\u0600" <= char <= "\u06ff" for char in item["detail"]) for item in problem["errors"]]
    assert all(arabic) if lang == "ar" else not any(arabic) or "١" in query


def test_several_codes_and_a_value_given_twice_alike_are_no_contradiction(api: TestClient) -> None:
    joined = api.get(f"{ROOT}/incidents.json?site=harir,ain-al-asad&limit=2").json()["incidents"]
    parted = api.get(f"{ROOT}/incidents.json?site=harir&site=ain-al-asad&limit=2&limit=2").json()["incidents"]
    assert joined == parted != []


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize(("method", "name", "status"), [("GET", "none", 404), ("POST", "incidents.json", 405)])
def test_title_and_detail_of_a_problem_are_in_the_language_asked_for(
    api: TestClient, lang: str, method: str, name: str, status: int
) -> None:
    answer = api.request(method, f"{ROOT}/{name}?lang={lang}")
    problem = answer.json()
    assert (answer.status_code, problem["title"]) == (status, translator(lang)(f"status.{status}"))
    assert any("\u0621" <= char <= "\u064a" for char in problem["detail"]) is (lang == "ar")


def test_a_refusal_does_not_grow_with_the_address(api: TestClient) -> None:
    query = "&".join(f"x{number}=1" for number in range(1_000))
    assert len(api.get(f"{ROOT}/incidents.json?{query}").json()["errors"]) == 100


def test_a_filter_that_says_nothing_about_a_table_is_refused(api: TestClient) -> None:
    for resource in RESOURCES:
        for name in PARAMETERS:
            if name not in resource.parameters:
                errors = api.get(f"{ROOT}/{resource.name}?{name}=x").json()["errors"]
                assert [item["code"] for item in errors] == ["elsewhere"]


@pytest.mark.parametrize("rev", ["7-00000000", "nonsense", "", "0", "../x", "0-2ab0a333x", "٣-00000000"])
def test_a_revision_that_is_not_there_is_not_answered(api: TestClient, rev: str) -> None:
    answer = api.get(f"{ROOT}/incidents.json", params={"rev": rev, "lang": "ar"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "نسخة" in answer.json()["detail"]


def test_a_named_revision_is_answered(api: TestClient, dataset: Dataset) -> None:
    assert api.get(f"{ROOT}/incidents.json?rev={dataset.revision}").json()["metadata"]["revision"] == dataset.revision


@pytest.mark.parametrize("name", [*NAMES, "openapi.json"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_R26_nothing_can_be_written_through_the_api(api: TestClient, name: str, method: str) -> None:
    answer = api.request(method, f"{ROOT}/{name}", content=b"x")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("name", [*NAMES, "openapi.json", ""])
def test_what_has_not_changed_is_not_sent_again(api: TestClient, name: str) -> None:
    path = f"{ROOT}/{name}".rstrip("/")
    answer = api.get(path)
    assert answer.headers["cache-control"] == "public, max-age=300"
    tag = answer.headers["etag"]
    for known in (tag, tag.removeprefix("W/"), f'"x", {tag}', "*"):
        again = api.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert api.get(path, headers={"If-None-Match": tag.strip('W/"')}).status_code == 200
    head = api.head(path)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
    assert head.headers["content-length"] == str(len(answer.content))


def test_a_tag_is_known_among_others() -> None:
    assert is_known('W/"a"', 'W/"b", "a"')
    assert not is_known('W/"a"', '"ab", W/"b"')
    assert not is_known('W/"a"', "")


def test_any_sites_page_may_read_and_none_may_write(api: TestClient) -> None:
    origin = {"Origin": "https://elsewhere.example"}
    answer = api.get(f"{ROOT}/incidents.json", headers=origin)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert "Link" in answer.headers["access-control-expose-headers"]
    for method, status in (("GET", 200), ("HEAD", 200), ("PUT", 400), ("DELETE", 400)):
        asked = api.options(f"{ROOT}/incidents.json", headers={**origin, "Access-Control-Request-Method": method})
        assert asked.status_code == status
    assert api.options(f"{ROOT}/incidents.json").headers["allow"] == "GET, HEAD, OPTIONS"
    for elsewhere in ("/data/head", "/healthz", "/export/csv"):
        assert "access-control-allow-origin" not in api.get(elsewhere, headers=origin).headers


def test_unknown_addresses_are_not_the_page(api: TestClient) -> None:
    for path in (f"{ROOT}/nothing", f"{ROOT}/incidents.xml", "/api", "/api/v2/incidents.json", f"{ROOT}/a/b"):
        answer = api.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_the_index_lists_everything_and_points_to_the_description(api: TestClient) -> None:
    found = api.get(ROOT).json()
    assert [item["href"] for item in found["resources"]] == [f"{ROOT}/{name}" for name in NAMES]
    assert all(api.get(item["href"]).status_code == 200 for item in found["resources"])
    assert api.get(found["links"]["describedby"]).json()["openapi"] == "3.1.0"


def test_the_description_has_every_field_and_code_of_the_data(api: TestClient, dataset: Dataset) -> None:
    found = api.get(f"{ROOT}/openapi.json").json()
    rows = found["components"]["schemas"]
    tables = {"Incident": "incidents", "TroopCount": "troop_counts", "Milestone": "milestones", "Source": "sources"}
    for row, table in tables.items():
        lacking = set(dataset.schema.resources[table].by_name) - set(rows[row]["properties"])
        assert lacking <= {"source_ids"}
    weapons = [entry["const"] for entry in rows["Incident"]["properties"]["weapon"]["oneOf"]]
    assert weapons == list(dataset.schema.field("incidents", "weapon").codes)
    known = known_codes(dataset)
    for name in CODED:
        assert found["components"]["parameters"][name]["schema"]["items"]["enum"] == list(known[name])
    assert set(found["paths"]) == {f"/{name}" for name in NAMES}
    arabic = api.get(f"{ROOT}/openapi.json?lang=ar").text
    assert dataset.schema.field("incidents", "weapon").title_ar in arabic


def test_links_are_of_the_public_address(api: TestClient, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"{ROOT}/incidents.json?limit=1&weapon=drone&lang=ar"
    assert api.get(path).json()["metadata"]["link"].startswith(f"{BASE}/?lang=ar&from=")
    monkeypatch.setenv("MARSAD_PUBLIC_URL", "https://marsad.example.org")
    link = api.get(path).json()["metadata"]["link"]
    assert link.startswith("https://marsad.example.org/?lang=ar&from=")
    assert link.endswith(f"rev={dataset.revision}")


def test_csv_comes_for_spreadsheets_and_for_machines(api: TestClient) -> None:
    for_sheets, raw = (api.get(f"{ROOT}/incidents.csv{query}").content for query in ("", "?variant=raw"))
    assert for_sheets.startswith(b"\xef\xbb\xbf")
    assert not raw.startswith(b"\xef\xbb\xbf")


def test_kept_answers_are_bounded_by_their_bytes() -> None:
    bodies = Bodies(held_bytes=100)
    for number in range(10):
        bodies.put(number, Body("e", bytes(30), "x"))
    bodies.put("large", Body("e", bytes(101), "x"))
    bodies.put(9, Body("e", bytes(41), "x"))
    assert [number for number in range(10) if bodies.get(number)] == [8, 9]
    assert bodies.get("large") is None


def test_a_tag_names_its_content() -> None:
    first, second = Body("e", b"a", "x"), Body("e", b"b", "x")
    assert first.etag != second.etag
    assert first.etag != Body("f", b"a", "x").etag


def test_R29_a_client_that_asks_too_often_gets_429(dataset: Dataset) -> None:
    with client(WebSettings(requests_per_minute=6, burst=3)) as made:
        statuses = [made.get(f"{ROOT}/milestones.json").status_code for _ in range(5)]
        assert statuses == [200, 200, 200, 429, 429]
        refused = made.get(f"{ROOT}/incidents.json", headers={"Origin": "https://elsewhere.example"})
        assert int(refused.headers["retry-after"]) >= 1
        assert refused.headers["access-control-allow-origin"] == "*"
        assert json.loads(refused.content)["status"] == 429
        assert made.get("/healthz").status_code == made.get("/data/head").status_code == 200
