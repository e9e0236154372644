"""Two steps of AdaGrad, RMSProp and Nesterov’s momentum, and Adam with the two kinds of weight decay."""

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, source, texts

LET = {"G1": "g[0]**2", "G2": "G1 + g[1]**2", "v1": "(1 - p)*g[0]**2", "v2": "p*v1 + (1 - p)*g[1]**2"}


def scaled(first: str, second: str, sign: str = "-") -> str:
    return f"w {sign} e*g[0]/{first} {sign} e*g[1]/{second}"


SHARED = f"""
    not-scaled: w - e*g[0] - e*g[1]
        没有除以平方根，做的是普通的梯度下降。 || This does not divide by the root and so takes plain gradient steps.
    current-gradient-only: {scaled("sqrt(g[0]**2)", "sqrt(g[1]**2)")}
        每一步只用了当前的梯度平方，没有累积。 || This uses the current squared gradient only, without accumulating.
"""
ADAGRAD = rf"""
    rmsprop-for-adagrad: {scaled("sqrt(v1)", "sqrt(v2)")}
        像 $\rho = [p]$ 的 RMSProp 那样对平方取了平均；AdaGrad 直接累加。
        This averages the squares as RMSProp with $\rho = [p]$ does; AdaGrad adds them up.
    root-not-taken: {scaled("G1", "G2")} || 没有开平方。 || This does not take the root.
    uphill-with-adagrad: {scaled("sqrt(G1)", "sqrt(G2)", "+")}
        加上了梯度，应减去梯度。 || This adds the gradients instead of subtracting them.
    second-step-alone: w - e*g[1]/sqrt(G2) || 只走了第二步。 || This takes the second step only.
    first-step-alone: w - e*g[0]/sqrt(G1) || 只走了第一步。 || This takes the first step only.
"""
RMSPROP = rf"""
    adagrad-for-rmsprop: {scaled("sqrt(G1)", "sqrt(G2)")}
        按 AdaGrad 累加了平方；RMSProp 取移动平均。 || This adds the squares up as AdaGrad does; RMSProp averages them.
    root-not-taken: {scaled("v1", "v2")} || 没有开平方。 || This does not take the root.
    uphill-with-rmsprop: {scaled("sqrt(v1)", "sqrt(v2)", "+")}
        加上了梯度，应减去梯度。 || This adds the gradients instead of subtracting them.
    bias-corrected: {scaled("sqrt(v1/(1 - p))", "sqrt(v2/(1 - p**2))")}
        作了偏差修正；题中的 RMSProp 没有。 || This applies a bias correction, which RMSProp as given does not have.
    weights-of-the-average-exchanged: {scaled("sqrt(p*g[0]**2)", "sqrt((1 - p)*p*g[0]**2 + p*g[1]**2)")}
        $\rho$ 与 $1 - \rho$ 弄反了。 || This exchanges $\rho$ and $1 - \rho$.
"""
RULES = {
    name: Formulas(scaled(*roots), let=LET).with_wrong(SHARED).with_wrong(wrong)
    for name, roots, wrong in (
        ("adagrad", ("sqrt(G1)", "sqrt(G2)"), ADAGRAD),
        ("rmsprop", ("sqrt(v1)", "sqrt(v2)"), RMSPROP),
    )
}
METHODS = texts("""
    adagrad: AdaGrad || AdaGrad
    rmsprop: RMSProp || RMSProp
""")
TRAINED = texts("""
    plain: 优化一个标量参数 $w$ || optimises a scalar parameter $w$
    embedding: 训练词嵌入的一个分量 $w$ || trains a component $w$ of a word embedding
    bias: 训练网络的一个偏置 $w$ || trains a bias $w$ of a network
""")


