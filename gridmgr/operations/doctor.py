# SPDX-License-Identifier: MIT
"""Looks at the machine the program runs on: what works, what does not, and the one line that mends it."""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from gridmgr.model.resources import resource
from gridmgr.operations.debian_packages import install_line

QT_LOWEST = (6, 8, 0, 2)
QT_BELOW = (6, 12)
"""From here on Qt calls lose references on Python 3.11 and the process aborts."""
LOST_REFERENCES_ALLOWED = 50
"""Of the hundred that a faulty PySide6 drops; the interpreter itself may move the count by a few meanwhile."""
SQLITE_LOWEST = (3, 35, 0)
POSTGRES_LOWEST = 15
FORMATS = ("GPKG", "ESRI Shapefile", "GeoJSON", "KML", "DXF")
RESOURCES = ("codelists.json", "debian-packages.txt")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check has found. `remedy` is one line, empty where nothing needs mending."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class QtReport:
    """What Qt said when it was started in a process of its own; `error` is its last words where it did not start."""

    platform: str = ""
    chinese_fonts: list[str] = field(default_factory=list)
    input_plugins: list[str] = field(default_factory=list)
    lost_references: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the checks look at, so that a test can hand them a broken machine."""

    folder: Path
    settings: Path
    environment: Mapping[str, str]
    probe_qt: Callable[[str], QtReport]
    """Starts Qt on a platform ("offscreen", or empty for the screen of the person)."""
    url: str | None = None


def look_around(folder: Path, url: str | None = None) -> Surroundings:
    """Return the surroundings of this process, with the folder the person works in and a database to try."""
    from platformdirs import user_config_path

    return Surroundings(folder, user_config_path("gridmgr"), os.environ, cache(probe_qt), url)


def examine(surroundings: Surroundings) -> Iterator[CheckResult]:
    """Run every check and yield its result as soon as it is there."""
    for check in CHECKS:
        yield check(surroundings)


def probe_qt(platform: str) -> QtReport:
    """Start Qt in a process of its own, so that a missing library cannot end this one."""
    environment = os.environ | ({"QT_QPA_PLATFORM": platform} if platform else {})
    command = [sys.executable, "-m", "gridmgr.ui.qt_probe"]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        return QtReport(error="Qt 在一分钟内没有应答")
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        return QtReport(error=lines[-1] if lines else f"Qt 进程意外结束，代码 {done.returncode}")
    return QtReport(**json.loads(done.stdout))


def check_python(_: Surroundings) -> CheckResult:
    """Tell whether the interpreter is new enough."""
    ok = sys.version_info >= (3, 11)
    return CheckResult("Python", ok, sys.version.split()[0], "" if ok else "请安装 Python 3.11 或更高版本")


def check_qt_version(_: Surroundings) -> CheckResult:
    """Tell whether the installed PySide6 is one that the program can live with."""
    remedy = f'"{sys.executable}" -m pip install "PySide6-Essentials>=6.8.0.2,<6.12"'
    try:
        found = version("PySide6-Essentials")
    except PackageNotFoundError:
        return CheckResult("PySide6 版本", False, "没有安装", remedy)
    parts = tuple(int(part) for part in found.split(".") if part.isdigit())
    ok = QT_LOWEST <= parts < QT_BELOW
    return CheckResult("PySide6 版本", ok, found, "" if ok else remedy)


def check_qt_libraries(surroundings: Surroundings) -> CheckResult:
    """Tell whether Qt starts without a screen and keeps its references."""
    report = surroundings.probe_qt("offscreen")
    if report.error:
        remedy = install_line("qt") or "请用本系统的软件包管理器安装上面提到的库"
        return CheckResult("Qt 运行库", False, report.error, remedy)
    if report.lost_references > LOST_REFERENCES_ALLOWED:
        remedy = f'"{sys.executable}" -m pip install "PySide6-Essentials>=6.8.0.2,<6.12"'
        return CheckResult("Qt 运行库", False, "这个 PySide6 会丢失引用，程序会中途退出", remedy)
    return CheckResult("Qt 运行库", True, "可以绘图")


def check_screen(surroundings: Surroundings) -> CheckResult:
    """Tell whether a window can be shown; a machine without a screen is fine for commands."""
    if sys.platform == "linux" and not _has_screen(surroundings):
        return CheckResult("窗口", True, "没有图形界面，可以使用命令行")
    report = surroundings.probe_qt("")
    if report.error:
        remedy = install_line("x11") or "请用本系统的软件包管理器安装上面提到的库"
        return CheckResult("窗口", False, report.error, remedy)
    return CheckResult("窗口", True, f"可以显示（{report.platform}）")


def check_chinese_font(surroundings: Surroundings) -> CheckResult:
    """Tell whether there is a font with Chinese characters; without one every label is boxes."""
    report = surroundings.probe_qt("offscreen")
    if report.error:
        return CheckResult(
            "中文字体", False, "Qt 没有启动，无法查看字体", install_line("qt", "font") or "请先修好 Qt 运行库"
        )
    if not report.chinese_fonts:
        return CheckResult("中文字体", False, "没有找到", install_line("font") or "请安装一种中文字体，例如思源黑体")
    return CheckResult("中文字体", True, report.chinese_fonts[0])


def check_input_method(surroundings: Surroundings) -> CheckResult:
    """Tell whether the input method of the desktop can reach the program."""
    wanted = surroundings.environment.get("QT_IM_MODULE", "")
    if sys.platform != "linux" or not _has_screen(surroundings) or not wanted.startswith("fcitx"):
        return CheckResult("输入法", True, wanted or "未指定")
    if any("fcitx" in name for name in surroundings.probe_qt("offscreen").input_plugins):
        return CheckResult("输入法", True, wanted)
    # fcitx5 answers ibus clients too, and the ibus plugin is the one that PySide6 carries.
    return CheckResult("输入法", False, "本程序的 Qt 没有 fcitx 插件", "export QT_IM_MODULE=ibus")


def check_projections(_: Surroundings) -> CheckResult:
    """Tell whether PROJ finds its data: a point in degrees must land where it belongs in CGCS2000 zone 120E."""
    remedy = f'"{sys.executable}" -m pip install --force-reinstall pyproj'
    try:
        from pyproj import Transformer, proj_version_str
        from pyproj.exceptions import ProjError

        try:
            east, north = Transformer.from_crs(4326, 4549, always_xy=True).transform(117.6, 26.3)
        except ProjError as error:
            return CheckResult("坐标转换", False, str(error), remedy)
    except (ImportError, OSError) as error:
        return CheckResult("坐标转换", False, str(error), remedy)
    ok = abs(east - 260_288.195) < 0.01 and abs(north - 2_912_296.964) < 0.01
    return CheckResult("坐标转换", ok, f"PROJ {proj_version_str}", "" if ok else remedy)


def check_formats(_: Surroundings) -> CheckResult:
    """Tell whether GDAL can read and write the formats that offices send."""
    remedy = f'"{sys.executable}" -m pip install --force-reinstall pyogrio'
    try:
        import pyogrio
    except (ImportError, OSError) as error:
        return CheckResult("数据格式", False, str(error), remedy)
    missing = [name for name in FORMATS if "w" not in pyogrio.list_drivers().get(name, "")]
    if missing:
        return CheckResult("数据格式", False, f"缺少：{'、'.join(missing)}", remedy)
    return CheckResult("数据格式", True, f"GDAL {pyogrio.__gdal_version_string__}")


def check_resources(_: Surroundings) -> CheckResult:
    """Tell whether the files that come with the program are there."""
    remedy = f'"{sys.executable}" -m pip install --force-reinstall gridmgr'
    for name in RESOURCES:
        try:
            resource(name)
        except FileNotFoundError:
            return CheckResult("随带文件", False, f"缺少 {name}", remedy)
    return CheckResult("随带文件", True, "齐全")


def check_sqlite(_: Surroundings) -> CheckResult:
    """Tell whether SQLite is new enough and has what a GeoPackage needs: JSON functions and the R-tree."""
    remedy = "请换用官方发布的 Python，它带有完整的 SQLite"
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("SELECT json('[]')")
            connection.execute("CREATE VIRTUAL TABLE probe USING rtree(id, minx, maxx, miny, maxy)")
        except sqlite3.OperationalError as error:
            return CheckResult("SQLite", False, f"{sqlite3.sqlite_version}：{error}", remedy)
    ok = sqlite3.sqlite_version_info >= SQLITE_LOWEST
    return CheckResult("SQLite", ok, sqlite3.sqlite_version, "" if ok else remedy)


def check_working_folder(surroundings: Surroundings) -> CheckResult:
    """Tell whether files can be written where the person works."""
    return _check_writing("工作文件夹", surroundings.folder)


def check_settings_folder(surroundings: Surroundings) -> CheckResult:
    """Tell whether settings can be kept."""
    return _check_writing("设置文件夹", surroundings.settings)


def check_database(surroundings: Surroundings) -> CheckResult:
    """Tell whether the shared database answers and has PostGIS."""
    if surroundings.url is None:
        return CheckResult("共享数据库", True, "未指定，没有检查")
    from sqlalchemy import create_engine, make_url
    from sqlalchemy.exc import SQLAlchemyError

    try:
        url = make_url(surroundings.url)
        if url.get_backend_name() != "postgresql":
            return CheckResult(
                "共享数据库", False, "不是 PostgreSQL 的地址", "地址应形如 postgresql://用户@主机/数据库"
            )
        engine = create_engine(url.set(drivername="postgresql+psycopg"), connect_args={"connect_timeout": 10})
        with engine.connect() as connection:
            number = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
            query = "SELECT extversion FROM pg_extension WHERE extname = 'postgis'"
            postgis = connection.exec_driver_sql(query).scalar_one_or_none()
        engine.dispose()
    except SQLAlchemyError as error:
        remedy = "请核对地址、用户名和密码，并确认服务器允许本机连接"
        return CheckResult("共享数据库", False, _first_line(error), remedy)
    return _judge_server(number, postgis)


def _judge_server(number: int, postgis: str | None) -> CheckResult:
    if number < POSTGRES_LOWEST:
        return CheckResult("共享数据库", False, f"PostgreSQL {number}", "请将服务器升级到 PostgreSQL 15 或更高版本")
    if postgis is None:
        remedy = "请数据库管理员在该数据库中执行：CREATE EXTENSION postgis;"
        return CheckResult("共享数据库", False, f"PostgreSQL {number}，没有 PostGIS", remedy)
    return CheckResult("共享数据库", True, f"PostgreSQL {number},PostGIS {postgis}")


def _first_line(error: Exception) -> str:
    """Return the first line of a driver's message; it names host and user, never the password."""
    cause = getattr(error, "orig", None) or error
    return str(cause).strip().splitlines()[0]


