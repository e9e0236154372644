"""How many means each kind of normalisation computes."""

from functools import cache
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, generator, source, texts

from .._apart import apart

COUNT = Formulas(
    "{'batch': C, 'layer': N, 'instance': N*C, 'group': N*g}[kind]",
    under={
        "floor": "{'batch': C, 'layer': N, 'instance': N*C, 'group': N*g}[kind]",
        "ceil": "{'batch': C, 'layer': N, 'instance': N*C, 'group': N*g}[kind]",
    },
).with_wrong("""
    mean-of-each-pixel: N*H*H
        给每个样本的每个空间位置算了一个均值。 || This takes a mean for each position of each sample.
    as-batch-normalisation: None if kind == 'batch' else C
        这是批归一化的个数。 || This is the number for batch normalisation.
    as-layer-normalisation: None if kind == 'layer' else N
        这是层归一化（对每个样本的全部通道和空间位置）的个数。 || This is the number for layer normalisation over all channels and positions of a sample.
    as-instance-normalisation: None if kind == 'instance' else N*C
        这是实例归一化的个数。 || This is the number for instance normalisation.
    groups-of-one-sample: g if kind == 'group' else None || 只算了一个样本。 || This counts a single sample.
    channels-of-a-group: N*C//g if kind == 'group' and C != g*g else None
        把每组的通道数当成了组数。 || This takes the number of channels in a group for the number of groups.
    means-and-variances: 2*{'batch': C, 'layer': N, 'instance': N*C, 'group': N*g}[kind]
        把方差也算了进来。 || This counts the variances, too.
    one-mean-for-all: 1 || 以为全体只有一个均值。 || This takes a single mean of everything.
    mean-of-each-place: C*H*H || 给每个通道的每个空间位置算了一个均值。 || This takes a mean for each position of each channel.
""")
KINDS = texts("""
    batch: 批归一化 || batch normalisation
    layer: 层归一化（对每个样本的全部通道和空间位置） || layer normalisation (over all channels and positions of a sample)
    instance: 实例归一化 || instance normalisation
    group: 组归一化（$g = [g]$ 组） || group normalisation with $g = [g]$ groups
""")
REASONS = texts("""
    batch: 每个通道一个，对批量和空间位置求平均 || There is one for each channel, over the batch and the positions
    layer: 每个样本一个 || There is one for each sample
    instance: 每个样本的每个通道一个 || There is one for each channel of each sample
    group: 每个样本的每组通道一个 || There is one for each group of channels of each sample
""")
MAPS = texts("""
    photos: 照片分类网络 || a network that classifies photographs
    styles: 风格迁移网络 || a network for style transfer
    scans: 医学图像分割网络 || a network that segments medical scans
""")


@generator(topic="regularisation", objective="reg-normalisation", minutes=2, tags=("normalisation",))
@source("Wu and He, Group normalization, ECCV 2018, figure 2")
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
    draw.require(apart(draw, COUNT, "as-batch-normalisation"))
    return Problem(Computed("reg/norm-statistics-count", COUNT, difficulty=2)).worded(rf"""
        [net]的特征图尺寸为 $N \times C \times H \times W = [N] \times [C] \times [H] \times [H]$（$N$ 为批量大小，$C$ 为通道数），
          其后是[norm]。
        In [net], feature maps of size $N \times C \times H \times W = [N] \times [C] \times [H] \times [H]$, where $N$ is
          the batch size and $C$ the number of channels, are followed by [norm].

        ask: 训练时，该层对一个小批量计算多少个均值？
             How many means does the layer compute for a mini-batch in training?
        claim: 训练时，该层对一个小批量计算 $[value]$ 个均值。
               In training, the layer computes $[value]$ means for a mini-batch.
        solution: [why]： || [why]:
                  $$[={factors}].$$
    """)


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
