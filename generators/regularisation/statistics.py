"""How many means each kind of normalisation computes."""

from functools import cache
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, Text, generator

COUNT = Formulas(
    "{'batch': C, 'layer': N, 'instance': N*C, 'group': N*g}[kind]",
    wrong={
        "mean-of-each-pixel": (
            "N*H*H",
            Text(zh="给每个样本的每个像素位置算了一个均值。", en="This takes a mean for each pixel of each sample."),
        ),
        "as-batch-normalisation": (
            "None if kind == 'batch' else C",
            Text(zh="这是批归一化的个数。", en="This is the number for batch normalisation."),
        ),
        "as-layer-normalisation": (
            "None if kind == 'layer' else N",
            Text(zh="这是层归一化的个数。", en="This is the number for layer normalisation."),
        ),
        "as-instance-normalisation": (
            "None if kind == 'instance' else N*C",
            Text(zh="这是实例归一化的个数。", en="This is the number for instance normalisation."),
        ),
        "groups-of-one-sample": (
            "g if kind == 'group' else None",
            Text(zh="只算了一个样本。", en="This counts a single sample."),
        ),
        "channels-of-a-group": (
            "N*C//g if kind == 'group' and C != g*g else None",
            Text(
                zh="把每组的通道数当成了组数。",
                en="This takes the number of channels in a group for the number of groups.",
            ),
        ),
        "means-and-variances": (
            "2*{'batch': C, 'layer': N, 'instance': N*C, 'group': N*g}[kind]",
            Text(zh="把方差也算了进来。", en="This counts the variances, too."),
        ),
        "one-mean-for-all": ("1", Text(zh="以为全体只有一个均值。", en="This takes a single mean of everything.")),
        "mean-of-each-place": (
            "C*H*H",
            Text(zh="给每个通道的每个位置算了一个均值。", en="This takes a mean for each place of each channel."),
        ),
    },
    under={
        "floor": "{'batch': C, 'layer': N, 'instance': N*C, 'group': N*g}[kind]",
        "ceil": "{'batch': C, 'layer': N, 'instance': N*C, 'group': N*g}[kind]",
    },
)
KINDS = {
    "batch": Text(zh="批归一化", en="batch normalisation"),
    "layer": Text(
        zh="层归一化（对每个样本的全部通道和像素）", en="layer normalisation (over all channels and pixels of a sample)"
    ),
    "instance": Text(zh="实例归一化", en="instance normalisation"),
    "group": Text(zh="组归一化（[g] 组）", en="group normalisation with [g] groups"),
}
REASONS = {
    "batch": Text(
        zh="每个通道一个，对批量和像素求平均", en="There is one for each channel, over the batch and the pixels"
    ),
    "layer": Text(zh="每个样本一个", en="There is one for each sample"),
    "instance": Text(zh="每个样本的每个通道一个", en="There is one for each channel of each sample"),
    "group": Text(zh="每个样本的每组通道一个", en="There is one for each group of channels of each sample"),
}
MAPS = {
    "photos": Text(zh="照片分类网络", en="a network that classifies photographs"),
    "styles": Text(zh="风格迁移网络", en="a network for style transfer"),
    "scans": Text(zh="医学图像分割网络", en="a network that segments scans"),
}


@generator(
    topic="regularisation",
    objective="reg-normalisation",
    minutes=2,
    tags=("normalisation",),
    source="Wu and He, Group normalization, ECCV 2018, figure 2",
)
def normalisation_statistics(draw: Draw) -> Problem:
    """The number of means that a normalising layer computes in training."""
    kind = draw.pick("kind", tuple(KINDS))
    N = draw.pick("N", (2, 4, 16, 24))
    C = draw.pick("C", (12, 32, 64))
    draw.pick("H", (7, 14))
    g = draw.pick("g", (4, 8) if kind == "group" else (1,))
    draw.let("norm", KINDS[kind])
    draw.let("why", REASONS[kind])
    draw.let("net", draw.pick("setting", MAPS))
    draw.require(C % g == 0 and C != N and g != N)
    factors = {"batch": "C", "layer": "N", "instance": "N*C", "group": "N*g"}[kind]
    return Problem(
        Computed(
            "reg/norm-statistics-count",
            COUNT,
            ask=Text(
                zh="训练时，该层对一个小批量计算多少个均值？",
                en="How many means does the layer compute for a mini-batch in training?",
            ),
            claim=Text(
                zh="训练时，该层对一个小批量计算 $[value]$ 个均值。",
                en="In training, the layer computes $[value]$ means for a mini-batch.",
            ),
            solution=Text(zh=f"[why]：\n\n$$[=={factors}].$$", en=f"[why]:\n\n$$[=={factors}].$$"),
            difficulty=2,
        ),
        Text(
            zh="[net]的特征图尺寸为 $N \\times C \\times H \\times W = [N] \\times [C] \\times [H] \\times [H]$（$N$ 为批量大小），其后是[norm]。",
            en="In [net], feature maps of $N \\times C \\times H \\times W = [N] \\times [C] \\times [H] \\times [H]$, where $N$ is the batch size, are followed by [norm].",
        ),
    )


@normalisation_statistics.check
def by_marking_numbers(kind: str, N: int, C: int, g: int) -> int:
    return marks(kind, N, C, g)


@cache
def marks(kind: str, N: int, C: int, g: int) -> int:
    """Marks every sample and channel with what it shares its mean with, and counts the different marks."""
    wide = C // g
    mark = {
        "batch": lambda sample, channel: (channel,),
        "layer": lambda sample, channel: (sample,),
        "instance": lambda sample, channel: (sample, channel),
        "group": lambda sample, channel: (sample, channel // wide),
    }[kind]
    return len({mark(sample, channel) for sample, channel in product(range(N), range(C))})
