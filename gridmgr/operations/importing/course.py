# SPDX-License-Identifier: MIT
"""What a person has said about an import so far, step by step, and what must still be said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.operations.importing.looking import Look, LookedLayer
from gridmgr.operations.importing.mapping import ProposedMapping, has_own_columns, missing_fields, unused_columns
from gridmgr.operations.importing.options import ImportOptions
from gridmgr.operations.importing.whereabouts import suggested_crs


@dataclass
class ImportCourse:
    """The choices of one import. Each choice keeps what was said before as far as it still makes sense."""

    path: Path | None = None
    look: Look | None = None
    layer_name: str = ""
    kind: str = ""
    encoding: str | None = None
    headers: dict[str, int] = field(default_factory=dict)
    """Heading lines (from 1) that a person has named, by sheet."""
    crs: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    """Column by field; "" for a field that stays empty."""
    kept: list[str] = field(default_factory=list)
    community: str = ""
    community_from_extent: tuple[str, str] | None = None
    dissolve: str = ""
    plan: str = ""
    estimate: bool = True

    def begin(self, path: Path) -> None:
        """Take another file; what was said of the one before is forgotten."""
        for name, value in vars(ImportCourse(path)).items():
            setattr(self, name, value)

    def take_look(self, look: Look, district_crs: int | None) -> None:
        """Take what was seen of the file; layer and kind stay as they were chosen, where they are still there."""
        self.look = look
        names = [found.layer.name for found in look.layers]
        if self.layer_name not in names:
            self.choose_layer(look.first, district_crs)
        elif not self.kind:
            self.kind = self.looked.kind

    def choose_layer(self, name: str, district_crs: int | None) -> None:
        """Take another layer or sheet of the file."""
        self.layer_name = name
        self.kind = self.looked.kind
        self.crs = suggested_crs(self.looked, district_crs)
        self.forget_mapping()

    def choose_kind(self, kind: str) -> None:
        """Take the rows for records of another kind."""
        if kind != self.kind:
            self.kind = kind
            self.forget_mapping()

    def choose_encoding(self, encoding: str | None) -> None:
        """Read the text under another encoding; the file must be looked at again."""
        self.encoding = encoding
        self.forget_mapping()

    def move_header(self, line: int) -> None:
        """Name the line in which the heading of the sheet ends; the file must be looked at again."""
        self.headers[self.layer_name] = line
        self.forget_mapping()

    def forget_mapping(self) -> None:
        """What was said about columns no longer holds."""
        self.columns, self.kept, self.dissolve = {}, [], ""

    def take_mapping(self, proposed: ProposedMapping) -> None:
        """Take what the headings say about the columns."""
        self.columns = {target.field.name: target.column for target in proposed.targets}
        self.kept = [column for column in proposed.kept if column in self.unused]

    @property
    def looked(self) -> LookedLayer:
        """The layer that was chosen."""
        assert self.look is not None, "no file was looked at"
        return self.look.layer(self.layer_name)

    @property
    def needs_place(self) -> bool:
        """Whether there are shapes that must be put in their place."""
        return self.looked.layer.geometry is not None

    @property
    def unused(self) -> list[str]:
        """The columns that fill nothing."""
        return unused_columns(self.looked.layer.columns, self.columns)

    @property
    def may_keep(self) -> bool:
        """Whether columns without a field can be kept."""
        return has_own_columns(RECORD_TYPES[self.kind])

    def wants(self, step: str) -> str:
        """Return a sentence on what must be said before the step after this one, "" for nothing."""
        if self.look is None:
            return "请先选择一个文件。"
        if step == "file":
            if not self.looked.layer.rows:
                return "这张表（图层）里没有数据行，请换一张；表头认错了可以先往下走，在“读法”里改表头行。"
            return "" if self.kind else "请选择要导入成什么。"
        if step == "reading" and self.needs_place and not self.crs and self.looked.layer.crs is None:
            return "文件没有标明坐标系，请先选一个。"
        if step == "columns":
            missing = missing_fields(self.kind, self.columns)
            if missing and not any(self.columns.values()):
                return f"还没有任何列对应到栏目，至少要有：{'、'.join(missing)}。"
        return ""

    def hints(self) -> Sequence[str]:
        """Return sentences on what is likely to go wrong with these columns."""
        missing = missing_fields(self.kind, self.columns)
        return (f"必填的栏目还没有对应的列：{'、'.join(missing)}；新增的行会因此被退回。",) if missing else ()

    def options(self) -> ImportOptions:
        """Return what was said, as the import takes it."""
        taken: Mapping[str, str] = self.columns
        is_grid = self.kind == "grid"
        return ImportOptions(
            kind=self.kind,
            layer=self.layer_name,
            columns=dict(taken),
            crs=self.crs or None,
            encoding=self.encoding,
            header_row=self.headers.get(self.layer_name),
            kept=tuple(column for column in self.kept if column in self.unused),
            community=self.community if self.community_from_extent is None else "",
            community_from_extent=self.community_from_extent,
            dissolve=self.dissolve or None if is_grid else None,
            plan=self.plan or None if is_grid else None,
            estimate=self.estimate,
        )
