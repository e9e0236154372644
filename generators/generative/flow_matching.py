"""A training target of flow matching, and a step along the learned flow."""

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, may_coincide, source, texts

LOSS = Formulas("sum((u[i] - (b[i] - a[i]))**2 for i in range(2))").with_wrong("""
    noise-minus-data: sum((u[i] - (a[i] - b[i]))**2 for i in range(2))
        目标速度的方向反了，应从噪声指向数据。
        This reverses the target velocity, which points from the noise to the data.
    data-as-target: sum((u[i] - b[i])**2 for i in range(2))
        把数据点当成了目标。 || This takes the data point for the target.
    point-on-the-path-as-target: sum((u[i] - ((1 - t)*a[i] + t*b[i]))**2 for i in range(2))
        把路径上的点当成了目标。 || This takes the point on the path for the target.
    components-averaged: sum((u[i] - (b[i] - a[i]))**2 for i in range(2))/2
        对分量取了平均；题中是范数的平方。 || This averages over the components, but the squared norm adds them up.
    target-divided: sum((u[i] - (b[i] - a[i])/(1 - t))**2 for i in range(2))
        把目标速度除以了 $1 - t$；直线路径上速度不变。
        This divides the target by $1 - t$, but the velocity is constant along a straight path.
    ends-added: sum((u[i] - (b[i] + a[i]))**2 for i in range(2))
        把噪声与数据相加了，应相减。 || This adds noise and data instead of subtracting them.
    remaining-way: sum((u[i] - (1 - t)*(b[i] - a[i]))**2 for i in range(2))
        把目标速度乘以了 $1 - t$；直线路径上速度不变。
        This multiplies the target by $1 - t$, but the velocity is constant along a straight path.
    absolute-differences: sum(Abs(u[i] - (b[i] - a[i])) for i in range(2))
        取了绝对值之和，没有平方。 || This adds up absolute values instead of squares.
""")
STEP = Formulas("tuple((1 - t)*a[i] + t*b[i] + d*u[i] for i in range(2))").with_wrong("""
    from-the-noise: tuple(a[i] + d*u[i] for i in range(2))
        从 $x_0$ 出发了；应从 $x_t$ 出发。 || This starts from $x_0$ instead of $x_t$.
    weights-of-the-ends-exchanged: tuple(t*a[i] + (1 - t)*b[i] + d*u[i] for i in range(2))
        $x_t$ 中噪声与数据的权重弄反了。 || This exchanges the weights of noise and data in $x_t$.
    backwards-in-time: tuple((1 - t)*a[i] + t*b[i] - d*u[i] for i in range(2))
        沿时间倒退了一步。 || This steps backwards in time.
    whole-velocity: tuple((1 - t)*a[i] + t*b[i] + u[i] for i in range(2))
        没有乘步长。 || This does not multiply by the step size.
    target-velocity-used: tuple((1 - t)*a[i] + t*b[i] + d*(b[i] - a[i]) for i in range(2))
        用了目标速度，应当用网络的输出。 || This uses the target velocity instead of the output of the network.
    not-moved: tuple((1 - t)*a[i] + t*b[i] for i in range(2))
        这是 $x_t$，没有走一步。 || This is $x_t$, before the step.
""")
MADE_OF = texts("""
    points: 平面上的点 || points in the plane
    latents: 图像的二维隐编码 || two-dimensional latent codes of images
    poses: 机械臂的两个关节角 || the two joint angles of a robot arm
""")

# The data point is x_1 already.
COMPONENTS = (Text("第 1 个分量", "component 1"), Text("第 2 个分量", "component 2"))


