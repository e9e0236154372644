"""Returns, value iteration and the updates of Q-learning and SARSA, by hand."""

from collections.abc import Mapping
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, may_coincide, source, texts

from .._apart import apart
from .._tex import cells, listed

SUTTON = "Sutton and Barto, Reinforcement Learning: An Introduction (2nd ed., 2018)"
RETURN = Formulas("sum(y**(i - t)*r[i] for i in range(t, 4))", tex={"y": r"\gamma"}).with_wrong(r"""
    not-discounted: sum(r[t:]) || 没有折扣。 || This does not discount.
    first-reward-discounted: sum(y**(i - t + 1)*r[i] for i in range(t, 4))
        第一个奖励也乘了 $\gamma$。 || This multiplies the first reward by $\gamma$, too.
    same-discount-for-all: r[t] + y*sum(r[t + 1:])
        后面的奖励都只乘了一次 $\gamma$。 || This multiplies all later rewards by $\gamma$ once only.
    discounted-backwards: sum(y**(3 - i)*r[i] for i in range(t, 4))
        折扣的次序反了：越早的奖励折扣越多。 || This discounts in reverse order: the earlier a reward, the more it is discounted.
    next-reward-alone: r[t] || 只取了下一个奖励。 || This is the next reward alone.
    last-reward-left-out: sum(y**(i - t)*r[i] for i in range(t, 3)) if sum(Abs(r[i]) for i in range(t + 1, 3)) else None
        漏了最后一个奖励。 || This leaves out the last reward.
    counted-from-the-start: sum(y**i*r[i] for i in range(4)) if t else None
        从第 0 步算起了，应从第 [t] 步算起。 || This starts at step 0 instead of step [t].
""")
EPISODES = texts("""
    robot: 机器人走出迷宫的一次尝试 || A robot’s attempt at a maze
    game: 一局电子游戏 || A round of a video game
    warehouse: 仓库机器人的一次配送 || A warehouse robot’s delivery round
""")
REWARDS = tuple(r for r in product((-1, 0, 1, 2, 4), repeat=4) if len(set(r)) >= 3 and r[3] and r[0] != r[3])[::11]


@generator(topic="reinforcement", objective="reinforcement-returns", minutes=3, tags=("return", "discount"))
@source(f"{SUTTON}, section 3.3")
def discounted_return(draw: Draw) -> Problem:
    """The return of an episode of four rewards from its start or from its second step."""
    draw.pick("r", REWARDS)
    draw.pick("y", (R(1, 2), R(4, 5), R(9, 10)))
    t = draw.pick("t", (0, 1))
    draw.require(apart(draw, RETURN, *RETURN.wrong))
    draw.let("episode", draw.pick("setting", EPISODES))
    rewards = r",\ ".join(f"R_{i + 1} = [r[{i}]]" for i in range(4))
    terms = " + ".join([f"r[{t}]"] + [f"y**{i - t}*r[{i}]" if i - t > 1 else f"y*r[{i}]" for i in range(t + 1, 4)])
    return Problem(Computed("rl/discounted-return", RETURN, difficulty=2 + (t > 0), signed=True)).worded(rf"""
        [episode]得到的奖励依次为 || [episode] brings the rewards
        $${rewards},$$ || $${rewards}$$
        然后回合结束。$R_{{t+1}}$ 是第 $t$ 步的动作之后得到的奖励，折扣因子为 $\gamma = [y]$。
        and then ends. $R_{{t+1}}$ is the reward that follows the action of step $t$, and the discount factor is
          $\gamma = [y]$.

        ask: 求折扣回报 $G_[t]$。 || Find the discounted return $G_[t]$.
        claim: 折扣回报 $G_[t] = [value]$。 || The discounted return is $G_[t] = [value]$.
        solution: $G_[t] = \sum_{{k \ge 0}} \gamma^k R_{{k+[t + 1]}}$，第一个奖励不打折扣：
                  In $G_[t] = \sum_{{k \ge 0}} \gamma^k R_{{k+[t + 1]}}$ the first reward is not discounted:
                  $$G_[t] = [=={terms}].$$
    """)


@discounted_return.check
def by_recursion(r: tuple[int, ...], y: R, t: int) -> R:
    """Folds the rewards from the end of the episode."""
    value = R(0)
    for reward in reversed(r[t:]):
        value = reward + value * y
    return value