def check_compiled_loops(_surroundings: Surroundings) -> CheckResult:
    """Tell whether plans are made by the compiled loops; the plain ones are right as well."""
    from gridmgr.planning.partition.kernel.loading import can_compile, is_prepared

    if is_prepared():
        return CheckResult("自动划分加速", True, "已编译")
    how = "运行 gridmgr compile 可以加快" if can_compile() else "安装 numba 后运行 gridmgr compile 可以加快"
    return CheckResult("自动划分加速", True, f"未编译，不影响结果；{how}")


def _has_screen(surroundings: Surroundings) -> bool:
    return any(surroundings.environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _check_writing(name: str, folder: Path) -> CheckResult:
    """Try to write in a folder, or in the nearest one above it that exists."""
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    try:
        with tempfile.TemporaryFile(dir=existing):
            return CheckResult(name, True, str(folder))
    except OSError:
        return CheckResult(name, False, f"不能写入 {existing}", f"请换一个文件夹，或取得写入权限：{existing}")


CHECKS: tuple[Callable[[Surroundings], CheckResult], ...] = (
    check_python,
    check_qt_version,
    check_qt_libraries,
    check_screen,
    check_chinese_font,
    check_input_method,
    check_projections,
    check_formats,
    check_resources,
    check_sqlite,
    check_working_folder,
    check_settings_folder,
    check_database,
    check_compiled_loops,
)
