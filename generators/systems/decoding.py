"""How fast a language model can generate if reading its weights takes all the time."""

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

SPEED = Formulas("W/(N*b/8)").with_wrong("""
    bits-for-bytes: W/(N*b) || 把比特当作字节。 || This takes bits for bytes.
    divided-by-eight-again: W/(N*b/8/8)
        把字节数又除以了 8，如同它是比特数。 || This divides the bytes by 8 again, as if they were bits.
    full-precision: W/(4*N) if b not in (4, 32) else None
        按每个参数 4 字节计算了。 || This takes 4 bytes for each parameter.
    half-precision: W/(2*N) if b != 16 else None
        按每个参数 2 字节计算了。 || This takes 2 bytes for each parameter.
    one-byte-for-each: W/N if b != 8 else None
        按每个参数 1 字节计算了。 || This takes 1 byte for each parameter.
    seconds-for-a-token: N*b/8/W
        这是生成一个词元的秒数，没有取倒数。 || This is the time for one token in seconds, not its reciprocal.
""")
MACHINES = texts("""
    phone: 一部手机上运行的语言模型 || A language model on a phone
    laptop: 一台笔记本电脑上运行的语言模型 || A language model on a laptop
    server: 一台服务器上运行的语言模型 || A language model on a server
""")

# The models (in billions of parameters) and the bandwidths that go with a machine: at most, at most, at least.
SIZES = {"phone": (8, 100, 50), "laptop": (34, 600, 50), "server": (70, 3350, 600)}


@generator(topic="systems", objective="systems-inference", minutes=2, tags=("memory-bandwidth", "inference"))
@source("Pope et al., Efficiently Scaling Transformer Inference, MLSys 2023, section 2")
def decoding_speed(draw: Draw) -> Problem:
    """The most tokens per second for one request, by the memory bandwidth."""
    draw.let("model", draw.pick("setting", MACHINES))
    largest, fastest, slowest = SIZES[draw.params["setting"]]
    N = draw.pick("N", (1, 3, 7, 8, 13, 34, 70))
    b = draw.pick("b", (4, 8, 16))
    W = draw.pick("W", (50, 100, 300, 600, 900, 2000, 3350))
    draw.require(largest >= N and slowest <= W <= fastest)
    # A phone has little memory.
    draw.require(draw.params["setting"] != "phone" or N * b <= 64)
    question = Computed("sys/decode-bandwidth", SPEED, difficulty=2, places=2, conventions=("gigabyte",))
    return Problem(question).worded(r"""
        [model]有 $[N: 1=10^9|# \times 10^9]$ 个参数，每个参数以 [b] 比特存放，内存带宽为 $[W]$ GB/s。
          一次只生成一个回答，每生成一个词元都要把全部参数从内存读一遍；读取 KV 缓存的时间和计算的时间不计。
        [model] has $[N: 1=10^9|# \times 10^9]$ parameters of [b] bits each, and the memory bandwidth is $[W]$ GB/s. A single answer
          is generated at a time, and for each token all parameters are read from memory once; the time for reading the
          KV cache and for computation is not counted.

        ask: 每秒生成多少个词元？ || How many tokens are generated per second?
        claim: 每秒生成 $[value]$ 个词元。 || The number of tokens that are generated per second is $[value]$.
        solution: 每个词元读取 $[N] \times [b] / 8 = [N*b/8]$ GB：
                  For each token, the memory delivers $[N] \times [b] / 8 = [N*b/8]$ GB:
                  $$\frac{[W]}{[N*b/8]} [~key:.2].$$
    """)


@decoding_speed.check
def by_one_second_of_reading(N: int, b: int, W: int) -> R:
    """Counts how many times the bits of the model go into those that a second reads."""
    bits_in_a_second = sum(W * 10**9 for _ in range(8))
    bits_of_the_model = sum(N * 10**9 for _ in range(b))
    return R(bits_in_a_second, bits_of_the_model)
