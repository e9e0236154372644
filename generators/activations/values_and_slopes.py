"""The value of an activation function at a point, and its slope there."""

import math

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, may_coincide, source

from .._settings import NETWORKS

DEFINITIONS = {
    "relu": ("ReLU", r"f(x) = \max(0, x)"),
    "leaky": ("Leaky ReLU", r"f(x) = x\ (x > 0),\quad f(x) = \alpha x\ (x \le 0)"),
    "elu": ("ELU", r"f(x) = x\ (x > 0),\quad f(x) = \alpha\,(e^x - 1)\ (x \le 0)"),
    "sigmoid": ("sigmoid", r"f(x) = \frac{1}{1 + e^{-x}}"),
    "tanh": ("tanh", r"f(x) = \frac{e^x - e^{-x}}{e^x + e^{-x}}"),
    "softplus": ("softplus", r"f(x) = \ln(1 + e^x)"),
    "silu": ("SiLU", r"f(x) = x\,\sigma(x),\quad \sigma(x) = \frac{1}{1 + e^{-x}}"),
    "hardtanh": ("hard tanh", r"f(x) = \min(1, \max(-1, x))"),
    "relu6": ("ReLU6", r"f(x) = \min(6, \max(0, x))"),
}
SLOPES = {
    "relu": r"f'(x) = 1\ (x > 0),\quad f'(x) = 0\ (x < 0)",
    "leaky": r"f'(x) = 1\ (x > 0),\quad f'(x) = \alpha\ (x < 0)",
    "elu": r"f'(x) = 1\ (x > 0),\quad f'(x) = \alpha e^x\ (x < 0)",
    "sigmoid": r"f'(x) = f(x)\,(1 - f(x))",
    "tanh": r"f'(x) = 1 - f(x)^2",
    "softplus": r"f'(x) = \frac{1}{1 + e^{-x}}",
    "silu": r"f'(x) = \sigma(x)\,\left(1 + x\,(1 - \sigma(x))\right)",
    "hardtanh": r"f'(x) = 1\ (|x| < 1),\quad f'(x) = 0\ (|x| > 1)",
    "relu6": r"f'(x) = 1\ (0 < x < 6),\quad f'(x) = 0\ (x \notin [0, 6])",
}

VALUES = (
    "dict(relu=Max(x, 0), leaky=x if x > 0 else a*x, elu=x if x > 0 else a*(exp(x) - 1), sigmoid=sigma(x), "
    "tanh=tanh(x), softplus=log(1 + exp(x)), silu=x*sigma(x), hardtanh=Min(1, Max(-1, x)), relu6=Min(6, Max(0, x)))[f]"
)
DERIVATIVES = (
    "dict(relu=1 if x > 0 else 0, leaky=1 if x > 0 else a, elu=1 if x > 0 else a*exp(x), "
    "sigmoid=sigma(x)*(1 - sigma(x)), tanh=1 - tanh(x)**2, softplus=sigma(x), silu=sigma(x)*(1 + x*(1 - sigma(x))), "
    "hardtanh=1 if -1 < x < 1 else 0, relu6=1 if 0 < x < 6 else 0)[f]"
)
VALUE = Formulas("v", let={"v": VALUES, "slope": DERIVATIVES}).with_wrong("""
    relu-for-every-function: Max(x, 0)
    function-taken-as-linear: x if f != 'sigmoid' else None
    other-curve: tanh(x) if f == 'sigmoid' else sigma(x)
        按 [f: sigmoid=tanh|sigmoid] 计算了。 || This computes [f: sigmoid=tanh|the sigmoid].
    leak-without-input: -a if f in ('leaky', 'elu') and x < 0 else None
    clipped-to-one: Min(1, Max(0, x))
    sign-of-the-value-lost: -v if x < 0 and v != 0 and f not in ('sigmoid', 'softplus') else None
    slope-for-value: slope
    one-minus-value: 1 - v if f in ('sigmoid', 'tanh') else None
    rule-of-the-other-side: dict(relu=0, relu6=0, leaky=a*x, elu=a*(exp(x) - 1)).get(f) if x > 0 else None
        用了 $x \\le 0$ 一侧的公式。 || This applies the rule for $x \\le 0$.
    absolute-value: -x if f in ('relu', 'relu6') and x < 0 else None
        取了绝对值。 || This takes the absolute value.
""")
SLOPE = Formulas("slope", let={"v": VALUES, "slope": DERIVATIVES, "sg": "sigma(x)"}).with_wrong("""
    value-for-slope: v
    slope-always-one: 1
    slope-always-zero: 0 if f not in ('sigmoid', 'tanh', 'softplus', 'silu') else None
    largest-slope-of-the-sigmoid: R(1, 4) if f not in ('tanh', 'softplus', 'silu') else None
    rule-of-tanh: 1 - v**2 if f in ('sigmoid', 'softplus', 'silu') else None
        用了 tanh 的求导公式。 || This applies the rule for tanh.
    plus-for-minus: 1 + v**2 if f == 'tanh' else v*(1 + v) if f == 'sigmoid' else None
        公式中的减号写成了加号。 || This has a plus sign where the rule has a minus.
    sign-of-the-argument: sigma(-x) if f == 'softplus' else None
        弄错了 $x$ 的符号。 || This has the wrong sign of $x$.
    differentiated-twice: sg*(1 - sg) if f == 'softplus' else None
        求了两次导数。 || This differentiates twice.
    first-term-only: sg if f == 'silu' else None
        漏了乘积求导的第二项。 || This leaves out the second term of the product rule.
    second-term-only: x*sg*(1 - sg) if f == 'silu' else None
        漏了乘积求导的第一项。 || This leaves out the first term of the product rule.
    rule-of-the-sigmoid: v*(1 - v) if f in ('tanh', 'softplus', 'silu') else None
    square-forgotten: 1 - v if f in ('tanh', 'sigmoid') else None
    both-slopes-averaged: (1 + a)/2 if f == 'leaky' else R(1, 2) if f == 'relu' else None
    sign-of-the-leak: -a if f in ('leaky', 'elu') else None
""")