@generator(topic="optimisation", objective="adaptive-methods", minutes=4, tags=("adagrad", "rmsprop"))
@source(
    "Duchi, Hazan and Singer, Adaptive subgradient methods, JMLR 12, 2011; Hinton, Neural networks for machine learning, lecture 6e (2012)"
)
def adagrad_rmsprop(draw: Draw) -> Problem:
    """A weight after two steps of AdaGrad or RMSProp."""
    rule = draw.pick("rule", tuple(RULES))
    draw.pick("g", ((3, 4), (4, -3), (-2, 1), (1, 2), (-4, -3), (2, -2)))
    draw.pick("w", (0, 1, -2))
    draw.pick("e", (R(1, 10), R(1, 2)))
    draw.pick("p", (R(9, 10), R(4, 5)) if rule == "rmsprop" else (R(9, 10),))
    draw.let("trained", draw.pick("setting", TRAINED))
    draw.let("name", METHODS[rule])
    s1, s2 = ("G1", "G2") if rule == "adagrad" else ("v1", "v2")
    accumulated = {
        "adagrad": (r"$G_1 = [==g[0]**2]$", r"$G_2 = [==G1 + g[1]**2]$"),
        "rmsprop": (r"$v_1 = [==(1 - p)*g[0]**2]$", r"$v_2 = [==p*v1 + (1 - p)*g[1]**2]$"),
    }[rule]
    law = {
        "adagrad": r"$G_t = G_{t-1} + g_t^2$, $w_t = w_{t-1} - \eta g_t / \sqrt{G_t}$",
        "rmsprop": r"$v_t = \rho v_{t-1} + (1 - \rho) g_t^2$, $w_t = w_{t-1} - \eta g_t / \sqrt{v_t}$",
    }[rule]
    start = {"adagrad": r"$G_0 = 0$", "rmsprop": r"$v_0 = 0$, $\rho = [p]$"}[rule]
    zh_law, zh_start = (text.replace(", ", "，") for text in (law, start))
    squares = {
        "adagrad": Text("累积的平方和为", "The accumulated squares are"),
        "rmsprop": Text("平方的移动平均为", "The moving averages of the squares are"),
    }[rule]
    question = Computed(
        "opt/adagrad-rmsprop-step", RULES[rule], difficulty=2 + (rule == "rmsprop"), places=3, signed=True
    )
    return Problem(question).worded(rf"""
        用 [name] [trained]：{zh_law}，其中 {zh_start}，学习率 $\eta = [e]$，分母中的 $\epsilon$ 忽略不计。
          初始值 $w_0 = [w]$，前两步的梯度为 $g_1 = [g[0]]$，$g_2 = [g[1]]$。
        [name] [trained]: {law}, with {start} and the learning rate $\eta = [e]$; the $\epsilon$ in the denominator is
          neglected. The starting value is $w_0 = [w]$, and the gradients in the first two steps are $g_1 = [g[0]]$ and $g_2 = [g[1]]$.

        ask: 求 $w_2$。 || Find $w_2$.
        claim: $w_2 = [value]$。 || The value of $w_2$ is $[value]$.
        solution: {squares.zh} {"，".join(accumulated)}： || {squares.en} {" and ".join(accumulated)}:
                  $$w_2 = [==w - e*g[0]/sqrt({s1}) - e*g[1]/sqrt({s2}):.3].$$
    """)


@adagrad_rmsprop.check
def by_running_it(rule: str, g: tuple[int, int], w: int, e: R, p: R) -> float:
    """Runs the optimiser in floating point."""
    weight, state = float(w), 0.0
    for gradient in g:
        keep, take = (1.0, 1.0) if rule == "adagrad" else (float(p), 1 - float(p))
        state = keep * state + take * gradient * gradient
        weight -= float(e) * gradient * state**-0.5
    return weight


NESTEROV = Formulas(
    "w1 + v2", let={"v1": "-e*a*w", "w1": "w + v1", "look": "w1 + m*v1", "v2": "m*v1 - e*a*look"}
).with_wrong("""
    gradient-where-it-stands: w1 + m*v1 - e*a*w1
        梯度取在了 $w_1$，那是普通动量；Nesterov 动量取在前瞻点。
        This takes the gradient at $w_1$, as plain momentum does; Nesterov takes it at the look-ahead point.
    no-momentum-at-all: w1 - e*a*w1 || 没有用动量。 || This uses no momentum.
    look-ahead-kept: look - e*a*look + m*v1 || 把 $v_2$ 加在了前瞻点 $\\tilde w$ 上，应加在 $w_1$ 上。 || This adds $v_2$ to the look-ahead point $\\tilde w$ instead of to $w_1$.
    one-step-alone: w1 || 只走了一步。 || This stops after one step.
    velocity-for-position: v2 || 这是速度，不是参数。 || This is the velocity, not the parameter.
    gradient-at-the-start: w1 + m*v1 - e*a*w || 第二步又用了 $w_0$ 处的梯度。 || This uses the gradient at $w_0$ again.
    looking-back: w1 + m*v1 - e*a*(w1 - m*v1) || 前瞻的方向反了。 || This looks back instead of ahead.
""")
VALLEYS = texts("""
    plain: 最小化 || minimises
    loss: 训练只有一个参数的模型，最小化损失 || trains a model with a single parameter and minimises the loss
""")


