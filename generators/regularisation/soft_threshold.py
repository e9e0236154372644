"""A step of the proximal gradient method with an L1 penalty."""

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, may_coincide, source, texts

THRESHOLDED = Formulas("sign(z)*Max(0, Abs(z) - e*l)", let={"t": "e*l"}).with_wrong(r"""
    crosses-zero: z - t*sign(z)
        越过了 0；应停在 0。 || This goes beyond 0; it has to stop at 0.
    learning-rate-left-out: sign(z)*Max(0, Abs(z) - l)
        阈值取了 $\lambda$，应为 $\eta\lambda$。 || This takes the threshold $\lambda$ instead of $\eta\lambda$.
    squared-penalty: z/(1 + t)
        这是惩罚 $\frac{\lambda}{2} w^2$ 的近端步。 || This is the proximal step of a penalty $\frac{\lambda}{2} w^2$.
    hard-threshold: z if Abs(z) > t else 0*z
        这是硬阈值：保留的权重没有减小。 || This is a hard threshold, which does not shrink what it keeps.
    negative-weights-removed: Max(0, z - t)
        把负的权重都变为 0 了。 || This sets negative weights to 0.
    away-from-zero: z + t*sign(z)
        方向反了：惩罚使权重靠近 0。 || This goes the wrong way: the penalty moves weights towards 0.
    shrunk-by-a-factor: z*(1 - t)
        这是权重衰减：按比例缩小，不会恰好为 0。 || This is weight decay, which shrinks in proportion and never reaches 0.
""")
TRAINED = texts("""
    lasso: 用近端梯度法训练一个线性回归模型
           A linear regression model is trained by the proximal gradient method
    network: 用近端梯度法训练一个网络，使它的权重稀疏
             A network is trained by the proximal gradient method, so that its weights become sparse
    channels: 用近端梯度法训练批归一化的缩放系数，以便剪去系数为 0 的通道
              The scales of batch normalisation are trained by the proximal gradient method, so that channels whose
                scale is 0 can be removed
""")

KEPT = Text(
    r"因为 $|z| > \eta\lambda$，这个参数向 0 移动 $[t]$：",
    r"As $|z| > \eta\lambda$, the parameter moves by $[t]$ towards 0:",
)
REMOVED = Text(
    r"因为 $|z| < \eta\lambda$，这个参数恰好变为 0：",
    r"As $|z| < \eta\lambda$, the parameter becomes exactly 0:",
)


@generator(topic="regularisation", objective="reg-penalties", minutes=3, tags=("l1", "sparsity"))
@source(
    "Parikh and Boyd, Proximal Algorithms (2014), section 6.5.2; Goodfellow, Bengio and Courville, Deep Learning (2016), section 7.1.2"
)
@may_coincide(
    "Whether the weight is cut to 0 is what the question is about.",
    "crosses-zero",
    "learning-rate-left-out",
    "hard-threshold",
    "negative-weights-removed",
)
def l1_soft_threshold(draw: Draw) -> Problem:
    """A weight after the proximal step of an L1 penalty."""
    draw.let("opening", draw.pick("setting", TRAINED))
    z = draw.pick("z", (-3, -2, R(-1, 2), R(-1, 20), R(1, 25), R(3, 10), R(3, 2), 2, 5))
    e = draw.pick("e", (R(1, 10), R(1, 5), R(1, 2)))
    l = draw.pick("l", (R(1, 10), R(1, 5), R(1, 2), R(9, 10)))  # noqa: E741 - stands for λ
    draw.require(abs(z) != e * l)
    kept = abs(z) > e * l
    draw.let("outcome", KEPT if kept else REMOVED)
    result = f"[==z {'-' if z > 0 else '+'} t]" if kept else "[key]"
    question = Computed("reg/l1-soft-threshold", THRESHOLDED, difficulty=2 + (not kept), places=4, signed=True)
    return Problem(question).worded(rf"""
        [opening]：损失加上惩罚 $\lambda \sum_i |w_i|$，学习率 $\eta = [e]$，$\lambda = [l]$。
          一个参数按损失的梯度更新之后是 $z = [z]$，接着作惩罚项的近端步，
          即取使 $\frac{{1}}{{2}}(w - z)^2 + \eta\lambda |w|$ 最小的 $w$。
        [opening]. The penalty $\lambda \sum_i |w_i|$ is added to the loss; the learning rate is $\eta = [e]$, and
          $\lambda = [l]$. After the gradient step on the loss, a parameter is $z = [z]$. Then comes the
          proximal step of the penalty, which takes the $w$ that minimises
          $\frac{{1}}{{2}}(w - z)^2 + \eta\lambda |w|$.

        ask: 近端步之后这个参数是多少？ || What is the parameter after the proximal step?
        claim: 近端步之后这个参数是 $[value]$。 || After the proximal step the parameter is $[value]$.
        solution: 阈值为 $\eta\lambda = [==e*l]$。[outcome] || The threshold is $\eta\lambda = [==e*l]$. [outcome]
                  $$w = \mathrm{{sign}}(z)\,\max(0,\ |z| - \eta\lambda) = {result}.$$
    """)


@l1_soft_threshold.check
def by_trying_weights(z: R, e: R, l: R) -> R:  # noqa: E741
    """Of all hundredths from -6 to 6, the one with the least penalised distance."""
    place, penalty = int(100 * R(z)), int(200 * R(e) * R(l))
    best = min(range(-600, 601), key=lambda w: (w - place) ** 2 + penalty * abs(w))
    return R(best, 100)
