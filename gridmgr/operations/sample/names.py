# SPDX-License-Identifier: MIT
"""Invented names of streets, lanes and compounds, each given once."""

import numpy as np

from gridmgr.operations.sample.blocks import Cut
from gridmgr.operations.sample.curves import tangent_at
from gridmgr.operations.sample.streets import LANE, LOCAL, SECOND, Street

_OLD_FIRST = "文昌 学宫 仓前 打铁 豆巷 盐仓 米市 城隍 石井 双井 桂花 榕树 后街 东门 南门 水门 塔下 府前 书院 钟楼 鼓楼 染坊 竹器 茶亭 麻石 牌坊 天灯 观前 庙前 渡头".split()
_TREES = "梅 桂 榕 竹 松 枫 兰 荷 柳 樟 杏 桃 莲 茶 杉 棠".split()
_PLACES = "园 山 林 溪 泉 坪 洋 台 湖 峰 岩 亭 桥 坂 湾 坊 塘 岗".split()
_PUBLIC = "文化 建设 和平 新华 体育 学府 胜利 光明 团结 友谊 前进 长兴 永安里 工农 青年 朝阳 东风 跃进 群众 迎宾".split()
_HOMES_FIRST = "锦绣 阳光 金色 翠湖 碧水 江畔 龙湖湾 丽景 福满 东方 世纪 金源 华兴 鸿图 瑞景 书香 水岸 山水 景园 恒安 御景 绿洲 君临 盛世 和润 嘉禾 明珠 永嘉 凯旋门 荣华".split()
_HOMES_LAST = "花园 家园 名城 苑 新城 华庭 公寓 雅居 豪庭 佳苑".split()
_VILLAGES_LAST = "新村 小区 一区 二区 三区 住宅区".split()
_WORKS = "纺织厂 化工厂 机床厂 印刷厂 食品厂 水泥厂 钢铁厂 汽运公司 铁路 供电局 林业局 粮食局 邮电局 轴承厂 造纸厂 农机厂".split()


def street_names(cuts: list[Cut], rng: np.random.Generator) -> list[str]:
    """Return the name of each cut that became a street ("" for walls); a street that goes on keeps its name."""
    trees = [a + b for a in _TREES for b in _PLACES]
    pools = {
        SECOND: [f"{w}路" for w in _PUBLIC] + [f"{t}路" for t in trees[::2]],
        LOCAL: [f"{t}路" for t in trees[1::2]] + [f"{t}支路" for t in trees],
        LANE: [f"{w}巷" for w in _OLD_FIRST] + [f"{t}巷" for t in trees] + [f"{t}弄" for t in trees],
    }
    supply = {road_class: iter(rng.permutation(pool).tolist()) for road_class, pool in pools.items()}
    names: list[str] = []
    for index, cut in enumerate(cuts):
        before = _continued(cuts, index)
        if not cut.road_class:
            names.append("")
        elif before is not None and names[before]:
            names.append(names[before])
        else:
            names.append(next(supply[cut.road_class]))
    return names


def _continued(cuts: list[Cut], index: int) -> int | None:
    """Return an earlier street of the same class that goes straight on from an end of this one."""
    cut = cuts[index]
    ends = [(cut.line.coords[0], tangent_at(cut.line, 0.0)), (cut.line.coords[-1], tangent_at(cut.line, cut.line.length))]
    for other_index, other in enumerate(cuts[:index]):
        if other.road_class != cut.road_class:
            continue
        for at, place in ((0.0, other.line.coords[0]), (other.line.length, other.line.coords[-1])):
            for end, along in ends:
                if end == place:
                    across = tangent_at(other.line, at)
                    if abs(across[0] * along[0] + across[1] * along[1]) > 0.93:
                        return other_index
    return None


def all_streets(main: tuple[Street, ...], cuts: list[Cut], rng: np.random.Generator) -> list[Street]:
    """Return main streets and cuts as named streets."""
    named = street_names(cuts, rng)
    return list(main) + [Street(n, c.road_class, c.line) for n, c in zip(named, cuts, strict=True) if n]


class CompoundNames:
    """Gives each compound a name that no other has, fit for its kind and place."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._taken: set[str] = set()

    def give(self, style: str, street: str, community: str) -> str:
        """Return a new name for a compound; `style` is new, old or works."""
        local = [street.rstrip("路街巷弄"), community.removesuffix("社区")]
        for _ in range(200):
            if style == "works":
                name = f"{self._pick(_WORKS)}宿舍"
            elif style == "new":
                name = self._pick(_HOMES_FIRST + local) + self._pick(_HOMES_LAST)
            else:
                name = self._pick(local + local + _PUBLIC) + self._pick(_VILLAGES_LAST[:2] if self._rng.random() < 0.7 else _VILLAGES_LAST)
            if name not in self._taken:
                self._taken.add(name)
                return name
        name = f"{local[1]}{len(self._taken)}号院"
        self._taken.add(name)
        return name

    def _pick(self, words: list[str]) -> str:
        """Return one of some words."""
        return words[int(self._rng.integers(0, len(words)))]