@generator(
    topic="optimisation", objective="optimiser-updates", minutes=4, tags=("nesterov", "momentum"), calculator="basic"
)
@source("Sutskever et al., On the importance of initialization and momentum in deep learning, ICML 2013, section 2")
def nesterov_steps(draw: Draw) -> Problem:
    """A weight after two steps with Nesterov’s momentum."""
    draw.pick("a", (1, 2, 4))
    draw.pick("w", (-2, 1, 4))
    draw.pick("e", (R(1, 20), R(1, 10), R(1, 5)))
    draw.pick("m", (R(1, 2), R(4, 5), R(9, 10)))
    draw.let("task", draw.pick("setting", VALLEYS))
    a, e = draw.params["a"], draw.params["e"]
    draw.require(a * e < R(1, 2))
    draw.let("half", R(a, 2))
    return Problem(Computed("opt/nesterov-steps", NESTEROV, difficulty=3, places=5, signed=True)).worded(r"""
        用 Nesterov 动量[task] $f(w) = [half]w^2$，更新公式为 || Gradient descent with Nesterov’s momentum [task] $f(w) = [half]w^2$ by
        $$v_t = \mu v_{t-1} - \eta f'(w_{t-1} + \mu v_{t-1}),\qquad w_t = w_{t-1} + v_t,$$
        其中 $\mu = [m]$，$\eta = [e]$，$w_0 = [w]$，$v_0 = 0$。 || where $\mu = [m]$, $\eta = [e]$, $w_0 = [w]$ and $v_0 = 0$.

        ask: 求 $w_2$。 || Find $w_2$.
        claim: $w_2 = [value]$。 || The value of $w_2$ is $[value]$.
        solution: $f'(w) = [a]w$，第二步的梯度取在前瞻点 $\tilde w$：
                  $f'(w) = [a]w$, and the second gradient is taken at the look-ahead point $\tilde w$:
                  $$v_1 = [==-e*a*w],\quad w_1 = [==w + v1],$$
                  $$\tilde w = w_1 + \mu v_1 = [==w1 + m*v1],\quad v_2 = [==m*v1 - e*a*look],$$
                  $$w_2 = [==w1 + v2].$$
    """)


@nesterov_steps.check
def by_the_look_ahead_variable(a: int, w: int, e: R, m: R) -> R:
    """Follows the look-ahead points instead, and steps back at the end."""
    ahead, velocity = R(w), R(0)
    for _ in range(2):
        before, velocity = velocity, m * velocity - e * a * ahead
        ahead += velocity + m * (velocity - before)
    return ahead - m * velocity


DECAYED = Formulas("(w - e*sign(g + l*w), w - e*l*w - e*sign(g))").with_wrong(r"""
    methods-exchanged: (w - e*l*w - e*sign(g), w - e*sign(g + l*w))
        两种方法弄反了。 || This exchanges the two methods.
    decay-forgotten: (w - e*sign(g + l*w), w - e*sign(g)) || AdamW 漏了权重衰减。 || This leaves the decay out of AdamW.
    decay-without-the-rate: (w - e*sign(g + l*w), w - l*w - e*sign(g))
        权重衰减没有乘学习率。 || This does not multiply the decay by the learning rate.
    gradient-not-normalised: (w - e*(g + l*w), w - e*l*w - e*g)
        没有除以梯度平方之平均值的平方根，做的是普通的梯度下降。
        This does not divide by the root of the averaged squares and so takes plain gradient steps.
    both-decoupled: (w - e*l*w - e*sign(g), w - e*l*w - e*sign(g))
        $L_2$ 惩罚也按解耦的衰减计算了；带 $L_2$ 惩罚时，惩罚项的梯度应并入 $m$、$v$，一起归一化。
        This decouples the $L_2$ penalty, as AdamW does; in Adam its gradient enters $m$ and $v$ and is normalised.
    decay-added: (w - e*sign(g + l*w), w + e*l*w - e*sign(g))
        权重衰减的符号错了。 || This has the wrong sign for the decay.
    decay-on-top: (w - e*sign(g + l*w) - e*l*w, w - e*l*w - e*sign(g)) if sign(g + l*w) != sign(g) else None
        带 $L_2$ 惩罚的 Adam 又减了一次衰减。 || This subtracts the decay from Adam with the $L_2$ penalty once more.
""")
TUNED = texts("""
    vision: 训练图像分类网络 || An image classifier is being trained
    text: 微调语言模型 || A language model is being fine-tuned
    speech: 训练语音识别模型 || A speech recogniser is being trained
""")


