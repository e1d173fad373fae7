"""The harm check: finer positions than a base, detail inside it, names of private people, and very young incidents.

A held row is not wrong. A second pair of eyes looks at it before it can be published.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

_DETAIL = re.compile(
    r"\b(?:runway|taxiway|hangar|barracks|bunkers?|ammunition (?:depot|dump|store)|fuel (?:depot|farm|tanks?)|radar|"
    r"(?:patriot|c-?ram|air[- ]defen[cs]e) (?:battery|position|site|launcher)s?|guard ?tower|watch ?tower|main gate|"
    r"(?:north|south|east|west)(?:ern)? (?:gate|perimeter|side of the base)|building (?:no\. ?)?\d+|housing units?|"
    r"\d{1,4} ?(?:m|met(?:er|re)s?|yards?) (?:from|of|north|south|east|west)|helipad|command cent(?:re|er)|"
    r"dining (?:hall|facility)|grid reference|MGRS)\b"
    r"|\b\d{2}[A-Z]{3}\d{4,10}\b|\b\d{2}\.\d{3,}\s{0,2}[,°]?\s{0,2}[NE]?\s{0,2},?\s{0,2}\d{2}\.\d{3,}",
    re.IGNORECASE,
)
_DETAIL_AR = re.compile(
    r"مدرج|حظيرة (?:ال)?طائرات|حظائر الطائرات|ثكنة|ثكنات|ملجأ|رادار|بطارية"
    r"|مخزن (?:ال)?(?:ذخيرة|عتاد|وقود)"
    r"|منظومة (?:ال)?دفاع|برج (?:ال)?مراقبة|البوابة (?:الرئيسية|الشمالية|الجنوبية|الشرقية|الغربية)|السياج|مهبط"
    r"|مركز (?:ال)?قيادة|قاعة الطعام"
)
_NAME = re.compile(
    r"\b(?i:Pvt|Private|Pfc|Spc|Specialist|Cpl|Corporal|Sgt|Sergeant|Staff Sgt|"
    r"contractor|civilian|resident|villager|witness|"
    r"named|identified as)\.?,? (?:[A-Z][a-z]+|al-[A-Z][a-z]+)(?: (?:[A-Z]\. |bin |ibn |al-)?-?[A-Z][a-z]+)+"
    r"|\b[A-Z][a-z]{1,30} (?:[A-Z]\. |al-)?[A-Z][a-z]{1,30}, (?:aged )?\d{1,2}\b"
)
_NAME_AR = re.compile(
    r"(?:المدعو|المدعوة|الجندي|العريف|الرقيب|المواطن|المواطنة|المتعاقد|الشاهد|يدعى|اسمه|اسمها)\s+[\u0621-\u064a]{3,}\s+[\u0621-\u064a]{3,}"
)


def sub_base_detail(text: str) -> str | None:
    """The words that speak of a spot inside a base, None where there are none."""
    match = _DETAIL.search(text) or (None if text.isascii() else _DETAIL_AR.search(text))
    return match[0] if match else None


def private_name(text: str) -> str | None:
    """The words that look like a private person's name, None where there are none."""
    match = _NAME.search(text) or (None if text.isascii() else _NAME_AR.search(text))
    return match[0] if match else None


def too_young(day: date, today: date, delay_days: int) -> bool:
    return day > today - timedelta(days=delay_days)
