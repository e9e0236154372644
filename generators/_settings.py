"""What inputs and networks are about: settings that are drawn like numbers, so that variants differ in more than these."""

from hwgen import Text

# Single-channel or any planes of pixels, as nouns: “a layer acts on a feature map of 28 × 28 pixels”.
PLANES = {
    "map": Text(zh="特征图", en="a feature map"),
    "photograph": Text(zh="航拍照片", en="an aerial photograph"),
    "spectrogram": Text(zh="语音频谱图", en="a spectrogram of speech"),
}
# Networks that a convolutional layer stands in.
NETWORKS = {
    "classifier": Text(zh="图像分类网络", en="an image classifier"),
    "detector": Text(zh="车辆检测网络", en="a vehicle detector"),
    "speech": Text(zh="语音识别网络", en="a speech recogniser"),
}
# What the nodes of a graph stand for.
NODES = {
    "users": Text(zh="社交网络中的用户", en="users of a social network"),
    "papers": Text(zh="引文网络中的论文", en="papers in a citation network"),
    "atoms": Text(zh="分子中的原子", en="atoms of a molecule"),
}
