# SPDX-License-Identifier: MIT
"""The wishes of `gridmgr plan` as options: weights, policy, number of grids, second measure, locks."""

import argparse
from collections.abc import Sequence
from dataclasses import fields, replace

from gridmgr.model.errors import InputError
from gridmgr.operations.second_measures import SecondMeasure
from gridmgr.planning.candidates import MOST
from gridmgr.planning.partition import Policy, Weights, Wish

WEIGHTS = {
    "compactness": "形状紧凑",
    "streets": "边界沿街",
    "equal_size": "户数均衡",
    "compounds": "小区完整",
    "second": "第二指标均衡",
    "closeness": "贴近现行方案",
}
"""Name of a weight -> what it is called."""


def add_wish_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options that `wish_of` and the command read."""
    names = "、".join(f"{name}（{text}）" for name, text in WEIGHTS.items())
    parser.add_argument(
        "--policy",
        choices=[p.value for p in Policy],
        default=Policy.TARGET.value,
        help="target：户数最接近范围中间；fewest：网格最少",
    )
    parser.add_argument("--grids", type=int, metavar="N", help="指定网格数量，只能划分一个社区")
    parser.add_argument(
        "--weight", action="append", default=[], metavar="NAME=N", help=f"某项偏好的权重（可重复）：{names}"
    )
    parser.add_argument(
        "--second",
        choices=[m.value for m in SecondMeasure],
        default=SecondMeasure.NONE.value,
        help="第二指标：visits 要走访的户、workload 工作量、floor_area 建筑面积",
    )
    parser.add_argument(
        "--candidates", type=int, default=1, metavar="N", help=f"为一个社区列出几种划法（1–{MOST}），存下推荐的一种"
    )
    parser.add_argument("--take", type=int, metavar="K", help="存下第 K 种划法，0 为都不存")


def add_lock_option(parser: argparse.ArgumentParser) -> None:
    """Declare `--lock`: the same for a new plan and for mending one (`--repair`). The codes come in `options.lock`."""
    parser.add_argument("--lock", action="append", default=[], metavar="CODE", help="这个网格保持不变（可重复）")


def wish_of(options: argparse.Namespace) -> Wish:
    """Return what the options wish for. Raises InputError for an unknown weight and figures that make no sense."""
    if options.grids is not None and options.grids < 1:
        raise InputError("网格数量至少为 1（现为 {grids}）。", grids=options.grids)
    if not 1 <= options.candidates <= MOST:
        raise InputError("划法可以列 1 到 {most} 种（现为 {count}）。", most=MOST, count=options.candidates)
    weights = weights_of(options.weight)
    if options.second != SecondMeasure.NONE and not weights.second:
        weights = replace(weights, second=1.0)
    return Wish(weights=weights, policy=Policy(options.policy), grids=options.grids)


def weights_of(pairs: Sequence[str]) -> Weights:
    """Return the usual weights with `name=number` pairs in place of some. Raises InputError."""
    weights = Weights()
    known = {f.name for f in fields(Weights)}
    for pair in pairs:
        name, _, figure = pair.partition("=")
        if name not in known:
            raise InputError("没有名为“{name}”的权重；可用：{known}。", name=name, known="、".join(sorted(known)))
        try:
            value = float(figure)
        except ValueError:
            value = -1.0
        if not 0 <= value <= 1000:
            raise InputError("权重 {name} 应是 0 到 1000 的数字，不能是“{figure}”。", name=name, figure=figure)
        weights = replace(weights, **{name: value})
    return weights
