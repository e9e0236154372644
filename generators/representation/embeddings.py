"""Embeddings: cosine similarity, and loss and gradient of skip-gram."""

import math
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, generator, may_coincide, source, texts

from .._tex import cells

Vector = tuple[int, ...]

NORMS = {"nu": "sqrt(dot(u, u))", "nv": "sqrt(dot(v, v))"}
COSINE = Formulas(
    "dot(u, v)/(nu*nv)",
    let=NORMS
    | {
        "cu": "tuple(a - R(sum(u), 3) for a in u)",
        "cv": "tuple(a - R(sum(v), 3) for a in v)",
    },
    tex={"nu": r"\|u\|", "nv": r"\|v\|"},
).with_wrong(r"""
    divided-by-squared-norms: dot(u, v)/(nu*nv)**2 || 除以了范数的平方。 || This divides by the squared norms.
    larger-norm-only: dot(u, v)/Max(nu, nv)**2 if nu != nv else None
        除以了较大的范数的平方，没有用到较小的范数。
        This divides by the square of the larger norm and does not use the smaller one.
    mean-of-the-squared-norms: 2*dot(u, v)/(nu**2 + nv**2) if nu != nv else None
        除以了范数平方的平均值，应除以范数之积。
        This divides by the mean of the squared norms instead of the product of the norms.
    centred-first: dot(cu, cv)/sqrt(dot(cu, cu)*dot(cv, cv))
        先从每个向量的分量中减去了它们的平均值。
        This first subtracts the mean of its components from each vector.
    squared-cosine: (dot(u, v)/(nu*nv))**2 || 这是余弦的平方。 || This is the square of the cosine.
    third-component-left-out: (u[0]*v[0] + u[1]*v[1])/sqrt((u[0]**2 + u[1]**2)*(v[0]**2 + v[1]**2))
        漏了第三个分量。 || This leaves out the third component.
    signs-of-components-lost: sum(Abs(a*b) for a, b in zip(u, v))/(nu*nv)
        丢了各分量的符号。 || This loses the signs of the components.
    sine-of-the-angle: sqrt(1 - (dot(u, v)/(nu*nv))**2)
        这是夹角的正弦。 || This is the sine of the angle.
    sums-of-absolute-values: dot(u, v)/(sum(Abs(t) for t in u)*sum(Abs(t) for t in v))
        用了分量绝对值之和作范数。 || This takes the sums of absolute values for the norms.
    one-minus-the-cosine: 1 - dot(u, v)/(nu*nv) || 这是余弦距离。 || This is the cosine distance.
""")

DISTANCE = Formulas("2 - 2*c", let=NORMS | {"c": "dot(u, v)/(nu*nv)"}, tex={"c": r"\cos"}).with_wrong("""
    cosine-distance: 1 - c || 这是余弦距离，还差因子 2。 || This is the cosine distance, which lacks a factor of 2.
    not-normalised-first: sum((a - b)**2 for a, b in zip(u, v))
        没有先把向量归一化。 || This does not normalise the vectors first.
    cosine-added: 2 + 2*c || 内积项的符号错了。 || This has the wrong sign for the dot product.
    cosine-once: 2 - c || 内积只减了一次，应减两次。 || This subtracts the dot product once instead of twice.
    root-of-the-distance: sqrt(2 - 2*c) || 这是距离，没有平方。 || This is the distance, not squared.
    one-minus-the-square: 1 - c**2 || 这是夹角的正弦的平方。
        This is the square of the sine of the angle.
""")

# Their norms are whole.
NEAT = (
    (1, 2, 2),
    (2, -1, 2),
    (2, 3, 6),
    (-2, 6, 3),
    (4, 0, 3),
    (0, 3, -4),
    (1, 4, 8),
    (4, 4, 7),
    (3, 0, 0),
    (-1, 2, 2),
)

PAIRS = tuple(
    (u, v) for u, v in product(NEAT, repeat=2) if u < v and sum(a * b for a, b in zip(u, v, strict=True)) != 0
)

