"""How an ε-greedy policy explores, and advantages within a group of answers."""

import math

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

from .._apart import apart

ADVANTAGE = Formulas(
    "(r[i] - mean)/spread",
    let={"mean": "sum(r)/4", "spread": "sqrt(sum((v - mean)**2 for v in r)/4)"},
    tex={"mean": r"\bar r", "spread": r"\sigma"},
).with_wrong("""
    not-divided-by-the-spread: r[i] - mean || 没有除以标准差。 || This does not divide by the standard deviation.
    divided-by-the-variance: (r[i] - mean)/spread**2 || 除以了方差。 || This divides by the variance.
    mean-not-subtracted: r[i]/spread || 没有减去组内均值。 || This does not subtract the mean of the group.
    sample-deviation: (r[i] - mean)/sqrt(sum((v - mean)**2 for v in r)/3)
        方差除以了 3，题中除以 4。 || This divides by 3 in the variance, where the question divides by 4.
    sign-reversed: (mean - r[i])/spread || 符号反了。 || This has the wrong sign.
    baseline-of-the-others: r[i] - (sum(r) - r[i])/3
        减去了其余 3 个回答的均值，也没有除以标准差。
        This subtracts the mean of the 3 other answers and does not divide by the standard deviation.
    reward-itself: r[i] || 这是奖励本身。 || This is the reward itself.
""")

GROUPS = (
    (0, 0, 1, 3),
    (1, 1, 1, 5),
    (0, 1, 1, 4),
    (0, 0, 0, 1),
    (2, 4, 4, 6),
    (1, 0, 1, 1),
    (0, 2, 2, 4),
    (1, 3, 5, 7),
    (0, 1, 2, 5),
)

TASKS = texts("""
    proofs: 解数学题 || solves mathematical problems
    code: 写程序 || writes programs
    translation: 翻译句子 || translates sentences
""")


@generator(topic="language-models", objective="lm-alignment", minutes=4, tags=("grpo", "advantage"))
@source(
    "Shao et al., DeepSeekMath: Pushing the limits of mathematical reasoning in open language models (2024), section 4.1"
)
def group_advantage(draw: Draw) -> Problem:
    """The advantage of an answer within its group, as in GRPO."""
    r = draw.pick("r", GROUPS)
    i = draw.pick("i", (0, 1, 2, 3))
    draw.let("k", i + 1)
    draw.let("task", draw.pick("setting", TASKS))
    # Else the deviation is 0, or as large as the reward.
    draw.require(
        r[i] != 0 and sum(r) not in (4 * r[i], 8 * r[i]) and apart(draw, ADVANTAGE, *ADVANTAGE.wrong, places=3)
    )
    rewards = r",\ ".join(f"r_{j + 1} = [r[{j}]]" for j in range(4))
    return Problem(Computed("rl/group-advantage", ADVANTAGE, difficulty=2, places=3, signed=True)).worded(rf"""
        用 GRPO 训练一个[task]的语言模型。对同一个提示抽取的一组 4 个回答得到奖励 ${rewards}$。优势是奖励减去组内均值，
          再除以组内标准差（方差是 4 个离差平方的平均值，防止除以 0 的 $\epsilon$ 忽略不计）。
        A language model that [task] is trained with GRPO. A group of 4 answers to the same prompt gets the rewards ${rewards}$.
          The advantage is the reward minus the mean of the group, divided by its standard deviation (whose square is
          the mean of the 4 squared deviations; the $\epsilon$ that prevents division by 0 is negligible).

        ask: 第 [k] 个回答的优势是多少？ || What is the advantage of answer [k]?
        claim: 第 [k] 个回答的优势是 $[value]$。 || The advantage of answer [k] is $[value]$.
        solution: 组内均值为 $\bar r = [==sum(r)/4]$，方差为 $\sigma^2 = [==sum((v - mean)**2 for v in r)/4]$，因此
                  The mean of the group is $\bar r = [==sum(r)/4]$, and the variance is
                    $\sigma^2 = [==sum((v - mean)**2 for v in r)/4]$. Hence
                  $$\frac{{r_[k] - \bar r}}{{\sigma}} = \frac{{[r[i]] - [mean]}}{{\sqrt{{[sum((v - mean)**2 for v in r)/4]}}}} [~key:.3].$$
    """)


@group_advantage.check
def by_pairs(r: tuple[int, ...], i: int) -> float:
    """The deviation and the variance from differences of pairs: nothing is averaged."""
    deviation = math.fsum(r[i] - other for other in r)
    squares = sum((x - y) ** 2 for x in r for y in r)
    return deviation / math.sqrt(squares / 2)


