"""What inputs and networks are about: settings, so that variants differ in more than numbers."""

from hwgen import texts

# Single-channel or any planes, as nouns: “a layer acts on a feature map (28 × 28)”.
PLANES = texts("""
    map: 特征图 || a feature map
    photograph: 航拍照片的图块 || a patch of an aerial photograph
    spectrogram: 语音频谱图 || a spectrogram of speech
""")
# Networks that a convolutional layer stands in.
NETWORKS = texts("""
    classifier: 图像分类网络 || an image classifier
    detector: 车辆检测网络 || a vehicle detector
    speech: 语音识别网络 || a speech recogniser
""")
# What the nodes of a graph stand for.
NODES = texts("""
    users: 社交网络中的用户 || users of a social network
    papers: 引文网络中的论文 || papers in a citation network
    atoms: 分子中的原子 || atoms of a molecule
""")
