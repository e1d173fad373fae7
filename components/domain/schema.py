"""The descriptor `data/datapackage.json`, read once: the only place where fields and vocabularies are written down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

DESCRIPTOR = "datapackage.json"


class SchemaError(ValueError):
    """The descriptor is unreadable or names something it does not define."""


@dataclass(frozen=True)
class Category:
    """One value of a vocabulary with its label and meaning in both languages."""

    value: str
    label_en: str
    label_ar: str
    description_en: str
    description_ar: str
    aliases: tuple[str, ...] = ()

    def label(self, lang: str) -> str:
        return self.label_ar if lang == "ar" else self.label_en

    def description(self, lang: str) -> str:
        return self.description_ar if lang == "ar" else self.description_en


@dataclass(frozen=True)
class Field:
    """One column: its Table Schema type, constraints and bilingual title."""

    name: str
    type: str
    title_en: str
    title_ar: str
    description_en: str
    description_ar: str
    required: bool = False
    unique: bool = False
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    categories: tuple[Category, ...] = ()
    delimiter: str | None = None
    references: tuple[str, str] | None = None
    aliases: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The vocabulary's values in the descriptor's order, empty for a free field."""
        return tuple(category.value for category in self.categories)

    def title(self, lang: str) -> str:
        return self.title_ar if lang == "ar" else self.title_en


@dataclass(frozen=True)
class Resource:
    """One table of the data package."""

    name: str
    path: str
    primary_key: tuple[str, ...]
    fields: tuple[Field, ...]
    title_en: str
    title_ar: str
    description_en: str
    description_ar: str

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        return {item.name: item for item in self.fields}


@dataclass(frozen=True)
class Schema:
    """All tables of the package, by name."""

    resources: Mapping[str, Resource] = field(default_factory=dict)

    def field(self, resource: str, name: str) -> Field:
        """Raises SchemaError when the descriptor has no such column."""
        try:
            return self.resources[resource].by_name[name]
        except KeyError as error:
            message = f"{DESCRIPTOR} has no field {resource}.{name}"
            raise SchemaError(message) from error

    def category(self, resource: str, name: str, value: str) -> Category | None:
        """The vocabulary entry of a value, None for a value outside the vocabulary."""
        for category in self.field(resource, name).categories:
            if category.value == value:
                return category
        return None

    def label(self, resource: str, name: str, value: str, lang: str) -> str:
        """The value's label in a language; the value itself where the vocabulary lacks it."""
        category = self.category(resource, name, value)
        return category.label(lang) if category else value


def load_schema(directory: Path) -> Schema:
    """Read the descriptor of a data directory. Raises SchemaError."""
    path = directory / DESCRIPTOR
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
        resources = [_resource(item) for item in package["resources"]]
    except (OSError, ValueError, KeyError) as error:
        message = f"cannot read {path.name}: {error}"
        raise SchemaError(message) from error
    return Schema({resource.name: resource for resource in resources})


def _resource(item: dict[str, Any]) -> Resource:
    schema = item["schema"]
    references = {
        key["fields"][0]: (key["reference"]["resource"], key["reference"]["fields"][0])
        for key in schema.get("foreignKeys", [])
        if len(key["fields"]) == 1
    }
    return Resource(
        name=item["name"],
        path=item["path"],
        primary_key=tuple(schema.get("primaryKey", [])),
        fields=tuple(_field(entry, references) for entry in schema["fields"]),
        **_bilingual(item),
    )


def _field(item: dict[str, Any], foreign_keys: Mapping[str, tuple[str, str]]) -> Field:
    constraints = item.get("constraints", {})
    listed = item.get("references")
    return Field(
        name=item["name"],
        type=item["type"],
        required=bool(constraints.get("required", False)),
        unique=bool(constraints.get("unique", False)),
        pattern=constraints.get("pattern"),
        minimum=constraints.get("minimum"),
        maximum=constraints.get("maximum"),
        categories=tuple(_category(entry) for entry in item.get("categories", [])),
        delimiter=item.get("delimiter"),
        references=(listed["resource"], listed["field"]) if listed else foreign_keys.get(item["name"]),
        aliases=tuple(item.get("aliases", [])),
        **_bilingual(item),
    )


def _category(item: dict[str, Any]) -> Category:
    return Category(
        value=item["value"],
        label_en=item["label"],
        label_ar=item["label_ar"],
        description_en=item.get("description", ""),
        description_ar=item.get("description_ar", ""),
        aliases=tuple(item.get("aliases", [])),
    )


def _bilingual(item: Mapping[str, Any]) -> dict[str, str]:
    return {
        "title_en": item.get("title", ""),
        "title_ar": item.get("title_ar", ""),
        "description_en": item.get("description", ""),
        "description_ar": item.get("description_ar", ""),
    }
