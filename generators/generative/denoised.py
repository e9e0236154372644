"""The clean value that a diffusion model estimates from a noisy one."""

import math

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

from .._apart import apart

ESTIMATE = Formulas("(x - sqrt(1 - a)*n)/sqrt(a)").with_wrong(r"""
    not-rescaled: x - sqrt(1 - a)*n
        漏了除以 $\sqrt{\bar\alpha_t}$。 || This does not divide by $\sqrt{\bar\alpha_t}$.
    noise-added: (x + sqrt(1 - a)*n)/sqrt(a)
        噪声应减去，不应加上。 || The noise has to be subtracted, not added.
    roots-left-out: (x - (1 - a)*n)/a
        漏了两个根号。 || This leaves out both roots.
    coefficients-exchanged: (x - sqrt(a)*n)/sqrt(1 - a)
        两个系数弄反了。 || This exchanges the two coefficients.
    noise-subtracted-as-it-is: x - n
        直接减去了噪声，漏了两个系数。 || This merely subtracts the noise and leaves out both coefficients.
    noised-again: sqrt(a)*x + sqrt(1 - a)*n
        又作了一步前向过程。 || This applies the forward process once more.
    noise-not-scaled: (x - n)/sqrt(a)
        噪声没有乘 $\sqrt{1 - \bar\alpha_t}$。 || This does not multiply the noise by $\sqrt{1 - \bar\alpha_t}$.
""")
VALUES = texts("""
    pixel: 图像的一个像素 || A pixel of an image
    latent: 图像的隐编码的一个分量 || A component of the latent code of an image
    speech: 语音的一个采样点 || A sample of a speech signal
""")


@generator(topic="generative", objective="generative-diffusion", minutes=3, tags=("diffusion", "noise-prediction"))
@source("Ho, Jain and Abbeel, Denoising Diffusion Probabilistic Models (2020), equations 4 and 15")
def denoised_estimate(draw: Draw) -> Problem:
    """The estimate of x_0 from x_t and the predicted noise."""
    draw.let("what", draw.pick("setting", VALUES))
    draw.pick("x", (-2, -1, R(1, 5), R(1, 2), 1, R(7, 5), 2))
    draw.pick("n", (-1, R(-1, 2), R(1, 2), 1, 2))
    a = draw.pick("a", (R(36, 100), R(64, 100), R(1, 4), R(3, 4), R(4, 5)))
    question = Computed("gen/diffusion-x0", ESTIMATE, difficulty=2 + (a.denominator != 25), places=3, signed=True)
    draw.require(apart(draw, ESTIMATE, places=3))
    return Problem(question).worded(r"""
        扩散模型的前向过程为 $x_t = \sqrt{\bar\alpha_t}\,x_0 + \sqrt{1 - \bar\alpha_t}\,\epsilon$，
          其中 $\epsilon$ 是标准正态噪声。在时刻 $t$，$\bar\alpha_t = [a]$，[what]的值是 $x_t = [x]$，网络预测的噪声是 $\hat\epsilon = [n]$。
        The forward process of a diffusion model is
          $x_t = \sqrt{\bar\alpha_t}\,x_0 + \sqrt{1 - \bar\alpha_t}\,\epsilon$ with standard normal noise $\epsilon$. At time
          $t$, $\bar\alpha_t = [a]$. [what] has the value $x_t = [x]$, and the network predicts the noise $\hat\epsilon = [n]$.

        ask: 由此得到的 $x_0$ 的估计值是多少？ || What estimate of $x_0$ does this give?
        claim: 由此得到的 $x_0$ 的估计值是 $[value]$。 || The estimate of $x_0$ that this gives is $[value]$.
        solution: 由前向过程解出 $x_0$，用预测的噪声代替 $\epsilon$，得估计值 $\hat x_0$：
                  Solving the forward process for $x_0$, with the predicted noise in place of $\epsilon$, gives the estimate
                  $$\hat x_0 = \frac{x_t - \sqrt{1 - \bar\alpha_t}\,\hat\epsilon}{\sqrt{\bar\alpha_t}} = [==(x - sqrt(1 - a)*n)/sqrt(a):.3].$$
    """)


@denoised_estimate.check
def by_noising_guesses(x: R, n: R, a: R) -> float:
    """Halves an interval of clean values until adding the noise gives the noisy one."""
    low, high = -20.0, 20.0
    for _ in range(80):
        middle = (low + high) / 2
        noisy = math.sqrt(a) * middle + math.sqrt(1 - a) * float(n)
        low, high = (middle, high) if noisy < x else (low, middle)
    return low
