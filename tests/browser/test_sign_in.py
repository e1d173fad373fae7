"""Signing in by account, against a real OIDC provider that the tests start on 127.0.0.1."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from components.i18n import translator
from tests.browser.conftest import OpenScreen, Screen
from tests.browser.desk_steps import answered, open_desk, publish, row, signed_in, table, upload
from tests.browser.server import free_port, running_app

EN = translator("en")
USERS = (
    {"sub": "amal", "name": "Amal", "email": "amal@example.org", "email_verified": True},
    {"sub": "basim", "name": "Basim", "email": "basim@example.org", "email_verified": True},
    {"sub": "carim", "name": "Carim", "email": "carim@example.org", "email_verified": False},
    {"sub": "dana", "name": "Dana", "email": "dana@example.org"},
    {"sub": "eve", "name": "Eve", "email": "eve@example.org", "email_verified": True},
)


@contextmanager
def running_provider() -> Iterator[str]:
    """The issuer of a running provider that knows `USERS`."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "-p", str(port), "-H", "127.0.0.1"]
    for user in USERS:
        command += ["--user-claims", json.dumps(user)]
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        try:
            issuer = f"http://127.0.0.1:{port}"
            _wait(process, f"{issuer}/.well-known/openid-configuration")
            yield issuer
        finally:
            process.terminate()
            process.wait(10)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the provider did not start")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """An app that trusts the provider, and its list of editors."""
    folder = tmp_path_factory.mktemp("oidc")
    editors = folder / "editors"
    with running_provider() as issuer:
        editors.write_text(
            f"{issuer} amal\n{issuer} basim@example.org\n{issuer} carim@example.org\n{issuer} dana@example.org\n"
            "https://elsewhere.example.org eve@example.org\n"
        )
        port = free_port()
        environment = {
            "MARSAD_DATABASE_URL": f"sqlite:///{folder / 'marsad.sqlite'}",
            "MARSAD_EDITORS_FILE": str(editors),
            "MARSAD_OIDC_METADATA_URL": f"{issuer}/.well-known/openid-configuration",
            "MARSAD_OIDC_CLIENT_ID": "marsad",
            "MARSAD_OIDC_CLIENT_SECRET": "a secret between the two",
            "MARSAD_COOKIE_SECRET": "another secret, for the cookies of the tests",
            "MARSAD_PUBLIC_URL": f"http://127.0.0.1:{port}",
        }
        with running_app(environment=environment, port=port) as url:
            yield url, editors


def sign_in(screen: Screen, subject: str) -> None:
    screen.page.locator(".st-key-sign-in-account button").click()
    screen.page.locator("input[name=sub]").fill(subject)
    screen.page.get_by_role("button", name="Authorize").click()
    screen.page.locator("[data-marsad-lang]").first.wait_for(state="attached")
    open_desk(screen)


@pytest.mark.parametrize(("subject", "name"), [("amal", "Amal"), ("basim", "Basim")])
def test_a_listed_editor_publishes_under_the_accounts_name(
    screen: OpenScreen, app: tuple[str, Path], subject: str, name: str
) -> None:
    editor = open_desk(screen(base=app[0]))
    sign_in(editor, subject)
    signed_in(editor)
    said = editor.page.locator(".st-key-desk-signed-in").inner_text()
    assert name in said
    assert EN("sign_in.verified") in said
    upload(editor, table(row(subject, f"By {name}.")))
    publish(editor)
    answered(editor, "Published as revision")


@pytest.mark.parametrize(
    ("subject", "why"),
    [("carim", "email_unverified"), ("dana", "email_unverified"), ("eve", "not_listed")],
)
def test_R22_an_account_that_is_not_vouched_for_or_not_listed_is_told_why(
    screen: OpenScreen, app: tuple[str, Path], subject: str, why: str
) -> None:
    somebody = open_desk(screen(base=app[0]))
    sign_in(somebody, subject)
    somebody.page.get_by_text(EN(f"sign_in.why.{why}")).wait_for()
    upload(somebody, table(row(subject, "Not allowed.")))
    assert somebody.page.locator(".st-key-publish").count() == 0


def test_R22_an_editor_taken_off_the_list_publishes_nothing_more(screen: OpenScreen, app: tuple[str, Path]) -> None:
    url, editors = app
    listed = editors.read_text()
    editor = open_desk(screen(base=url))
    sign_in(editor, "amal")
    signed_in(editor)
    upload(editor, table(row("late", "Too late.")))
    editors.write_text("")
    try:
        publish(editor)
        editor.page.locator(".st-key-desk [role=alert], .st-key-desk-sign-in").first.wait_for()
        editor.settled()
        assert editor.page.locator(".m-done").count() == 0
        assert editor.page.locator(".st-key-publish").count() == 0
    finally:
        editors.write_text(listed)
