# SPDX-License-Identifier: MIT
"""How it goes with a source of tiles, in words."""

from enum import Enum


class Health(Enum):
    """What is to be said of a source; its value is the sentence."""

    WELL = ""
    OFFLINE = "没有网络，显示已缓存的底图。"
    UNREACHABLE = "连接不上底图服务器，没有缓存的地方显示不出来。"
    SLOW = "底图服务器没有及时回答，正在重试。"
    REFUSED = "底图服务器拒绝了请求，请检查密钥或使用权限。"
    NO_PICTURES = "底图服务器返回的不是图片，请检查地址和密钥。"
    FAILING = "底图服务器出错，过一会儿再试。"
    SHIFTED = "底图服务器把请求转到了经过偏移的地图，已拒绝显示。"
