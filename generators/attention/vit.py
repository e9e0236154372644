"""A vision Transformer: its tokens and its patch embedding."""

from hwgen import Computed, Draw, Formulas, Problem, Text, generator, source

TOKENS = Formulas(
    "(H//P)**2 + 1",
    let={"side": "H//P"},
    # The patches cover the image.
    under={"floor": "side**2 + 1", "ceil": "side**2 + 1"},
).with_wrong("""
    class-token-forgotten: side**2 || 漏了类别词元。 || This leaves out the class token.
    patches-of-one-row: side + 1
        只算了一行的图块和类别词元。 || This counts the patches of a single row and the class token.
    tokens-per-channel: c*side**2 + 1 if c > 1 else None
        每个通道各算了一个词元；一个图块的所有通道合成一个词元。
        This makes a token of each channel, but the channels of a patch make one token together.
    token-per-pixel-of-a-patch: P**2 + 1 if P != side else None
        这是一个图块的像素数加 1。 || This is the number of pixels in a patch plus 1.
    overlapping-patches: (H - P + 1)**2 + 1
        让图块逐个像素地移动；图块互不重叠。 || This moves the patch by one pixel at a time, but patches do not overlap.
    two-extra-tokens: side**2 + 2
        多算了一个词元；额外的词元只有类别词元。 || This counts an extra token besides the class token.
    class-token-in-each-row: side*(side + 1)
        给每一行图块都算了一个类别词元。 || This counts a class token for each row of patches.
""")
EMBEDDING = Formulas(
    "values*d + d", let={"values": "c*P**2"}, under={"floor": "values*d + d", "ceil": "values*d + d"}
).with_wrong("""
    channels-left-out: P**2*d + d if c > 1 else None || 漏了通道数。 || This leaves out the channels.
    embedding-without-bias: c*P**2*d || 漏了偏置。 || This leaves out the bias.
    one-side-of-the-patch: c*P*d + d || 只乘了图块的一条边。 || This multiplies by one side of the patch only.
    weights-for-every-patch: (H//P)**2*(c*P**2*d + d)
        给每个图块都算了自己的权重；所有图块共用一个线性层。
        This gives every patch weights of its own, but all patches share one linear layer.
    bias-per-patch: c*P**2*d + (H//P)**2*d
        给每个图块都算了一个偏置向量。 || This counts a bias vector for each patch.
    positions-included: c*P**2*d + d + ((H//P)**2 + 1)*d
        把位置嵌入也算了进来。 || This includes the position embeddings.
    bias-per-pixel: c*P**2*d + c*P**2
        偏置的个数算成了图块中数的个数；它是输出的维数。
        This takes as many biases as a patch has numbers; there is one for each output.
""")
# What is seen, with its number of channels.
IMAGES = {
    "photo": (3, Text("彩色（RGB）照片", "RGB photographs")),
    "x-ray": (1, Text("单通道的 X 光片", "single-channel X-ray images")),
    "satellite": (4, Text("四个波段的卫星图像", "four-band satellite images")),
}


@generator(topic="attention", objective="attention-block", minutes=4, tags=("vision-transformer", "parameters"))
@source("Dosovitskiy et al., An image is worth 16x16 words, ICLR 2021, section 3.1")
def vit_tokens(draw: Draw) -> Problem:
    """The sequence that a vision Transformer reads, and the layer that embeds the patches."""
    H = draw.pick("H", (32, 64, 96, 128, 224, 256, 384))
    P = draw.pick("P", (4, 8, 14, 16, 32))
    d = draw.pick("d", (64, 192, 384, 768))
    channels, images = draw.pick("images", IMAGES)
    draw.let("c", channels)
    draw.let("what", images)
    draw.require(H % P == 0 and 2 <= H // P <= 32)
    # Else confusing inputs with outputs of the embedding, or channels with the side of a patch, changes no number.
    draw.require(channels * P**2 != d and channels != P)
    question = Computed("attn/vit-tokens", TOKENS, difficulty=2)
    patch_embedding = Computed("patch-embedding", EMBEDDING, difficulty=2)
    return Problem((question, patch_embedding)).worded("""
        视觉 Transformer（ViT）对[what]分类，图像大小为 $[H] \\times [H]$ 像素，通道数为 $c = [c]$。图像被切成边长为 $P = [P]$、
          互不重叠的图块，每个图块展平后经同一个含偏置的线性层映射为 $d = [d]$ 维的词元；
          序列的开头另加一个可学习的类别词元，位置嵌入加在词元上。
        A vision Transformer (ViT) classifies [what]. The images have $[H] \\times [H]$ pixels and $c = [c]$
          [c: channel|channels]. Each is cut into patches of side $P = [P]$ that do not overlap. A patch is flattened and
          mapped to a token of dimension $d = [d]$ by a linear layer with a bias, the same for all patches. A learnable
          class token is put in front, and position embeddings are added to the tokens.

        # vit-tokens
        ask: 编码器读入的序列有多少个词元？ || How many tokens does the encoder read for an image?
        claim: 编码器读入的序列有 $[value]$ 个词元。 || The encoder reads $[value]$ tokens for an image.
        solution: 每边有 $[H]/[P] = [side]$ 个图块，再加上类别词元：
                  There are $[H]/[P] = [side]$ patches along each side, and the class token is added to them:
                  $$[side]^2 + 1 = [key].$$

        # patch-embedding
        ask: 图块嵌入层有多少个可学习的参数？ || How many learnable parameters does the patch embedding have?
        claim: 图块嵌入层有 $[value]$ 个可学习的参数。 || The patch embedding has $[value]$ learnable parameters.
        solution: 每个图块展平为 $[=values]$ 个数，线性层把它映射为 $d$ 维：
                  A patch is flattened to $[=values]$ numbers, which a linear layer maps to $d$ dimensions:
                  $$[==key].$$
    """)


@vit_tokens.check
def by_cutting_the_image(H: int, P: int, d: int, images: str) -> dict[str, int]:
    """Lists the corners of the patches, and the weights of one output of the embedding."""
    corners = [(row, column) for row in range(0, H, P) for column in range(0, H, P)]
    channels = {"photo": 3, "x-ray": 1, "satellite": 4}[images]
    one_output = sum(P for _ in range(P * channels)) + 1
    return {"vit-tokens": len(["class", *corners]), "patch-embedding": sum(one_output for _ in range(d))}
