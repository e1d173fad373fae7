"""R19: who has gone is forgotten when its time is up, and not before."""

from __future__ import annotations

from components.intake.quota import UploadQuota
from components.web.departures import Departures

ALL, NOBODY = (lambda _: True), (lambda _: False)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def _watch() -> tuple[Departures, UploadQuota, Clock]:
    quota, clock = UploadQuota(), Clock()
    quota.open_desk("a")
    return Departures(quota, 60.0, clock), quota, clock


def test_R19_a_session_ends_once_it_has_been_away_for_its_time() -> None:
    watch, quota, clock = _watch()
    assert watch.ended(NOBODY) == []
    clock.now = 59
    assert watch.ended(NOBODY) == []
    assert quota.may_upload("a")
    clock.now = 60
    assert watch.ended(NOBODY) == ["a"]
    assert not quota.may_upload("a")
    assert quota.sessions() == frozenset()
    clock.now = 200
    assert watch.ended(NOBODY) == []


def test_R19_a_session_that_comes_back_in_time_goes_on() -> None:
    watch, quota, clock = _watch()
    watch.ended(NOBODY)
    clock.now = 50
    assert watch.ended(ALL) == []
    clock.now = 100
    assert watch.ended(NOBODY) == []
    assert quota.may_upload("a")