# The worked step of each function where it is not a plain branch.
STEPS = {
    "relu": "Max(0, x)",
    "leaky": "x if x > 0 else a*x",
    "elu": "x if x > 0 else a*(exp(x) - 1)",
    "sigmoid": "1/(1 + exp(-x))",
    "tanh": "(exp(x) - exp(-x))/(exp(x) + exp(-x))",
    "softplus": "log(1 + exp(x))",
    "silu": "x/(1 + exp(-x))",
    "hardtanh": "Min(1, Max(-1, x))",
    "relu6": "Min(6, Max(0, x))",
}
SLOPE_STEPS = {
    "elu": "1 if x > 0 else a*exp(x)",
    "sigmoid": "v*(1 - v)",
    "tanh": "1 - v**2",
    "softplus": "1/(1 + exp(-x))",
    "silu": "sg*(1 + x*(1 - sg))",
}
SMOOTH = ("sigmoid", "tanh", "softplus", "silu", "elu")


def drawn(draw: Draw) -> tuple[str, R, R]:
    f = draw.pick("f", tuple(DEFINITIONS))
    x = draw.pick("x", (R(-3), R(-2), R(-3, 2), R(-1), R(-1, 2), R(1, 2), R(1), R(3, 2), R(2), R(3), R(7)))
    a = draw.pick("a", (R(1, 100), R(1, 10), R(1, 5), R(1)))
    draw.let("network", draw.pick("setting", NETWORKS))
    draw.require(f in ("leaky", "elu") or a == 1)
    draw.require(f != "leaky" or a < 1)
    draw.require(f != "elu" or a in (R(1, 10), 1))
    draw.require(f not in ("hardtanh", "relu6") or x in (-3, -2, R(1, 2), 3, 7))
    draw.require(x != 7 or f in ("relu6", "relu", "hardtanh"))
    # There the value is the derivative, or the leak itself.
    draw.require(f not in ("relu", "leaky", "elu") or x != 1)
    draw.require(f != "leaky" or x != -1)
    return f, x, a


def definition(f: str) -> Text:
    name, rule = DEFINITIONS[f]
    scaled = f in ("leaky", "elu")
    stop = "," if scaled else "."
    return Text(
        f"[network]的一个隐藏层采用激活函数 {name}，其定义为\n\n$${rule}{stop}$$"
        + ("\n\n" r"其中 $\alpha = [a]$。" if scaled else ""),
        f"A hidden layer of [network] has the activation function {name},\n\n$${rule}{stop}$$"
        + ("\n\n" r"with $\alpha = [a]$." if scaled else ""),
    )


