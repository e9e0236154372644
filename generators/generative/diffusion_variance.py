"""How much of an image is left after some steps of forward diffusion."""

from math import prod

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, source, texts

# The variances of the noise, in hundredths.
SCHEDULES = (
    (10, 20), (50, 10), (20, 50), (36, 19), (40, 10), (30, 30), (5, 5), (10, 30), (20, 40), (50, 20), (60, 50), (10, 40),
    (5, 20), (20, 20), (10, 10, 10), (20, 20, 20), (5, 10, 20), (10, 20, 30), (10, 20, 50), (25, 25, 25), (1, 1, 1),
    (20, 30, 40), (10, 20, 40), (10, 30, 50), (20, 20, 50), (50, 50, 20), (10, 10, 20), (5, 5, 10), (40, 50, 50),
    (10, 10, 10, 10), (10, 20, 30, 50), (50, 50, 50, 20)
)  # fmt: skip
LEFT = Formulas("(al, 1 - al)", let={"al": "prod(1 - v for v in b)"}).with_wrong("""
    betas-added: (1 - sum(b), sum(b))
    last-step-alone: (1 - b[-1], b[-1])
    product-of-betas: (prod(b), 1 - prod(b)) if prod(b) >= R(1, 1000) else None
    root-of-the-product: (sqrt(al), 1 - sqrt(al))
    signal-and-noise-exchanged: (1 - al, al)
    one-step-short: (prod(1 - v for v in b[:-1]), 1 - prod(1 - v for v in b[:-1]))
""")

NOISED = texts("""
    pixel: 扩散模型的前向过程（取一个像素）为 || The forward process of a diffusion model (for one pixel) is
    sound: 用扩散模型生成语音，前向过程（取一个采样点）为
           A diffusion model generates speech. Its forward process (for one sample of the sound) is
    latent: 隐空间中的扩散模型，其前向过程（取一个分量）为
            The forward process of a latent diffusion model (for one component) is
""")

STEPS = (
    r"$$\bar\alpha_[T] = [==al:.6],$$" + "\n\n" + r"$$\mathrm{Var}(x_[T] \mid x_0) = 1 - \bar\alpha_[T] = [==1 - al:.6]"
)

ROUNDED = r",$$" + "\n\n" + r"$$\left(\bar\alpha_[T],\ \mathrm{Var}(x_[T] \mid x_0)\right) [~key:.4]"


@generator(topic="generative", objective="generative-diffusion", minutes=3, tags=("diffusion",))
@source("Ho, Jain and Abbeel, Denoising diffusion probabilistic models, NeurIPS 2020, section 2")
def diffusion_variance(draw: Draw) -> Problem:
    """The cumulative product and the variance after all steps."""
    b = tuple(R(v, 100) for v in draw.pick("hundredths", SCHEDULES))
    T = draw.let("T", len(draw.let("b", b)))
    draw.let("process", NOISED[draw.pick("setting", tuple(NOISED))])
    betas = r",\ ".join(rf"\beta_{t + 1} = [b[{t}]]" for t in range(T))
    kept = prod(1 - share for share in b)
    steps = f"{STEPS}{'' if 10_000 % kept.denominator == 0 else ROUNDED}.$$"
    part = Computed(
        "gen/diffusion-variance",
        LEFT,
        difficulty=2 + (T > 2),
        form="tuple",
        places=4,
        most=1,
        cells=tuple(Text(f"${tex}$", f"${tex}$") for tex in (rf"\bar\alpha_{T}", rf"\mathrm{{Var}}(x_{T} \mid x_0)")),
    )
    return Problem(part).worded(rf"""
        [process]
        $$x_t = \sqrt{{1 - \beta_t}}\,x_{{t-1}} + \sqrt{{\beta_t}}\,\varepsilon_t,\qquad \varepsilon_t \sim \mathcal{{N}}(0,
          1),$$
        各步噪声相互独立，$T = [T]$，${betas}$。记 $\bar\alpha_T = \prod_{{t=1}}^{{T}} (1 - \beta_t)$。
        with independent noise, $T = [T]$ and ${betas}$. Let $\bar\alpha_T = \prod_{{t=1}}^{{T}} (1 - \beta_t)$.

        ask: 求 $\left(\bar\alpha_[T],\ \mathrm{{Var}}(x_[T] \mid x_0)\right)$。
             Find $\left(\bar\alpha_[T],\ \mathrm{{Var}}(x_[T] \mid x_0)\right)$.
        claim: $\left(\bar\alpha_[T],\ \mathrm{{Var}}(x_[T] \mid x_0)\right) = [value]$。
               For this process, $\left(\bar\alpha_[T],\ \mathrm{{Var}}(x_[T] \mid x_0)\right) = [value]$.
        solution: 逐步代入可知 $x_T$ 中 $x_0$ 的系数为 $\sqrt{{\bar\alpha_T}}$，其余是方差为 $1 - \bar\alpha_T$ 的噪声：
                  Substituting step by step shows that $x_0$ has the coefficient $\sqrt{{\bar\alpha_T}}$ in $x_T$, and
                    that the rest is noise of variance $1 - \bar\alpha_T$:
                  {steps}
    """)


@diffusion_variance.check
def by_variances(hundredths: tuple[int, ...]) -> tuple[R, R]:
    """Carries the variance through the steps, and takes the squared signal for what a total variance of one leaves."""
    variance, total = R(0), R(1)
    for count in hundredths:
        beta = R(count, 100)
        variance = variance * (1 - beta) + beta
        total = total * (1 - beta) + beta
    return total - variance, variance