def sweep(values: tuple[R, R], m: Mapping[str, R], best: str = "max", y: R | int | None = None) -> tuple[R, R]:
    """One synchronous sweep of value iteration; `best` tells how the two actions are put together."""
    discount = m["y"] if y is None else y
    new = []
    for here, there, stay, move in ((0, 1, m["sa"], m["ma"]), (1, 0, m["sb"], m["mb"])):
        staying = stay + discount * values[here]
        moving = move + discount * (m["p"] * values[there] + (1 - m["p"]) * values[here])
        new.append({"max": max(staying, moving), "mean": (staying + moving) / 2, "min": min(staying, moving)}[best])
    return new[0], new[1]


ITERATED = Formulas("v2").with_wrong("""
    one-sweep-only: v1 || 只更新了一轮。 || This stops after the first sweep.
    updated-in-place: in_place
        更新 $B$ 时已用了 $A$ 的新值；这里两个状态同步更新。
        This updates $B$ with the new value of $A$, but both states are updated at once.
    actions-averaged: averaged
        对两个动作取了平均，应取最大值。 || This averages over the actions instead of taking the maximum.
    not-discounted: plain || 漏了折扣因子。 || This leaves out the discount factor.
    moves-always-succeed: certain || 以为转移总能成功。 || This takes every move to succeed.
    one-sweep-too-many: v3 || 多更新了一轮。 || This makes one sweep too many.
    worst-action: worst || 取了较差的动作。 || This takes the worse action.
""")
WORLDS = texts("""
    rover: 探测车在 $A$、$B$ 两处之一采样 || A rover takes samples at one of two places, $A$ and $B$
    machine: 一台机器有两种运行状态 $A$ 和 $B$ || A machine has two modes, $A$ and $B$
    ads: 网站有两种版面 $A$ 和 $B$ || A website has two layouts, $A$ and $B$
""")


@generator(
    topic="reinforcement",
    objective="reinforcement-value-learning",
    minutes=7,
    tags=("value-iteration", "bellman-equation"),
)
@source(f"{SUTTON}, section 4.4")
@may_coincide(
    "Staying may be the best choice in both states, and then moves do not matter.",
    "updated-in-place",
    "moves-always-succeed",
)
def value_iteration(draw: Draw) -> Problem:
    """Two sweeps of value iteration in a world of two states."""
    sa, sb = draw.pick("stay", ((1, 3), (0, 2), (2, 0), (1, 4)))
    ma, mb = draw.pick("move", ((0, 0), (-1, 1), (2, -1), (1, 2)))
    p = draw.pick("p", (R(1, 2), R(4, 5), 1))
    y = draw.pick("y", (R(1, 2), R(9, 10)))
    draw.let("world", draw.pick("setting", WORLDS))
    m = {"sa": R(sa), "sb": R(sb), "ma": R(ma), "mb": R(mb), "p": R(p), "y": y}
    zero = (R(0), R(0))
    v1 = sweep(zero, m)
    v2 = sweep(v1, m)
    a1 = sweep(zero, m)[0]
    b1 = sweep((a1, R(0)), m)[1]
    a2 = sweep((a1, b1), m)[0]
    for name, value in (
        ("sa", sa), ("sb", sb), ("ma", ma), ("mb", mb), ("v1", v1), ("v2", v2), ("v3", sweep(v2, m)),
        ("in_place", (a2, sweep((a2, b1), m)[1])),
        ("averaged", sweep(sweep(zero, m, "mean"), m, "mean")),
        ("worst", sweep(sweep(zero, m, "min"), m, "min")),
        ("plain", sweep(sweep(zero, m, y=1), m, y=1)),
        ("certain", sweep(sweep(zero, {**m, "p": R(1)}), {**m, "p": R(1)}))
    ):  # fmt: skip
        draw.let(name, value)

    def backed_up(state: str, here: int, stay: str, move: str) -> str:
        staying = f"{stay} + y*v1[{here}]"
        going = f"{move} + y*(p*v1[{1 - here}] + (1 - p)*v1[{here}])" if p != 1 else f"{move} + y*v1[{1 - here}]"
        both = rf"$$[=={staying}],\qquad [=={going}],$$"
        return both + "\n\n" + rf"$$V_2({state}) = \max([{staying}],\ [{going}]) = [v2[{here}]].$$"

    question = Computed(
        "rl/value-iteration",
        ITERATED,
        difficulty=3,
        form="tuple",
        places=2,
        signed=True,
        cells=cells("V_2(A)", "V_2(B)"),
    )
    return Problem(question).worded(rf"""
        [world]。每一步有两个动作：“留下”，状态不变，在 $A$ 得奖励 [sa]，在 $B$ 得奖励 [sb]；“转移”，
          在 $A$ 得奖励 [ma]，在 $B$ 得奖励 [mb]，[p: 1=总是到达另一状态|以概率 $[p]$ 到达另一状态，否则状态不变（奖励
          与是否到达无关）]。折扣因子 $\gamma = [y]$。从 $V_0 = 0$ 起作价值迭代，每一轮同时更新两个状态。
        [world]. There are two actions in each step: *stay* leaves the state unchanged, with reward [sa] in $A$ and [sb] in $B$;
          *move* has reward [ma] in $A$ and [mb] in $B$ and
          [p: 1=always leads to the other state|leads to the other state with probability $[p]$; otherwise the state
          stays the same (the reward does not depend on this)]. The discount factor is $\gamma = [y]$. Value iteration
          starts with $V_0 = 0$ and updates both states at once in each sweep.

        ask: 求两轮之后的 $(V_2(A),\ V_2(B))$。 || Find $(V_2(A),\ V_2(B))$ after two sweeps.
        claim: 两轮之后 $(V_2(A),\ V_2(B)) = [value]$。 || After two sweeps, $(V_2(A),\ V_2(B)) = [value]$.
        solution: 每一轮都取两个动作中较好的一个。第一轮（$V_0 = 0$，只比较奖励）：
                  Each sweep takes the better of the two actions. First sweep ($V_0 = 0$, so only the rewards count):
                  $$V_1(A) = \max([sa],\ [ma]) = [v1[0]],\qquad V_1(B) = \max([sb],\ [mb]) = [v1[1]].$$
                  第二轮，在 $A$ 留下与转移依次得 || In the second sweep, staying and moving in $A$ give
                  {backed_up("A", 0, "sa", "ma")}
                  在 $B$ 依次得 || In $B$ they give
                  {backed_up("B", 1, "sb", "mb")}
    """)


