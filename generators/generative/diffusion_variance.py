"""How much of an image is left after some steps of forward diffusion."""

from fractions import Fraction

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator, number_tex

R = Fraction


def hundredths(*counts: int) -> tuple[Fraction, ...]:
    return tuple(R(n, 100) for n in counts)


SCHEDULES = (
    hundredths(10, 20),
    hundredths(10, 10, 10),
    hundredths(20, 20, 20),
    hundredths(5, 10, 20),
    hundredths(50, 50),
    hundredths(10, 20, 30),
    hundredths(20, 50),
    hundredths(2, 2, 2, 2),
    hundredths(36, 19),
    hundredths(10, 20, 50),
    hundredths(25, 25, 25),
    hundredths(40, 10),
    hundredths(1, 1, 1),
    hundredths(30, 30),
    hundredths(20, 30, 40),
    hundredths(5, 5),
    hundredths(10, 30),
    hundredths(20, 40),
    hundredths(50, 20),
    hundredths(60, 50),
    hundredths(10, 40),
    hundredths(5, 20),
    hundredths(20, 20),
    hundredths(10, 20, 40),
    hundredths(10, 30, 50),
    hundredths(20, 20, 50),
    hundredths(50, 50, 20),
    hundredths(10, 10, 20),
    hundredths(5, 5, 10),
    hundredths(40, 50, 60),
    hundredths(10, 20, 30, 50),
    hundredths(50, 50, 50, 20),
)
LEFT = Formulas(
    "(al, 1 - al)",
    let={"al": "prod(1 - v for v in b)"},
    wrong={
        "betas-added": "(1 - sum(b), sum(b))",
        "last-step-alone": "(1 - b[-1], b[-1])",
        "product-of-betas": "(prod(b), 1 - prod(b))",
        "root-of-the-product": "(sqrt(al), 1 - sqrt(al))",
        "signal-and-noise-exchanged": "(1 - al, al)",
        "one-step-short": "(prod(1 - v for v in b[:-1]), 1 - prod(1 - v for v in b[:-1]))",
    },
)


@generator(
    topic="generative",
    objective="generative-diffusion",
    minutes=3,
    tags=("diffusion",),
    source="Ho, Jain and Abbeel, Denoising diffusion probabilistic models, NeurIPS 2020, section 2",
)
def diffusion_variance(draw: Draw) -> Problem:
    """The cumulative product and the variance after all steps."""
    b = draw.pick("b", SCHEDULES)
    at = draw.params
    T = len(b)

    def context() -> Text:
        rule = r"x_t = \sqrt{1 - \beta_t}\,x_{t-1} + \sqrt{\beta_t}\,\varepsilon_t,\qquad \varepsilon_t \sim \mathcal{N}(0, 1)"
        betas = ",\\ ".join(rf"\beta_{t} = {number_tex(v)}" for t, v in enumerate(b, 1))
        return Text(
            zh=f"扩散模型的前向过程（取一个像素）为\n\n$${rule},$$\n\n各步噪声相互独立，$T = {T}$，${betas}$。记 $\\bar\\alpha_T = \\prod_{{t=1}}^{{T}} (1 - \\beta_t)$。",
            en=f"The forward process of a diffusion model (for one pixel) is\n\n$${rule},$$\n\nwith independent noise, $T = {T}$ and ${betas}$. Let "
            f"$\\bar\\alpha_T = \\prod_{{t=1}}^{{T}} (1 - \\beta_t)$.",
        )

    def wording() -> Wording:
        left = R(1)
        for v in b:
            left *= 1 - v
        factors = r" \times ".join(number_tex(1 - v) for v in b)
        shown, rest = number_tex(left, 6), number_tex(1 - left, 6)
        sign = "=" if (left * 10**6).denominator == 1 else r"\approx"
        lines = (
            rf"$$\bar\alpha_{T} = {factors} {sign} {shown}$$"
            + "\n\n"
            + rf"$$\mathrm{{Var}}(x_{T} \mid x_0) = 1 - \bar\alpha_{T} {sign} {rest}$$"
        )
        return Wording(
            ask=Text(
                zh=f"求 $\\left(\\bar\\alpha_{T},\\ \\mathrm{{Var}}(x_{T} \\mid x_0)\\right)$。",
                en=f"Find $\\left(\\bar\\alpha_{T},\\ \\mathrm{{Var}}(x_{T} \\mid x_0)\\right)$.",
            ),
            claim=Text(
                zh=f"$\\left(\\bar\\alpha_{T},\\ \\mathrm{{Var}}(x_{T} \\mid x_0)\\right) = {{}}$。",
                en=f"It holds that $\\left(\\bar\\alpha_{T},\\ \\mathrm{{Var}}(x_{T} \\mid x_0)\\right) = {{}}$.",
            ),
            solution=Text(
                zh=f"逐步代入可知 $x_T$ 中 $x_0$ 的系数为 $\\sqrt{{\\bar\\alpha_T}}$，其余为方差 $1 - \\bar\\alpha_T$ 的噪声：\n\n{lines}",
                en=f"Step by step, $x_0$ keeps the factor $\\sqrt{{\\bar\\alpha_T}}$, and the rest is noise of variance $1 - \\bar\\alpha_T$:\n\n{lines}",
            ),
        )

    part = Computed(
        "gen/diffusion-variance",
        LEFT,
        at,
        wording,
        difficulty=2 + (T > 2),
        form="tuple",
        places=4,
        most=1,
        cells=(
            Text(zh=f"$\\bar\\alpha_{T}$", en=f"$\\bar\\alpha_{T}$"),
            Text(zh=f"$\\mathrm{{Var}}(x_{T} \\mid x_0)$", en=f"$\\mathrm{{Var}}(x_{T} \\mid x_0)$"),
        ),
    )
    return Problem((part,), context)


@diffusion_variance.check
def by_variances(b: tuple[Fraction, ...]) -> tuple[Fraction, Fraction]:
    """Carries the variance through the steps, and takes the squared signal for what a total variance of one leaves."""
    variance, total = R(0), R(1)
    for beta in b:
        variance = variance * (1 - beta) + beta
        total = total * (1 - beta) + beta
    return total - variance, variance
