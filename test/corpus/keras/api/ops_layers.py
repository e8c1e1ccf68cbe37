"""Own layers written with keras.ops: rotary attention, squeeze-and-excite, mixture of experts, low-rank dense."""
import keras
from keras import Layer, layers, ops


@keras.saving.register_keras_serializable(package="corpus")
class RotaryAttention(Layer):
    def __init__(self, heads, head_dim, **kwargs):
        super().__init__(**kwargs)
        self.heads, self.head_dim = heads, head_dim

    def build(self, input_shape):
        *_, width = input_shape
        for name in ("query", "key", "value"):
            setattr(self, f"{name}_kernel", self.add_weight(name=name, shape=(width, self.heads, self.head_dim)))
        self.out_kernel = self.add_weight(name="out", shape=(self.heads, self.head_dim, width), initializer="zeros")
        inverse = 1.0 / (10000 ** (ops.arange(0, self.head_dim, 2, dtype="float32") / self.head_dim))
        self.inverse_frequency = inverse
        self.built = True

    def rotate(self, x):
        length = x.shape[1] if x.shape[1] is not None else ops.shape(x)[1]
        angles = ops.outer(ops.arange(length, dtype="float32"), self.inverse_frequency)
        sin, cos = ops.sin(angles)[None, :, None, :], ops.cos(angles)[None, :, None, :]
        even, odd = x[..., ::2], x[..., 1::2]
        rotated = ops.stack([even * cos - odd * sin, even * sin + odd * cos], axis=-1)
        return ops.reshape(rotated, ops.shape(x))

    def call(self, x):
        q = self.rotate(ops.einsum("btd,dhk->bthk", x, self.query_kernel))
        k = self.rotate(ops.einsum("btd,dhk->bthk", x, self.key_kernel))
        v = ops.einsum("btd,dhk->bthk", x, self.value_kernel)
        scores = ops.einsum("bthk,bshk->bhts", q, k) / self.head_dim**0.5
        weights = ops.softmax(scores, axis=-1)
        return ops.einsum("bthk,hkd->btd", ops.einsum("bhts,bshk->bthk", weights, v), self.out_kernel)

    def compute_output_shape(self, input_shape):
        return input_shape


class SqueezeExcite(Layer):
    def __init__(self, ratio=4):
        super().__init__()
        self.ratio = ratio

    def build(self, shape):
        self.squeeze = layers.Dense(shape[-1] // self.ratio, activation="relu")
        self.excite = layers.Dense(shape[-1], activation="sigmoid")

    def call(self, x):
        return x * self.excite(self.squeeze(ops.mean(x, axis=[1, 2], keepdims=True)))


class Experts(Layer):
    """Every expert sees everything; the gate weighs what comes out."""

    def __init__(self, count, units, **kwargs):
        super().__init__(**kwargs)
        self.gate = layers.Dense(count, activation="softmax")
        self.experts = [keras.Sequential([layers.Dense(4 * units, "gelu"), layers.Dense(units)]) for _ in range(count)]

    def call(self, x, training=None):
        gates = ops.expand_dims(self.gate(x), -1)
        outputs = ops.stack([expert(x, training=training) for expert in self.experts], axis=-2)
        return ops.sum(gates * outputs, axis=-2)


class LowRankDense(layers.Dense):
    def __init__(self, units, rank, **kwargs):
        super().__init__(units, use_bias=False, **kwargs)
        self.rank = rank

    def build(self, input_shape):
        super().build(input_shape)
        self.kernel.trainable = False
        self.left = self.add_weight(name="left", shape=(input_shape[-1], self.rank))
        self.right = self.add_weight(name="right", shape=(self.rank, self.units), initializer="zeros")

    def call(self, inputs):
        return super().call(inputs) + ops.matmul(ops.matmul(inputs, self.left), self.right)

    def get_config(self):
        config = super().get_config()
        config.pop("use_bias")
        return {**config, "rank": self.rank}


def language_model(vocabulary=1000, length=48, width=64, depth=2):
    tokens = keras.Input((length,), dtype="int32")
    x = layers.Embedding(vocabulary, width)(tokens)
    for i in range(depth):
        x = x + RotaryAttention(4, 16, name=f"attention_{i}")(layers.LayerNormalization()(x))
        x = x + Experts(3, width)(layers.LayerNormalization()(x))
    return keras.Model(tokens, LowRankDense(vocabulary, 8)(x), name="lm")


def image_model():
    inputs = keras.Input((32, 32, 3))
    x = inputs
    for filters in (16, 32):
        x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = SqueezeExcite()(x)
        x = ops.nn.max_pool(x, 2)
    x = ops.mean(x, axis=(1, 2))
    return keras.Model(inputs, layers.Dense(10)(x))


lm = language_model()
classifier = image_model()
copied = keras.models.clone_model(lm)