@value_iteration.check
def by_all_plans(stay: tuple[int, int], move: tuple[int, int], p: R, y: R) -> tuple[R, R]:
    """The best expected reward of two steps, over all plans that may look at where the first step led."""

    def best(state: int, steps: int) -> R:
        if not steps:
            return R(0)
        outcomes = {
            "stay": (R(stay[state]), {state: R(1)}),
            "move": (R(move[state]), {1 - state: R(p), state: 1 - R(p)}),
        }
        return max(
            reward + y * sum((chance * best(to, steps - 1) for to, chance in where.items()), R(0))
            for reward, where in outcomes.values()
        )

    return best(0, 2), best(1, 2)


LEARNED = {
    "no-learning-rate-in-the-update": (
        "r + y*v",
        Text("这是更新目标，没有用学习率与旧值平均。", "This is the target itself, not averaged with the old value."),
    ),
    "target-added": (
        "q + e*(r + y*v)",
        Text("没有从更新目标中减去旧值。", "This does not subtract the old value from the target."),
    ),
    "not-discounted": ("q + e*(r + v - q)", Text("漏了折扣因子。", "This leaves out the discount factor.")),
    "next-value-left-out": (
        "q + e*(r - q)",
        Text("漏了下一状态的价值。", "This leaves out the value of the next state."),
    ),
    "error-alone": (
        "e*(r + y*v - q)",
        Text("这是更新量，没有加上旧值。", "This is the change alone, without the old value."),
    ),
    "weights-exchanged-with-the-target": (
        "e*q + (1 - e)*(r + y*v) if e != 0.5 else None",
        Text("旧值与更新目标的权重弄反了。", "This exchanges the weights of the old value and the target."),
    ),
}
Q = {
    "q-learning": Formulas("q + e*(r + y*v - q)", let={"v": "max(n)"}, tex={"e": r"\alpha", "y": r"\gamma"})
    .with_wrong("""
        sarsa-for-q-learning: q + e*(r + y*n[c] - q)
            用了实际选取的动作，那是 SARSA；Q 学习取最大值。
            This uses the action that was chosen, as SARSA does; Q-learning takes the maximum.
    """)
    .with_wrong(LEARNED),
    "sarsa": Formulas("q + e*(r + y*v - q)", let={"v": "n[c]"}, tex={"e": r"\alpha", "y": r"\gamma"})
    .with_wrong("""
        q-learning-for-sarsa: q + e*(r + y*max(n) - q)
            取了最大值，那是 Q 学习；SARSA 用实际选取的动作。
            This takes the maximum, as Q-learning does; SARSA uses the action that was chosen.
    """)
    .with_wrong(LEARNED),
}
METHODS = texts("""
    q-learning: Q 学习 || Q-learning
    sarsa: SARSA 算法 || SARSA
""")
AGENTS = texts("""
    maze: 迷宫中的智能体 || an agent in a maze
    lift: 电梯调度系统 || a lift controller
    cards: 打牌的程序 || a program that plays cards
""")
NEXT = ((3, 1, -2), (1, 4, -1), (-2, 3, 1), (4, -2, 2), (1, -1, 2))