EMBEDDED = texts("""
    words: 两个词的词向量 || The embeddings of two words
    photos: 一个小型 CLIP 模型（嵌入为三维）给出的一幅图像和一个句子的嵌入
            The three-dimensional embeddings of an image and a sentence by a toy CLIP model
    songs: 推荐系统中用户和歌曲的嵌入 || The embeddings of a user and a song in a recommender system
""")


@generator(
    topic="representation", objective="representation-embeddings", minutes=4, tags=("cosine-similarity", "embedding")
)
@source("Jurafsky and Martin, Speech and Language Processing (3rd ed. draft), chapter on embeddings")
@may_coincide("Vectors may have no negative components.", "signs-of-components-lost")
def cosine_similarity(draw: Draw) -> Problem:
    """The cosine of two embeddings, and their distance once they are normalised."""
    u, v = draw.pick("uv", PAIRS)
    draw.let("u", u)
    draw.let("v", v)
    draw.let("what", draw.pick("setting", EMBEDDED))
    cosine = Computed("cosine", COSINE, difficulty=2, places=3, signed=True, most=1)
    unit_distance = Computed("unit-distance", DISTANCE, difficulty=3, places=3, signed=True, most=4)
    return Problem((cosine, unit_distance)).worded(r"""
        [what]为 $u = [u]$ 和 $v = [v]$。 || [what] are $u = [u]$ and $v = [v]$.

        # cosine
        ask: 它们的余弦相似度是多少？ || What is their cosine similarity?
        claim: 它们的余弦相似度是 $[value]$。 || Their cosine similarity is $[value]$.
        solution: 范数为 $\|u\| = [==sqrt(u[0]**2 + u[1]**2 + u[2]**2)]$，$\|v\| = [==sqrt(v[0]**2 + v[1]**2 + v[2]**2)]$，内积为 $[==dot(u, v)]$：
                  The norms are $\|u\| = [==sqrt(u[0]**2 + u[1]**2 + u[2]**2)]$ and
                    $\|v\| = [==sqrt(v[0]**2 + v[1]**2 + v[2]**2)]$, and the dot product is $[==dot(u, v)]$:
                  $$\frac{u \cdot v}{\|u\| \|v\|} = \frac{[dot(u, v)]}{[nu] \times [nv]} [~key:.3].$$

        # unit-distance
        ask: 把两个向量都归一化为单位长度之后，它们的欧氏距离的平方是多少？
             What is the square of their Euclidean distance once both vectors are normalised to unit length?
        claim: 把两个向量都归一化为单位长度之后，它们的欧氏距离的平方是 $[value]$。
               Once both vectors are normalised to unit length, the square of their Euclidean distance is $[value]$.
        solution: 记归一化后的向量为 $\hat u$、$\hat v$，长度都为 1，故 $\|\hat u - \hat v\|^2 = 2 - 2\,\hat u \cdot \hat v$：
                  Let $\hat u$ and $\hat v$ be the normalised vectors. Their length is 1, so that
                    $\|\hat u - \hat v\|^2 = 2 - 2\,\hat u \cdot \hat v$:
                  $$2 - 2 \times \frac{[dot(u, v)]}{[nu] \times [nv]} [~key:.3].$$
    """)


@cosine_similarity.check
def by_unit_vectors(uv: tuple[Vector, Vector]) -> dict[str, float]:
    """Normalises first; the cosine follows from the lengths of sum and difference."""
    a, b = ([x / math.hypot(*vector) for x in vector] for vector in uv)
    far = math.fsum((x - y) ** 2 for x, y in zip(a, b, strict=True))
    near = math.fsum((x + y) ** 2 for x, y in zip(a, b, strict=True))
    return {"cosine": (near - far) / 4, "unit-distance": far}


