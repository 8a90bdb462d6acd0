# SPDX-License-Identifier: MIT
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from gridmgr.operations import doctor
from gridmgr.operations.debian_packages import install_line, wanted_packages
from gridmgr.operations.doctor import QtReport, Surroundings

HEALTHY = QtReport(platform="offscreen", chinese_fonts=["WenQuanYi Micro Hei"], input_plugins=["libibus.so"])


@pytest.fixture
def office(tmp_path: Path) -> Surroundings:
    return Surroundings(tmp_path, tmp_path / "settings", {}, lambda platform: HEALTHY)


def with_qt(office: Surroundings, report: QtReport) -> Surroundings:
    return replace(office, probe_qt=lambda platform: report)


def test_a_machine_with_everything_passes_every_check(office):
    results = list(doctor.examine(office))

    assert [result for result in results if not result.ok] == []
    assert len({result.name for result in results}) == len(results)


def test_this_machine_can_start_qt_and_write_chinese():
    report = doctor.probe_qt("offscreen")

    assert report.error == ""
    assert report.platform == "offscreen"
    assert report.chinese_fonts
    assert report.lost_references <= doctor.LOST_REFERENCES_ALLOWED


def test_a_missing_library_is_named_with_the_line_that_installs_it(office, monkeypatch):
    monkeypatch.setattr(doctor, "install_line", lambda *groups: f"install {groups}")
    broken = with_qt(office, QtReport(error="ImportError: libEGL.so.1: cannot open shared object file"))

    result = doctor.check_qt_libraries(broken)

    assert not result.ok
    assert "libEGL.so.1" in result.detail
    assert result.remedy == "install ('qt',)"


def test_a_pyside_that_loses_references_is_refused(office):
    result = doctor.check_qt_libraries(with_qt(office, replace(HEALTHY, lost_references=99)))

    assert not result.ok
    assert "<6.12" in result.remedy


@pytest.mark.parametrize(("found", "ok"), [("6.8.0.2", True), ("6.11.3", True), ("6.12.0", False), ("6.7.3", False)])
def test_only_pyside_versions_known_to_work_are_accepted(office, monkeypatch, found, ok):
    monkeypatch.setattr(doctor, "version", lambda name: found)

    assert doctor.check_qt_version(office).ok is ok


def test_a_qt_that_ends_its_process_does_not_end_ours(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")

    report = doctor.probe_qt("offscreen")

    assert "意外结束" in report.error


def test_a_machine_without_chinese_fonts_is_told_which_package_to_install(office, monkeypatch):
    monkeypatch.setattr(doctor, "install_line", lambda *groups: f"install {groups}")

    result = doctor.check_chinese_font(with_qt(office, replace(HEALTHY, chinese_fonts=[])))

    assert not result.ok
    assert result.remedy == "install ('font',)"


def test_a_desktop_with_fcitx_is_told_to_let_it_answer_as_ibus(office, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    desktop = replace(office, environment={"DISPLAY": ":0", "QT_IM_MODULE": "fcitx5"})

    result = doctor.check_input_method(desktop)

    assert not result.ok
    assert result.remedy == "export QT_IM_MODULE=ibus"


def test_without_a_screen_commands_still_work(office):
    result = doctor.check_screen(with_qt(office, QtReport(error="no screen")))

    assert result.ok


def test_a_screen_that_qt_cannot_use_is_a_fault(office):
    desktop = replace(with_qt(office, QtReport(error="xcb-cursor0 is needed")), environment={"DISPLAY": ":0"})

    result = doctor.check_screen(desktop)

    assert not result.ok
    assert "xcb-cursor0" in result.detail


def test_a_folder_that_cannot_be_written_is_named(office, monkeypatch):
    def refuse(**_options: object) -> None:
        raise PermissionError

    monkeypatch.setattr(doctor.tempfile, "TemporaryFile", refuse)

    result = doctor.check_working_folder(office)

    assert not result.ok
    assert str(office.folder) in result.remedy


def test_checking_the_settings_folder_does_not_make_it(office):
    result = doctor.check_settings_folder(office)

    assert result.ok
    assert not office.settings.exists()


def test_a_missing_resource_is_named(office, monkeypatch):
    monkeypatch.setattr(doctor, "RESOURCES", ("no-such-file.json",))

    result = doctor.check_resources(office)

    assert not result.ok
    assert "no-such-file.json" in result.detail


def test_a_server_that_does_not_answer_is_a_fault_that_keeps_the_password_secret(office):
    result = doctor.check_database(replace(office, url="postgresql://clerk:s3cret@127.0.0.1:1/grids"))

    assert not result.ok
    assert "s3cret" not in result.detail + result.remedy


@pytest.mark.parametrize("url", ["mysql://localhost/grids", "nonsense"])
def test_an_address_of_something_else_is_refused(office, url):
    result = doctor.check_database(replace(office, url=url))

    assert not result.ok


@pytest.mark.shared
def test_a_server_with_postgis_is_good(office):
    url = os.environ.get("GRIDMGR_TEST_SERVER")
    if url is None:
        pytest.skip("GRIDMGR_TEST_SERVER is not set; make test starts a server")

    result = doctor.check_database(replace(office, url=url))

    assert result.ok
    assert "PostGIS" in result.detail


@pytest.mark.parametrize(("number", "postgis", "ok"), [(14, "3.3", False), (15, None, False), (15, "3.3", True)])
def test_an_old_server_or_one_without_postgis_is_not_good(number, postgis, ok):
    assert doctor._judge_server(number, postgis).ok is ok


def test_every_package_group_has_packages_and_a_line_to_install_them():
    for group in ("qt", "x11", "font", "test"):
        assert wanted_packages(group)

    line = install_line("font")

    assert line == "" or "fonts-wqy-microhei" in line


def test_the_command_prints_one_object_for_scripts():
    options = "argparse.Namespace(url=None, json=True)"
    code = f"import argparse, sys; from gridmgr.cli import doctor; sys.exit(doctor.run({options}))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    found = json.loads(done.stdout)
    assert found["ok"] is (done.returncode == 0)
    assert {"name", "ok", "detail", "remedy"} == set(found["checks"][0])
