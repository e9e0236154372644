"""Steps of policy gradients: REINFORCE with a baseline, the clipped objective of PPO."""

from hwgen import Computed, Draw, Formulas, Problem, R, generator, may_coincide, source, texts

from .._tex import cells

STEP = Formulas("tuple(w[i] + e*(G - b)*((1 if i == a else 0) - p[i]) for i in range(3))").with_wrong(r"""
    chosen-logit-only: tuple(w[i] + e*(G - b)*(1 - p[i]) if i == a else w[i] for i in range(3))
        只更新了所选动作的 logit；其余的按各自的 $\pi_i$ 改变。
        This updates the logit of the chosen action only; the others change in proportion to their $\pi_i$.
    descends: tuple(w[i] - e*(G - b)*((1 if i == a else 0) - p[i]) for i in range(3))
        符号反了：回报要最大化，应沿梯度上升。
        This has the wrong sign: the return is maximised, so the step goes up the gradient.
    baseline-left-out: tuple(w[i] + e*G*((1 if i == a else 0) - p[i]) for i in range(3))
        没有减去基线。 || This does not subtract the baseline.
    probabilities-not-subtracted: tuple(w[i] + e*(G - b)*(1 if i == a else 0) for i in range(3))
        $\ln \pi$ 的梯度漏了 $-\pi_i$。 || This leaves $-\pi_i$ out of the gradient of $\ln \pi$.
    gradient-of-the-probability: tuple(w[i] + e*(G - b)*p[a]*((1 if i == a else 0) - p[i]) for i in range(3))
        用了 $\pi$ 的梯度，应为 $\ln \pi$ 的梯度。 || This takes the gradient of $\pi$ instead of $\ln \pi$.
    change-alone: tuple(e*(G - b)*((1 if i == a else 0) - p[i]) for i in range(3))
        这是更新量，没有加上原来的 logit。 || This is the change alone, without the old logits.
""")

POLICIES = tuple((R(a, 10), R(b, 10), R(10 - a - b, 10)) for a, b in ((2, 5), (1, 3), (4, 4), (6, 3), (5, 1), (3, 2)))

ACTORS = texts("""
    game: 玩游戏的智能体 || An agent that plays a game
    news: 挑选头条新闻的系统 || A system that picks the headline
    robot: 机械臂的控制器 || The controller of a robot arm
""")


@generator(
    topic="reinforcement", objective="reinforcement-policy-gradient", minutes=5, tags=("policy-gradient", "reinforce")
)
@source(
    "Williams, Simple statistical gradient-following algorithms (1992); Sutton and Barto, Reinforcement Learning: An Introduction (2nd ed., 2018), section 13.4"
)
def reinforce_step(draw: Draw) -> Problem:
    """The logits of a softmax policy after one step of REINFORCE with a baseline."""
    draw.pick("p", POLICIES)
    a = draw.pick("a", (0, 1, 2))
    G = draw.pick("G", (-2, 1, 3))
    b = draw.pick("b", (1, 2))
    draw.pick("e", (R(1, 10), R(1, 2)))
    w = (R(0), R(1), R(-1))
    draw.let("w", w)
    draw.let("k", a + 1)
    draw.let("actor", draw.pick("setting", ACTORS))
    # With twice the return as the baseline, leaving it out only turns the sign.
    draw.require(b not in (G, 2 * G))
    steps = "\n\n".join(
        rf"$$z_{i + 1} \leftarrow [==w[{i}] + e*(G - b)*({int(i == a)} - p[{i}])]{'.' if i == 2 else ','}$$"
        for i in range(3)
    )
    question = Computed(
        "rl/reinforce-step", STEP, difficulty=3, form="tuple", signed=True, cells=cells("z_1", "z_2", "z_3")
    )
    return Problem(question).worded(rf"""
        [actor]有三个动作，策略为 $\pi = \mathrm{{softmax}}(z + c)$，其中 logit $z$ 是可学习的参数，偏移 $c$ 固定。
          现在 $(z_1,\ z_2,\ z_3) = [w]$，$(\pi_1,\ \pi_2,\ \pi_3) = [p]$。它取了第 [k] 个动作，得到回报 $G = [G]$。
          用带基线 $b = [b]$ 的 REINFORCE 更新 $z$，学习率 $\alpha = [e]$。
        [actor] has three actions and the policy $\pi = \mathrm{{softmax}}(z + c)$ with learned logits $z$ and fixed
          offsets $c$. Now $(z_1,\ z_2,\ z_3) = [w]$ and $(\pi_1,\ \pi_2,\ \pi_3) = [p]$. Action [k] is taken, and its
          return is $G = [G]$. REINFORCE with the baseline $b = [b]$ updates $z$ with the learning rate $\alpha = [e]$.

        ask: 求更新之后的 $(z_1,\ z_2,\ z_3)$。 || Find $(z_1,\ z_2,\ z_3)$ after the update.
        claim: 更新之后 $(z_1,\ z_2,\ z_3) = [value]$。 || After the update, $(z_1,\ z_2,\ z_3) = [value]$.
        solution: 对 softmax 策略，$\partial \ln \pi_[k] / \partial z_i$ 在 $i = [k]$ 时为 $1 - \pi_i$，
                    否则为 $-\pi_i$；固定的偏移 $c$ 不影响它。更新量为 $\alpha (G - b)$ 乘以它：
                  For a softmax policy, $\partial \ln \pi_[k] / \partial z_i$ is $1 - \pi_i$ for $i = [k]$ and $-\pi_i$
                    otherwise; the fixed offsets $c$ do not change this. The change is $\alpha (G - b)$ times this:
                  {steps}
    """)