LOSS = Formulas("-log(sigma(s)) - log(sigma(-t))", under={"log-base-2": "-log(sigma(s)) - log(sigma(-t))"}).with_wrong("""
    negative-not-negated: -log(sigma(s)) - log(sigma(t))
        负样本的得分没有取负。 || This does not negate the score of the negative sample.
    positive-alone: -log(sigma(s)) || 漏了负样本的一项。 || This leaves out the term of the negative sample.
    negative-alone: -log(sigma(-t)) || 漏了正样本的一项。 || This leaves out the term of the positive sample.
    samples-exchanged: -log(sigma(-s)) - log(sigma(t))
        把正样本与负样本弄反了。 || This exchanges the positive and the negative sample.
    both-scores-negated: -log(sigma(-s)) - log(sigma(-t))
        正样本的得分也取了负。 || This negates the score of the positive sample, too.
    bits-not-nats: (-log(sigma(s)) - log(sigma(-t)))/log(2) || 用了以 2 为底的对数。 || This uses logarithms to base 2.
    softmax-over-both: -log(exp(s)/(exp(s) + exp(t)))
        对两个得分作了 softmax；负采样对每个得分用 sigmoid。
        This takes a softmax over both scores, but negative sampling takes a sigmoid of each.
    logarithms-left-out: 2 - sigma(s) - sigma(-t)
        用 1 减去了概率，没有取对数。 || This takes 1 minus the probabilities instead of logarithms.
""")

SLOPE = Formulas("tuple((sigma(s) - 1)*o[i] + sigma(t)*n[i] for i in range(2))").with_wrong(r"""
    negative-subtracted: tuple((sigma(s) - 1)*o[i] - sigma(t)*n[i] for i in range(2))
        负样本的一项符号错了。 || This has the wrong sign for the negative sample.
    one-not-subtracted: tuple(sigma(s)*o[i] + sigma(t)*n[i] for i in range(2))
        正样本的一项漏减了 1。 || This does not subtract 1 in the term of the positive sample.
    positive-slope-alone: tuple((sigma(s) - 1)*o[i] for i in range(2))
        漏了负样本的一项。 || This leaves out the term of the negative sample.
    ascent-direction: tuple((1 - sigma(s))*o[i] - sigma(t)*n[i] for i in range(2))
        整体符号反了，这是损失下降的方向。 || All signs are reversed: this is the direction in which the loss falls.
    with-respect-to-the-context: tuple((sigma(s) - 1)*v[i] for i in range(2))
        这是对 $u_o$ 的梯度。 || This is the gradient with respect to $u_o$.
    slopes-of-the-sigmoid: tuple(-sigma(s)*(1 - sigma(s))*o[i] + sigma(t)*(1 - sigma(t))*n[i] for i in range(2))
        用了 $\sigma$ 的导数，漏了对数的导数。 || This takes the derivatives of $\sigma$ and forgets that of the logarithm.
""")

CENTRES = ((1, 1), (1, -1), (2, 1), (-1, 2))
CONTEXTS = ((1, 0), (0, 2), (1, 1), (-1, 1), (2, -1), (1, 2), (0, -1))

CORPORA = texts("""
    news: 用新闻语料训练 word2vec || A word2vec model is trained on news articles
    songs: 把歌单当作句子、歌曲当作词来训练 word2vec
           A word2vec model is trained on playlists as sentences, with songs as words
""")


