"""An adversarial step against a linear classifier."""

from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

from .._apart import apart
from .._tex import cells

Three = tuple[int, int, int]

PERTURBED = Formulas("tuple(x[i] - e*y*sign(w[i]) for i in range(3))").with_wrong("""
    towards-the-true-class: tuple(x[i] + e*y*sign(w[i]) for i in range(3))
        方向反了，损失会减小。 || This is the wrong way: it lowers the loss.
    gradient-without-its-sign: tuple(x[i] - e*y*w[i] for i in range(3))
        直接用了 $-y w$，没有取符号。 || This uses $-y w$ itself instead of its signs.
    signs-of-the-input: tuple(x[i] - e*y*sign(x[i]) for i in range(3))
        取了输入的符号，应取权重的符号。 || This takes the signs of the input instead of the weights.
    largest-weight-only: tuple(x[i] - e*y*sign(w[i]) if Abs(w[i]) == max(Abs(v) for v in w) else x[i] for i in range(3))
        只改了权重绝对值最大的分量。
        This changes only the component whose weight has the largest absolute value.
    same-shift-everywhere: tuple(x[i] - e*y for i in range(3))
        每个分量都朝同一方向移动了。 || This shifts every component in the same direction.
""")

SCORE = Formulas("dot(w, x) + b - y*e*sum(Abs(v) for v in w)").with_wrong(r"""
    score-before-the-attack: dot(w, x) + b || 这是攻击之前的得分。 || This is the score before the attack.
    score-moves-the-wrong-way: dot(w, x) + b + y*e*sum(Abs(v) for v in w) || 方向反了。 || This moves the wrong way.
    weights-summed-with-signs: dot(w, x) + b - y*e*sum(w)
        权重没有取绝对值。 || This adds up the weights with their signs instead of their absolute values.
    euclidean-norm: dot(w, x) + b - y*e*sqrt(dot(w, w))
        用了欧氏范数；各分量都改 $\varepsilon$ 时，变化量是绝对值之和。
        This takes the Euclidean norm, but where each component changes by $\varepsilon$, the absolute values add up.
    single-component: dot(w, x) + b - y*e*max(Abs(v) for v in w) || 只改了一个分量。 || This changes a single component.
    offset-left-out: dot(w, x) - y*e*sum(Abs(v) for v in w) || 漏了偏置。 || This leaves out the bias.
""")

DETECTORS = texts("""
    spam: 垃圾邮件分类器 || A spam classifier
    signs: 交通标志分类器 || A traffic-sign classifier
    loans: 贷款审批模型 || A loan-approval model
""")


@generator(topic="trustworthy", objective="trustworthy-adversarial", minutes=4, tags=("fgsm", "adversarial-example"))
@source("Goodfellow, Shlens and Szegedy, Explaining and harnessing adversarial examples, ICLR 2015, section 5")
def fgsm_step(draw: Draw) -> Problem:
    """The fast gradient sign method on a linear classifier."""
    w = draw.pick("w", ((2, -3, 4), (-1, 2, 4), (3, 1, -2), (-2, -1, 4)))
    x = draw.pick("x", ((-2, 1, 2), (2, -1, 1), (-1, 3, 1), (1, -2, -1)))
    draw.pick("b", (-1, 1))
    y = draw.pick("y", (-1, 1))
    e = draw.pick("e", (R(1, 10), R(1, 4), R(1, 2)))
    draw.let("network", draw.pick("setting", DETECTORS))
    signs = tuple(y * (1 if v > 0 else -1) for v in w)
    moved = draw.let("moved", tuple(v - e * s for v, s in zip(x, signs, strict=True)))
    draw.let("signs", tuple(-s for s in signs))
    draw.require(len(set(moved)) > 1)
    draw.require(apart(draw, PERTURBED, *PERTURBED.wrong, places=2) and apart(draw, SCORE, *SCORE.wrong, places=2))
    terms = " + ".join(f"w[{i}]*moved[{i}]" for i in range(3))
    fgsm_input = Computed(
        "fgsm-input", PERTURBED, difficulty=3, form="tuple", places=2, signed=True, cells=cells("x'_1", "x'_2", "x'_3")
    )
    fgsm_score = Computed("fgsm-score", SCORE, difficulty=3, places=2, signed=True)
    return Problem((fgsm_input, fgsm_score)).worded(rf"""
        [network]是线性的，得分为 $w^\top x + b$，其中 $w = [w]$，$b = [b]$，
          损失为 $L = \ln(1 + e^{{-y (w^\top x + b)}})$。输入 $x = [x]$ 的标签是 $y = [y]$（标签取 $1$ 或 $-1$）。
          用快速梯度符号法（FGSM）攻击，$\varepsilon = [e]$，不裁剪到取值范围。
        [network] is linear, with the score $w^\top x + b$, where $w = [w]$ and $b = [b]$. The loss is
          $L = \ln(1 + e^{{-y (w^\top x + b)}})$. The input $x = [x]$ has the label $y = [y]$ (labels are $1$ or $-1$). It
          is attacked with the fast gradient sign method (FGSM) with $\varepsilon = [e]$; the result is not clipped to any
          range.

        # fgsm-input
        ask: 求对抗样本 $x'$。 || Find the adversarial example $x'$.
        claim: 对抗样本为 $x' = [value]$。 || The adversarial example is $x' = [value]$.
        solution: $\nabla_x L$ 是 $-y w$ 的正数倍，符号为 $[signs]$。由 $x' = x + \varepsilon\,\mathrm{{sign}}(\nabla_x L)$ 得
                  $\nabla_x L$ is a positive multiple of $-y w$, with the signs $[signs]$. By
                    $x' = x + \varepsilon\,\mathrm{{sign}}(\nabla_x L)$,
                  $$x' = [x] + [e] \times [signs] = [key].$$

        # fgsm-score
        ask: 对抗样本的得分 $w^\top x' + b$ 是多少？ || What is the score $w^\top x' + b$ of the adversarial example?
        claim: 对抗样本的得分 $w^\top x' + b = [value]$。
               The score of the adversarial example is $w^\top x' + b = [value]$.
        solution: 每个分量都使得分朝与标签相反的方向改变 $\varepsilon |w_i|$。代入 $x'$ 得
                  Each component moves the score by $\varepsilon |w_i|$ against the label. Substituting $x'$ gives
                  $$w^\top x' + b = [=={terms} + b].$$
    """)


@fgsm_step.check
def by_trying_corners(w: Three, x: Three, b: int, y: int, e: R) -> dict[str, object]:
    """Tries all corners of the cube around the input: the loss is largest where the score agrees least with the label."""
    corners = [tuple(v + e * turn for v, turn in zip(x, turns, strict=True)) for turns in product((-1, 1), repeat=3)]
    worst = min(corners, key=lambda corner: y * sum(a * v for a, v in zip(w, corner, strict=True)))
    return {"fgsm-input": worst, "fgsm-score": b + sum(a * v for a, v in zip(w, worst, strict=True))}
