"""The mean average precision of a detector."""

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, source

from .._apart import apart

AP = {
    "a": "sum(h[i]*sum(h[:i + 1])/(i + 1) for i in range(6))/n",
    "b": "sum(k[i]*sum(k[:i + 1])/(i + 1) for i in range(6))/m",
}

MEAN_AP = Formulas("(a + b)/2", let=AP).with_wrong("""
    missed-objects-ignored: (sum(h[i]*sum(h[:i + 1])/(i + 1) for i in range(6))/sum(h) + sum(k[i]*sum(k[:i + 1])/(i + 1) for i in range(6))/sum(k))/2
        除以了找到的目标数，应除以全部真实目标数。
        This divides by the number of objects that were detected instead of that of all objects.
    first-class-only: a || 这只是第一类的平均精度。 || This is the average precision of the first class only.
    second-class-only: b || 这只是第二类的平均精度。 || This is the average precision of the second class only.
    final-precisions: (sum(h)/6 + sum(k)/6)/2 || 取了各类全部检测结果的精确率，再平均。 || This takes the precision over all detections of each class.
    recalls-for-precisions: (sum(h)/n + sum(k)/m)/2 || 取了两类召回率的平均。 || This averages the recalls of the two classes.
    false-positives-averaged-in: (sum(sum(h[:i + 1])/(i + 1) for i in range(6))/6 + sum(sum(k[:i + 1])/(i + 1) for i in range(6))/6)/2
        对全部 6 个检测处的精确率取了平均，错误的检测处也算在内。
        This averages the precisions at all 6 detections, the wrong ones included.
    classes-pooled: (a*n + b*m)/(n + m) if n != m else None
        按目标数加权了；mAP 对各类直接平均。 || This weights by the numbers of objects, but mAP is the plain mean over the classes.
""")

HITS = ((1, 1, 0, 1, 0, 0), (1, 0, 1, 1, 0, 1), (0, 1, 1, 0, 0, 1), (1, 1, 1, 0, 0, 0), (0, 0, 1, 0, 1, 0))

DETECTED = {
    "street": (Text("街景检测器", "a street-scene detector"), Text("汽车", "cars"), Text("行人", "pedestrians")),
    "farm": (Text("农场监控检测器", "a farm-monitoring detector"), Text("牛", "cows"), Text("羊", "sheep")),
    "shelf": (Text("货架商品检测器", "a shelf-monitoring detector"), Text("瓶子", "bottles"), Text("罐头", "tins")),
}


@generator(
    topic="evaluation", objective="evaluation-detection", minutes=6, tags=("average-precision", "map", "detection")
)
@source(
    "Everingham et al., The PASCAL visual object classes challenge, IJCV 88, 2010, section 4.2; Manning, Raghavan and Schütze, Introduction to Information Retrieval (2008), section 8.4"
)
def mean_average_precision(draw: Draw) -> Problem:
    """The mAP of a detector of two classes."""
    h = draw.pick("h", HITS)
    k = draw.pick("k", HITS)
    draw.pick("n", (4, 5))
    draw.pick("m", (4, 6))
    what, one, two = draw.pick("setting", DETECTED)
    for name, value in (("what", what), ("one", one), ("two", two)):
        draw.let(name, value)
    draw.require(h != k)
    table = "\n".join(
        f"| [{name}] | " + " | ".join("1" if v else "0" for v in row) + f" | [{count}] |"
        for name, row, count in (("one", h, "n"), ("two", k, "m"))
    )

    def precisions(row: tuple[int, ...], count: str, value: str) -> str:
        terms = " + ".join(rf"\frac{{{sum(row[: i + 1])}}}{{{i + 1}}}" for i in range(6) if row[i])
        return rf"\frac{{1}}{{[{count}]}}\left({terms}\right) [~{value}:.4]"

    draw.require(apart(draw, MEAN_AP, "final-precisions", places=3))
    return Problem(Computed("eval/mean-average-precision", MEAN_AP, difficulty=3, places=3, most=1)).worded(f"""
        [what]对测试图像的每一类给出 6 个检测结果，按置信度从高到低排列；1 表示正确（与一个尚未匹配的真实目标的 IoU 足够大），
          0 表示错误：
        On test images, [what] makes 6 detections of each class, listed in order of decreasing confidence; 1 stands for
          a correct detection (its IoU with an object that is not yet matched is large enough), 0 for a wrong one:
        | 类别 | 第 1 个 | 第 2 个 | 第 3 个 | 第 4 个 | 第 5 个 | 第 6 个 | 真实目标数 |
        | class | no. 1 | no. 2 | no. 3 | no. 4 | no. 5 | no. 6 | objects |
        |---|---|---|---|---|---|---|---|
        {table}
        平均精度不作插值：对每个正确的检测结果，取到它为止的精确率，求和之后除以真实目标数。
        Average precision is not interpolated: the precisions up to and including each correct detection are added up
          and divided by the number of objects.

        ask: 两类的 mAP 是多少？ || What is the mAP over both classes?
        claim: 两类的 mAP 是 $[value]$。 || The mAP over both classes is $[value]$.
        solution: 平均精度是各个正确检测处的精确率之和除以真实目标数（没有找到的目标计 0）：
                  Average precision is the sum of the precisions at the correct detections, divided by the number of
                    objects (objects that were missed count as 0):
                  $$\\mathrm{{AP}}_1 = {precisions(h, "n", "a")},$$
                  $$\\mathrm{{AP}}_2 = {precisions(k, "m", "b")},$$
                  $$\\mathrm{{mAP}} = \\frac{{\\mathrm{{AP}}_1 + \\mathrm{{AP}}_2}}{{2}} [~key:.3].$$
    """)


@mean_average_precision.check
def by_the_curve(h: tuple[int, ...], k: tuple[int, ...], n: int, m: int) -> R:
    """The area under the steps of precision over recall."""
    total = R(0)
    for row, objects in ((h, n), (k, m)):
        correct = wrong = 0
        for hit in row:
            correct, wrong = correct + hit, wrong + 1 - hit
            width = R(hit, objects)
            total += width * R(correct, correct + wrong)
    return total / 2