GREEDY = Formulas("1 - e + e/n").with_wrong("""
    exploration-misses-the-best: 1 - e
        以为探索时总抽不到最优动作。 || This assumes that exploring never picks the optimal action.
    exploration-among-the-others: e/n || 这是取某一个其他动作的概率。 || This is the probability of a single other action.
    share-of-the-others: 1 - e/n || 只减去了一个动作的探索概率。 || This subtracts the probability of exploring a single action.
    exploration-probability: e || 这是探索的概率。 || This is the probability of exploring.
    one-action-too-few: 1 - e + e/(n - 1)
        探索的概率分给了 [n - 1] 个动作，应为 [n] 个。
        This shares the exploration among [n - 1] actions instead of [n].
    uniform-choice: R(1, n) || 以为所有动作等可能。 || This assumes that all actions are equally likely.
""")

REGRET = Formulas("T*(e - e/n)").with_wrong("""
    every-exploration-misses: T*e
        以为探索时总抽不到最优动作。 || This assumes that exploring never picks the optimal action.
    each-other-action: T*e/n
        这只是其中一个动作的期望次数。 || This is the expected number for one of these actions only.
    best-action-counted: T*(1 - e + e/n) || 这是取最优动作的期望次数。 || This is the expected number of steps with the optimal action.
    greedy-steps: T*(1 - e) || 这是不探索的期望步数。 || This is the expected number of steps without exploration.
    probability-of-a-step: e - e/n if T*e % n else None
        这是每一步的概率，没有乘步数。 || This is the probability for one step, not multiplied by the steps.
    one-action-forgotten: T*(e - 2*e/n)
        漏了一个其他动作。 || This leaves out one of the other actions.
    uniform-steps: T*(n - 1)/n if T % n == 0 or T*e % n else None
        以为每一步都在探索。 || This assumes that every step explores.
""")

BANDITS = texts("""
    ads: 广告系统从 [n] 个广告中选一个，采用 || An advertising system chooses one of [n] advertisements
    machines: [n] 臂赌博机的玩家采用 || A player of a bandit with [n] arms chooses one of them
    drugs: 临床试验从 [n] 种疗法中选一种，采用 || A clinical trial chooses one of [n] treatments
""")


@generator(topic="reinforcement", objective="reinforcement-exploration", minutes=3, tags=("exploration", "bandit"))
@source("Sutton and Barto, Reinforcement Learning: An Introduction (2nd ed., 2018), section 2.2")
def epsilon_greedy(draw: Draw) -> Problem:
    """How often an ε-greedy policy takes the best action."""
    # With two actions, the best one and the others are one each.
    n = draw.pick("n", (4, 5, 8, 10, 20))
    e = draw.pick("e", (R(1, 20), R(1, 10), R(1, 5), R(2, 5)))
    # Else the policy explores as often as a random one takes the best action.
    draw.require(n * e != 1)
    draw.pick("T", (100, 200, 1000))
    draw.let("bandit", draw.pick("setting", BANDITS))
    best_action = Computed("best-action", GREEDY, difficulty=2, places=4, most=1)
    other_actions = Computed("other-actions", REGRET, difficulty=2, places=2)
    return Problem((best_action, other_actions)).worded(r"""
        [bandit] $\varepsilon$-贪心策略：每一步以概率 $\varepsilon = [e]$ 探索，即在 [n] 个动作（包括估计值最高的）中均匀地抽一个；
          否则取估计值最高的动作，它始终是唯一的最优动作。
        [bandit] by an $\varepsilon$-greedy policy: with probability $\varepsilon = [e]$ a step explores, which means
          that it draws one of the [n] actions uniformly, including the one with the highest estimate; otherwise it takes
          that one, which is always the only optimal action.

        # best-action
        ask: 每一步取最优动作的概率是多少？ || With what probability does a step take the optimal action?
        claim: 每一步取最优动作的概率是 $[value]$。 || A step takes the optimal action with probability $[value]$.
        solution: 不探索时必取它，探索时以 $1/[n]$ 的概率取它：
                  It is taken whenever the step does not explore, and with probability $1/[n]$ when it does:
                  $$[==key].$$

        # other-actions
        ask: [T] 步中平均有多少步没有取最优动作？ || On average, how many of [T] steps do not take the optimal action?
        claim: [T] 步中平均有 $[value]$ 步没有取最优动作。
               On average, $[value]$ of [T] steps do not take the optimal action.
        solution: 每一步以 $[e - e/n]$ 的概率取其他动作： || A step takes another action with probability $[e - e/n]$:
                  $$[==T*(e - e/n)].$$
    """)


@epsilon_greedy.check
def by_listing_outcomes(n: int, e: R, T: int) -> dict[str, R]:
    """Lists what a step can do, with its probability, and adds up."""
    outcomes = [(1 - e, True), *((e / n, action == 0) for action in range(n))]
    best = sum((mass for mass, is_best in outcomes if is_best), R(0))
    others = sum((mass for mass, is_best in outcomes if not is_best), R(0))
    return {"best-action": best, "other-actions": sum((others for _ in range(T)), R(0))}