@generator(topic="activations", objective="activation-values", minutes=2, tags=("activation",))
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.3")
@may_coincide(
    "Where an activation function passes its argument, clips it or has the slope of its value is what the question is about.",
    "relu-for-every-function",
    "clipped-to-one",
    "slope-for-value",
    "function-taken-as-linear",
)
def activation_value(draw: Draw) -> Problem:
    """The value of an activation function."""
    f, x, _ = drawn(draw)
    question = Computed(
        "act/value",
        VALUE,
        difficulty=1 + (f in SMOOTH),
        conventions=("natural-log",) if f == "softplus" else (),
        places=3,
        signed=True,
    )
    side = f"$x {'>' if x > 0 else '<'} 0$"
    zh, en = (f"此处 {side}，", f"Here {side}, and the") if f in ("relu", "leaky", "elu") else ("", "The")
    # Where the argument is passed, nothing else is worked out.
    passed = "x = " if f in ("leaky", "elu") and x > 0 else ""
    return Problem(question, definition(f)).worded(f"""
        ask: $f([x])$ 是多少？ || What is $f([x])$?
        claim: $f([x]) = [value]$。 || The value of $f([x])$ is $[value]$.
        solution: {zh}代入定义得 || {en} definition gives
                  $$f([x]) = {passed}[=={STEPS[f]}:.3].$$
    """)


@generator(topic="activations", objective="activation-values", minutes=3, tags=("activation", "derivative"))
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.3")
@may_coincide(
    "ReLU and its relatives are straight on both sides: their slopes are those of simpler ideas there.",
    "value-for-slope",
    "slope-always-zero",
    "slope-always-one",
)
def activation_derivative(draw: Draw) -> Problem:
    """The derivative of an activation function, away from its corners."""
    f, x, a = drawn(draw)
    # A derivative of 0.005 has one digit.
    draw.require(f != "elu" or a == 1 or x > -3)
    inner = {
        "sigmoid": f"f([x]) = [=={STEPS['sigmoid']}:.4]",
        "tanh": f"f([x]) = [=={STEPS['tanh']}:.4]",
        "silu": r"\sigma([x]) = [==1/(1 + exp(-x)):.4]",
    }.get(f, "")
    step = f"$$f'([x]) = [=={SLOPE_STEPS[f]}:.3].$$" if f in SLOPE_STEPS else "$$f'([x]) = [slope].$$"
    zh, en = (f"{word}\n\n$${inner},$$\n\n" if inner else "" for word in ("其中", "with"))
    question = Computed(
        "act/derivative",
        SLOPE,
        solution=Text(
            f"求导得\n\n$${SLOPES[f]},$$\n\n{zh}所以\n\n{step}",
            f"The derivative is\n\n$${SLOPES[f]},$$\n\n{en}so that\n\n{step}",
        ),
        difficulty=2 + (f in SMOOTH[1:]),
        places=3,
        signed=True,
    )
    return Problem(question, definition(f)).worded("""
        ask: 导数 $f'([x])$ 是多少？ || What is the derivative $f'([x])$?
        claim: 导数 $f'([x]) = [value]$。 || The derivative is $f'([x]) = [value]$.
    """)


def value_at(f: str, z: complex, a: float) -> complex:
    """The function with other formulas, for complex numbers near the real line."""
    x = z.real
    match f:
        case "relu" | "leaky":
            leak = a if f == "leaky" else 0.0
            return (z + (z if x > 0 else -z)) / 2 + leak * (z - (z if x > 0 else -z)) / 2
        case "elu":
            return z if x > 0 else a * expm1(z)
        case "sigmoid":
            return (1 + tanh(z / 2)) / 2
        case "tanh":
            return tanh(z)
        case "softplus":
            return log1p(exp(-z)) + z
        case "silu":
            return z * (1 + tanh(z / 2)) / 2
        case "hardtanh":
            return z if abs(x) < 1 else complex(math.copysign(1, x))
        case _:
            return complex(0) if x < 0 else z if x < 6 else complex(6)


def exp(z: complex) -> complex:
    return complex(math.exp(z.real), math.exp(z.real) * z.imag)


def expm1(z: complex) -> complex:
    return complex(math.expm1(z.real), math.exp(z.real) * z.imag)


def tanh(z: complex) -> complex:
    t = math.tanh(z.real)
    return complex(t, (1 - t) * (1 + t) * z.imag)


def log1p(z: complex) -> complex:
    return complex(math.log1p(z.real), z.imag / (1 + z.real))


@activation_value.check
def by_other_formulas(f: str, x: R, a: R) -> float:
    """The same function by other identities (tanh for the sigmoid, absolute values for corners)."""
    return value_at(f, complex(x), float(a)).real


@activation_derivative.check
def by_an_imaginary_step(f: str, x: R, a: R) -> float:
    """The slope along a tiny imaginary step, which has no rounding error."""
    return value_at(f, complex(float(x), 1e-20), float(a)).imag / 1e-20
