# SPDX-License-Identifier: MIT
"""Files on network drives are recognised before anything is written there."""

from pathlib import Path, PureWindowsPath

import pytest

from gridmgr.data.network_paths import network_kind, refusal

MOUNTS = r"""sysfs /sys sysfs rw 0 0
/dev/sda1 / ext4 rw,relatime 0 0
//server/office /mnt/office cifs rw 0 0
server:/home /mnt/my\040share nfs4 rw 0 0
systemd-1 /net/data autofs rw 0 0
server:/data /net/data nfs rw 0 0
/dev/sdb1 /mnt/office/local ext4 rw 0 0
clerk@server: /home/clerk/remote fuse.sshfs rw 0 0
gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0
C:\134 /mnt/c 9p rw 0 0
/dev/sdc1 /media/stick fuseblk rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/clerk/district.gpkg", None),
        ("/mnt/office/district.gpkg", "cifs"),
        ("/mnt/office2/district.gpkg", None),
        ("/mnt/my share/a/district.gpkg", "nfs4"),
        ("/net/data/district.gpkg", "nfs"),
        ("/mnt/office/local/district.gpkg", None),
        ("/home/clerk/remote/district.gpkg", "fuse.sshfs"),
        ("/run/user/1000/gvfs/smb-share:server=a/district.gpkg", "fuse.gvfsd-fuse"),
        ("/mnt/c/Users/district.gpkg", "9p"),
        ("/media/stick/district.gpkg", None),
        (r"\\server\office\district.gpkg", "UNC"),
        ("//server/office/district.gpkg", "UNC"),
        (r"\\?\UNC\server\office\district.gpkg", "UNC"),
    ],
)
def test_a_network_drive_is_known_by_its_mount(path, kind):
    assert network_kind(Path(path), mounts=MOUNTS) == kind


@pytest.mark.parametrize(("answer", "kind"), [(4, "DRIVE_REMOTE"), (3, None), (2, None), (0, None)])
def test_a_mapped_windows_drive_is_known_by_its_type(answer, kind):
    asked = []

    found = network_kind(
        PureWindowsPath(r"Z:\grids\district.gpkg"), drive_type=lambda root: asked.append(root) or answer
    )

    assert (found, asked) == (kind, ["Z:\\"])


def test_a_long_windows_path_on_a_local_disk_is_no_network_path():
    assert network_kind(PureWindowsPath(r"\\?\C:\grids\district.gpkg"), drive_type=lambda root: 3) is None


def test_this_machine_is_asked_when_no_mounts_are_given(tmp_path):
    link = tmp_path / "link"
    link.symlink_to(tmp_path)

    assert network_kind(link / "district.gpkg") == network_kind(tmp_path / "district.gpkg")


def test_the_refusal_offers_a_local_copy_and_the_shared_server():
    sentence = str(refusal(Path("/mnt/office/三元区.gpkg"), "cifs"))

    assert "“三元区.gpkg”在网络位置（cifs）上" in sentence
    assert "复制到本机" in sentence
    assert "共享服务器" in sentence