@generator(
    topic="representation",
    objective="representation-embeddings",
    minutes=6,
    tags=("word2vec", "negative-sampling", "gradient"),
)
@source(
    "Mikolov et al., Distributed representations of words and phrases and their compositionality, NeurIPS 2013, section 2.2"
)
def skip_gram_step(draw: Draw) -> Problem:
    """Loss and gradient of skip-gram with one negative sample."""
    v = draw.pick("v", CENTRES)
    o = draw.pick("o", CONTEXTS)
    n = draw.pick("n", CONTEXTS)
    draw.let("trained", draw.pick("setting", CORPORA))
    s = draw.let("s", o[0] * v[0] + o[1] * v[1])
    t = draw.let("t", n[0] * v[0] + n[1] * v[1])
    draw.let("opposite", -t)
    # A score of 0 is its own negative.
    draw.require(o != n and abs(s) != abs(t) and s and t and abs(s) <= 3 and abs(t) <= 3 and v not in (o, n))
    skip_gram_loss = Computed("skip-gram-loss", LOSS, difficulty=2, places=3, signed=True, conventions=("natural-log",))
    skip_gram_gradient = Computed(
        "skip-gram-gradient",
        SLOPE,
        difficulty=3,
        places=3,
        form="tuple",
        signed=True,
        cells=cells(r"\partial L / \partial v_1", r"\partial L / \partial v_2"),
    )
    return Problem((skip_gram_loss, skip_gram_gradient)).worded(r"""
        [trained]，采用 skip-gram 和负采样。中心词的向量为 $v = [v]$，上下文词的向量为 $u_o = [o]$，只抽了一个负样本，
          向量为 $u_n = [n]$。损失为 $L = -\ln \sigma(u_o \cdot v) - \ln \sigma(-u_n \cdot v)$，
          其中 $\sigma$ 是 sigmoid 函数。
        [trained], using skip-gram with negative sampling. The centre word has the vector $v = [v]$, the context word
          $u_o = [o]$, and the only negative sample $u_n = [n]$. The loss is
          $L = -\ln \sigma(u_o \cdot v) - \ln \sigma(-u_n \cdot v)$, where $\sigma$ is the sigmoid.

        # skip-gram-loss
        ask: 求损失 $L$。 || Find the loss $L$.
        claim: 损失 $L = [value]$。 || The loss is $L = [value]$.
        solution: 得分为 $u_o \cdot v = [==o[0]*v[0] + o[1]*v[1]]$，$u_n \cdot v = [==n[0]*v[0] + n[1]*v[1]]$；
                    $\sigma([s]) [~sigma(s):.4]$，$\sigma([opposite]) [~sigma(opposite):.4]$：
                  The scores are $u_o \cdot v = [==o[0]*v[0] + o[1]*v[1]]$ and
                    $u_n \cdot v = [==n[0]*v[0] + n[1]*v[1]]$. With $\sigma([s]) [~sigma(s):.4]$ and
                    $\sigma([opposite]) [~sigma(opposite):.4]$,
                  $$L = [==-log(sigma(s)) - log(sigma(opposite)):.3].$$

        # skip-gram-gradient
        ask: 求 $\partial L / \partial v$。 || Find $\partial L / \partial v$.
        claim: $\partial L / \partial v = [value]$。 || The gradient is $\partial L / \partial v = [value]$.
        solution: 由 $\sigma' = \sigma (1 - \sigma)$，$-\ln \sigma(z)$ 的导数是 $\sigma(z) - 1$。两项中的 $z$ 对 $v$ 的梯度分别是 $u_o$ 和 $-u_n$，
                    又有 $1 - \sigma(-z) = \sigma(z)$，
                    因此 $\partial L / \partial v = (\sigma(u_o \cdot v) - 1)\, u_o + \sigma(u_n \cdot v)\, u_n$，
                    其中 $\sigma([s]) [~sigma(s):.4]$，$\sigma([t]) [~sigma(t):.4]$：
                  Since $\sigma' = \sigma (1 - \sigma)$, the derivative of $-\ln \sigma(z)$ is $\sigma(z) - 1$. The gradients of $z$ in the two
                    terms with respect to $v$ are $u_o$ and $-u_n$, and $1 - \sigma(-z) = \sigma(z)$, so that
                    $\partial L / \partial v = (\sigma(u_o \cdot v) - 1)\, u_o + \sigma(u_n \cdot v)\, u_n$, where
                    $\sigma([s]) [~sigma(s):.4]$ and $\sigma([t]) [~sigma(t):.4]$:
                  $$\frac{\partial L}{\partial v_1} = [==(sigma(s) - 1)*o[0] + sigma(t)*n[0]:.3],$$
                  $$\frac{\partial L}{\partial v_2} = [==(sigma(s) - 1)*o[1] + sigma(t)*n[1]:.3].$$
    """)


@skip_gram_step.check
def by_finite_differences(v: Vector, o: Vector, n: Vector) -> dict[str, object]:
    """The loss by softplus, and its slopes by complex steps."""
    import cmath

    def loss(x: complex, y: complex) -> complex:
        good, bad = o[0] * x + o[1] * y, n[0] * x + n[1] * y
        return cmath.log(1 + cmath.exp(-good)) + cmath.log(1 + cmath.exp(bad))

    h = 1e-20
    slopes = (loss(v[0] + 1j * h, v[1]).imag / h, loss(v[0], v[1] + 1j * h).imag / h)
    return {"skip-gram-loss": loss(*v).real, "skip-gram-gradient": slopes}