@generator(
    topic="reinforcement",
    objective="reinforcement-value-learning",
    minutes=3,
    tags=("q-learning", "sarsa", "temporal-difference"),
)
@source(f"{SUTTON}, sections 6.4 and 6.5")
def q_update(draw: Draw) -> Problem:
    """One update of a table of action values, by Q-learning or by SARSA."""
    method = draw.pick("method", tuple(Q))
    n = draw.pick("n", NEXT)
    c = draw.let("c", n.index(sorted(n)[1]))
    q = draw.pick("q", (-1, 2))
    r = draw.pick("r", (-1, 0, 2))
    draw.pick("e", (R(1, 10), R(1, 2)))
    y = draw.pick("y", (R(9, 10), R(1, 2)))
    # Where the error is 0, so is the update, and old value, target and result are one number.
    draw.require(r + y * (max(n) if method == "q-learning" else n[c]) != q)
    draw.let("agent", draw.pick("setting", AGENTS))
    draw.let("name", METHODS[method])
    draw.let("chosen", c + 1)
    draw.let("values", listed(n))
    return Problem(Computed("rl/q-update", Q[method], difficulty=3, places=3, signed=True)).worded(r"""
        [agent]在状态 $s$ 取动作 $a$，得到奖励 $r = [r]$，到达状态 $s'$，该状态恰有三个动作。更新之前 $Q(s, a) = [q]$，
          而 $Q(s', a_1),\ Q(s', a_2),\ Q(s', a_3)$ 为 $[values]$。
          它在 $s'$ 按 $\varepsilon$-贪心策略选取了 $a_[chosen]$。学习率 $\alpha = [e]$，折扣因子 $\gamma = [y]$。
        In state $s$, [agent] takes the action $a$, gets the reward $r = [r]$ and arrives in state $s'$, which has
          exactly three actions. Before the update, $Q(s, a) = [q]$, and $Q(s', a_1),\ Q(s', a_2),\ Q(s', a_3)$ are $[values]$. In $s'$, the
          $\varepsilon$-greedy policy chooses $a_[chosen]$. The learning rate is $\alpha = [e]$, and the discount factor
          is $\gamma = [y]$.

        ask: 用 [name]更新之后，$Q(s, a)$ 是多少？ || What is $Q(s, a)$ after the [name] update?
        claim: 用 [name]更新之后，$Q(s, a) = [value]$。 || After the [name] update, $Q(s, a) = [value]$.
        solution: [method: q-learning=Q 学习取下一状态各动作价值的最大值|SARSA 取实际选取的动作的值]，$v = [v]$；
                    记 $q$ 为旧值 $Q(s, a)$：
                  [method: q-learning=Q-learning takes the largest action value of the next state|SARSA takes the value of the
                    action that was chosen], $v = [v]$. With $q$ for the old $Q(s, a)$:
                  $$Q(s, a) \leftarrow [=key].$$
    """)


@q_update.check
def by_what_is_left(method: str, n: tuple[int, ...], q: int, r: int, e: R, y: R) -> R:
    """Looks for the hundredth that leaves all but the share `e` of the old error; the chosen action has the middle value."""
    ranked = sorted(n)
    target = R(r) + y * ranked[2 if method == "q-learning" else 1]
    left = (1 - e) * (target - q)
    return next(R(k, 100) for k in range(-2000, 2001) if target - R(k, 100) == left)