@generator(topic="optimisation", objective="adaptive-methods", minutes=4, tags=("adamw", "weight-decay"))
@source("Loshchilov and Hutter, Decoupled weight decay regularization, ICLR 2019, algorithm 2")
def adamw_first_step(draw: Draw) -> Problem:
    """The first step of Adam with an L2 penalty and that of AdamW."""
    w = draw.pick("w", (-10, -4, -2, 1, 2, 5, 10))
    g = draw.pick("g", (-2, R(-1, 2), R(1, 2), 3, 4))
    draw.pick("e", (R(1, 100), R(1, 10)))
    decay = draw.let("l", draw.pick("decay", (R(1, 100), R(1, 10))))
    draw.let("tuned", draw.pick("setting", TUNED))
    total = draw.let("total", g + decay * w)
    draw.let("signs", (1 if total > 0 else -1, 1 if g > 0 else -1))
    # Of size 1, a gradient is its own sign, and a plain step as long as a normalised one.
    draw.require(abs(total) not in (0, 1))
    question = Computed(
        "opt/adamw-vs-l2",
        DECAYED,
        difficulty=3,
        form="tuple",
        places=4,
        signed=True,
        cells=(Text("带 $L_2$ 惩罚的 Adam", "Adam with $L_2$ penalty"), Text("AdamW", "AdamW")),
    )
    return Problem(question).worded(r"""
        [tuned]，考察其中一个权重，初始值为 $w = [w]$，损失的梯度为 $g = [g]$，学习率 $\eta = [e]$，
          梯度的指数移动平均 $m$ 与梯度平方的指数移动平均 $v$ 从 $0$ 开始，作偏差修正，$\epsilon$ 忽略不计。比较两种做法：给损失加上惩罚 $\frac{\lambda}{2} w^2$ 的 Adam，
          以及每步另减 $\eta \lambda w$（$w$ 为更新前的值）的 AdamW；$\lambda = [l]$。
        [tuned]. One of its weights starts at $w = [w]$, where the gradient of the loss is $g = [g]$. The learning rate is
          $\eta = [e]$. The exponential moving averages $m$ of the gradients and $v$ of their squares start at $0$ and are corrected for bias;
          $\epsilon$ is negligible. Compare Adam, where the penalty $\frac{\lambda}{2} w^2$ is added to the loss, with AdamW, where each step also subtracts
          $\eta \lambda w$ with the old value of $w$; $\lambda = [l]$.

        ask: 第 1 步之后，用带 $L_2$ 惩罚的 Adam 与用 AdamW 得到的 $w$ 各是多少？
             Find $w$ after step 1, first for Adam with the $L_2$ penalty, then for AdamW.
        claim: 第 1 步之后，用带 $L_2$ 惩罚的 Adam 与用 AdamW 得到的 $w$ 依次为 $[value]$。
               After step 1, Adam with the $L_2$ penalty and AdamW give, in this order, $w = [value]$.
        solution: 第 1 步中，修正后的 $\hat m_1$、$\hat v_1$ 就是梯度与梯度的平方，因此 $\hat m_1 / \sqrt{\hat v_1}$ 等于梯度的符号。带惩罚时梯度为 $g + \lambda w = [==g + l*w]$：
                  In step 1, the corrected averages $\hat m_1$ and $\hat v_1$ are the gradient and its square, so that
                    $\hat m_1 / \sqrt{\hat v_1}$ is the sign of the gradient. With the penalty the gradient is
                    $g + \lambda w = [==g + l*w]$:
                  $$[==w - e*signs[0]].$$
                  AdamW 的衰减不经过归一化： || The decay of AdamW is not normalised:
                  $$[==w - e*l*w - e*signs[1]].$$
    """)


@adamw_first_step.check
def by_running_both(w: int, g: R, e: R, decay: R) -> tuple[float, float]:
    """Runs Adam’s first step with moments and corrections, once with the penalty in the gradient and once without."""
    results = []
    for inside in (True, False):
        gradient = float(g + decay * w if inside else g)
        first, second = 0.1 * gradient, 0.001 * gradient**2
        step = (first / 0.1) / (second / 0.001) ** 0.5
        results.append(float(w) * (1.0 if inside else 1 - float(e * decay)) - float(e) * step)
    return results[0], results[1]