@reinforce_step.check
def by_the_softmax_jacobian(p: tuple[R, ...], a: int, G: int, b: int, e: R) -> tuple[R, ...]:
    """Differentiates the probability through the Jacobian of the softmax and divides by it."""
    jacobian = [[p[i] * ((i == j) - p[j]) for j in range(3)] for i in range(3)]
    slope = [jacobian[a][j] / p[a] for j in range(3)]
    start = (R(0), R(1), R(-1))
    return tuple(z + e * G * s - e * b * s for z, s in zip(start, slope, strict=True))


CLIPPED = Formulas("Min(r*A, c*A)", let={"c": "Max(1 - e, Min(1 + e, r))"}).with_wrong(r"""
    not-clipped: r*A || 没有裁剪。 || This does not clip.
    always-clipped: c*A
        只取了裁剪后的一项；目标是两项中较小的一个。
        This takes the clipped term alone, but the objective is the smaller of the two terms.
    ratio-left-out: A || 漏了概率比。 || This leaves out the ratio.
    clipped-at-the-other-end: (1 - e)*A if r > 1 else (1 + e)*A || 裁剪到了另一端。 || This clips at the other end.
    advantage-clipped: r*Max(-e, Min(e, A))
        把优势裁剪到了 $[-\epsilon, \epsilon]$，应裁剪概率比。
        This clips the advantage to $[-\epsilon, \epsilon]$ instead of clipping the ratio.
    log-ratio: log(r)*A || 用了概率比的对数。 || This takes the logarithm of the ratio.
""")

TUNED = texts("""
    chat: 用 PPO 微调聊天模型 || A chat model is fine-tuned by PPO
    walker: 用 PPO 训练行走机器人 || A walking robot is trained by PPO
    game: 用 PPO 训练下棋的程序 || A program that plays chess is trained by PPO
""")


@generator(topic="reinforcement", objective="reinforcement-policy-gradient", minutes=3, tags=("ppo", "policy-gradient"))
@source("Schulman et al., Proximal policy optimization algorithms (2017), equation 7")
@may_coincide("Whether the ratio is clipped is what the question is about.", "always-clipped", "not-clipped")
def ppo_clip(draw: Draw) -> Problem:
    """The clipped objective of PPO for one action."""
    old = draw.pick("old", (R(1, 5), R(1, 4), R(2, 5), R(1, 2)))
    new = draw.pick("new", (R(1, 10), R(3, 20), R(1, 5), R(3, 10), R(2, 5), R(3, 5)))
    draw.pick("A", (-3, -2, R(-1, 2), R(1, 2), 2, 4))
    draw.pick("e", (R(1, 10), R(1, 5)))
    r = draw.let("r", new / old)
    draw.let("tuned", draw.pick("setting", TUNED))
    draw.require(abs(r - 1) > draw.params["e"] and R(1, 3) < r < 3)
    return Problem(Computed("rl/ppo-clip", CLIPPED, difficulty=3, places=3, signed=True)).worded(r"""
        [tuned]，裁剪参数 $\epsilon = [e]$。旧策略取某个动作的概率为 $[old]$，新策略的概率为 $[new]$，
          优势的估计值为 $A = [A]$。目标要最大化，
          每个动作贡献 $\min(\rho A,\ \mathrm{clip}(\rho, 1 - \epsilon, 1 + \epsilon) A)$，$\rho$ 为新旧概率之比。
        [tuned] with the clipping parameter $\epsilon = [e]$. The old policy takes a certain action with probability $[old]$,
          the new one with probability $[new]$, and the estimated advantage is $A = [A]$. The objective is maximised;
          each action contributes $\min(\rho A,\ \mathrm{clip}(\rho, 1 - \epsilon, 1 + \epsilon) A)$, where $\rho$ is
          the ratio of the new to the old probability.

        ask: 该动作对裁剪目标 $L^{\mathrm{CLIP}}$ 的贡献是多少？
             What does the action contribute to the clipped objective $L^{\mathrm{CLIP}}$?
        claim: 该动作对裁剪目标 $L^{\mathrm{CLIP}}$ 的贡献是 $[value]$。
               The action contributes $[value]$ to the clipped objective $L^{\mathrm{CLIP}}$.
        solution: 概率比为 $\rho = [==new/old:.4]$，裁剪到 $\[1 - [e], 1 + [e]\]$ 之后为 $[c:.4]$：
                  The ratio is $\rho = [==new/old:.4]$; clipped to $\[1 - [e], 1 + [e]\]$, it is $[c:.4]$:
                  $$\rho A = [==r*A:.3],\qquad \mathrm{clip}(\rho, 1 - \epsilon, 1 + \epsilon) A = [==c*A:.3].$$
                  取其中较小的一个： || The smaller of the two counts:
                  $$\min([r*A:.3],\ [c*A:.3]) [~key:.3].$$
    """)


@ppo_clip.check
def by_cases(old: R, new: R, A: R, e: R) -> R:
    """Only a ratio that has gone too far in the direction of the advantage is held back."""
    ratio = new / old
    if A > 0:
        return A * min(ratio, 1 + e)
    return -abs(A) * max(ratio, 1 - e)
