"""One step of gradient descent with an L2 penalty."""

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

DECAYED = Formulas("(1 - e*l)*w - e*g", tex={"e": r"\eta", "l": r"\lambda"}).with_wrong("""
    decay-ignored: w - e*g
    decay-without-rate: (1 - l)*w - e*g
    decay-doubled: (1 - 2*e*l)*w - e*g
    decay-sign: (1 + e*l)*w - e*g
    decay-halved: (1 - e*l/2)*w - e*g
    decay-by-sign: w - e*g - e*l*w/Abs(w)
    ascent: w + e*(g + l*w)
    no-learning-rate: w - (g + l*w)
""")

OPENINGS = texts("""
    plain: 用随机梯度下降法训练权重 $w$，带正则项的目标函数为
           A weight $w$ is trained by stochastic gradient descent on the regularised objective
    overfitting:
        为了减轻过拟合，训练时对权重 $w$ 加上 $L_2$ 正则项；用随机梯度下降法最小化
        To reduce overfitting, an $L_2$ penalty on the weight $w$ is added to the loss. Stochastic gradient descent
          minimises
""")


@generator(topic="optimisation", objective="optimiser-updates", minutes=3, tags=("weight-decay", "gradient-descent"))
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), section 7.1.1")
def weight_decay_step(draw: Draw) -> Problem:
    """The weight after one step on a loss with the penalty λ w²/2."""
    w = draw.pick("w", (-4, -2, R(1, 2), R(3, 2), 2, 3, 5, 10))
    g = draw.pick("g", (-2, -1, R(-1, 2), 0, R(1, 2), 1, 2))
    e = draw.pick("e", (R(1, 100), R(1, 10), R(1, 2)))
    l = draw.pick("l", (R(1, 1000), R(1, 100), R(1, 10), R(1, 2)))  # noqa: E741 - the letter of the question
    # Else the weight stays where it is, whichever way the step goes.
    draw.require(g + l * w != 0)
    draw.let("opening", OPENINGS[draw.pick("setting", tuple(OPENINGS))])
    question = Computed(
        "opt/weight-decay-step", DECAYED, difficulty=1 + (g != 0) + (e < R(1, 10)), places=6, signed=True
    )
    return Problem(question).worded(r"""
        [opening]
        $$J(w) = L(w) + \frac{\lambda}{2} w^2.$$
        当前 $w = [w]$，此处损失的梯度为 $L'(w) = [g]$；学习率 $\eta = [e]$，$\lambda = [l]$。
        At present, $w = [w]$, and the gradient of the loss there is $L'(w) = [g]$; the learning rate is $\eta = [e]$,
          and $\lambda = [l]$.

        ask: 更新一步之后，$w$ 等于多少？ || What is $w$ after one update?
        claim: 更新一步之后，$w = [value]$。 || After one update, $w = [value]$.
        solution: 目标函数的导数为 $J'(w) = L'(w) + \lambda w$，因此更新之后的值为
                  The derivative of the objective is $J'(w) = L'(w) + \lambda w$, so the updated value is
                  $$w - \eta\,(L'(w) + \lambda w) = (1 - \eta\lambda)\,w - \eta L'(w).$$
                  代入数值得 || Substituting the values gives
                  $$[==key].$$
    """)


@weight_decay_step.check
def by_numerical_slope(w: R, g: R, e: R, l: R) -> R:  # noqa: E741
    """Steps along the numerical slope of the whole objective, with a loss that has the given gradient at w."""

    def objective(u: R) -> R:
        loss = 3 * (u - w) ** 2 + g * u
        return loss + l * u * u / 2

    return w - e * (objective(w + 1) - objective(w - 1)) / 2