@generator(topic="generative", objective="generative-flow", minutes=5, tags=("flow-matching",))
@source(
    "Lipman et al., Flow matching for generative modeling, ICLR 2023; Liu, Gong and Liu, Flow straight and fast, ICLR 2023, section 2.1"
)
@may_coincide("Small whole numbers lead to few sums of squares.", "absolute-differences", "ends-added")
def flow_matching_step(draw: Draw) -> Problem:
    """The loss of a predicted velocity on a straight path, and an Euler step with it."""
    a, b = draw.pick("ends", (((-1, 2), (3, 0)), ((0, 1), (2, -3)), ((1, -1), (-3, 1)), ((2, 2), (0, 6))))
    draw.let("a", a)
    draw.let("b", b)
    draw.pick("u", ((2, -1), (1, 4), (-2, 1)))
    t = draw.pick("t", (R(1, 4), R(2, 5), R(3, 4)))
    draw.pick("d", (R(1, 10), R(1, 5)))
    draw.let("data", draw.pick("setting", MADE_OF))
    draw.let("x", tuple((1 - t) * start + t * end for start, end in zip(a, b, strict=True)))
    at = ",\\qquad ".join(f"[==(1 - t)*a[{i}] + t*b[{i}]]" for i in range(2))
    moved = ",\\qquad ".join(f"[==x[{i}] + d*u[{i}]]" for i in range(2))
    flow_loss = Computed("flow-loss", LOSS, difficulty=2, places=2)
    flow_step = Computed("flow-step", STEP, difficulty=3, places=3, form="tuple", signed=True, cells=COMPONENTS)
    return Problem((flow_loss, flow_step)).worded(rf"""
        用流匹配训练一个生成[data]的模型。噪声 $x_0 = [a]$ 与数据 $x_1 = [b]$ 之间取直线路径 $x_t = (1 - t) x_0 + t x_1$，
          损失为 $\|v_\theta(x_t, t) - (x_1 - x_0)\|^2$。在 $t = [t]$ 时网络输出 $v_\theta(x_t, t) = [u]$。
        A generative model of [data] is trained by flow matching. The path between the noise $x_0 = [a]$ and the data
          $x_1 = [b]$ is straight, $x_t = (1 - t) x_0 + t x_1$, and the loss is $\|v_\theta(x_t, t) - (x_1 - x_0)\|^2$.
          At $t = [t]$ the network outputs $v_\theta(x_t, t) = [u]$.

        # flow-loss
        ask: 该样本的损失是多少？ || What is the loss of the sample?
        claim: 该样本的损失是 $[value]$。 || The loss of the sample is $[value]$.
        solution: 直线路径上的目标速度为 $x_1 - x_0 = ([b[0] - a[0]],\ [b[1] - a[1]])$，与 $t$ 无关：
                  On a straight path the target velocity is $x_1 - x_0 = ([b[0] - a[0]],\ [b[1] - a[1]])$, whatever $t$
                    is:
                  $$[==(u[0] - (b[0] - a[0]))**2 + (u[1] - (b[1] - a[1]))**2].$$

        # flow-step
        ask: 按网络的输出用欧拉法走一步，步长为 $[d]$，求 $x_{{t + [d]}}$。
             One Euler step of size $[d]$ is taken with the output of the network. Find $x_{{t + [d]}}$.
        claim: 按网络的输出用欧拉法走一步，步长为 $[d]$，得 $x_{{t + [d]}} = [value]$。
               One Euler step of size $[d]$ with the output of the network gives $x_{{t + [d]}} = [value]$.
        solution: $x_t$ 的两个分量： || The components of $x_t$ are
                  $${at},$$
                  再走一步得 || and after the step they are
                  $${moved}.$$
    """)


@flow_matching_step.check
def by_moving_along(ends: tuple[tuple[int, int], tuple[int, int]], u: tuple[int, int], t: R, d: R) -> dict[str, object]:
    """Reads the velocity off two places of the path, and walks from the end of the path back to the time."""

    def place(time: R) -> list[R]:
        return [R(y) - (1 - time) * (y - x) for x, y in zip(*ends, strict=True)]

    h = R(1, 8)
    velocity = [(later - now) / h for now, later in zip(place(t), place(t + h), strict=True)]
    loss = sum(((guess - true) * (guess - true) for guess, true in zip(u, velocity, strict=True)), R(0))
    return {"flow-loss": loss, "flow-step": tuple(x + d * v for x, v in zip(place(t), u, strict=True))}
