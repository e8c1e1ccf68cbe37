"""Super-resolution with sub-pixel convolution, for images of any size."""
import keras
import tensorflow as tf
from keras import layers

crop_size = 300
upscale_factor = 3
input_size = crop_size // upscale_factor
batch_size = 8


class DepthToSpace(layers.Layer):
    def __init__(self, block_size):
        super().__init__()
        self.block_size = block_size

    def call(self, input):
        batch, height, width, depth = keras.ops.shape(input)
        depth = depth // (self.block_size**2)
        x = keras.ops.reshape(input, [batch, height, width, self.block_size, self.block_size, depth])
        x = keras.ops.transpose(x, [0, 1, 3, 2, 4, 5])
        x = keras.ops.reshape(x, [batch, height * self.block_size, width * self.block_size, depth])
        return x


def process_input(image, input_size):
    image = tf.image.rgb_to_yuv(image)
    y, u, v = tf.split(image, 3, axis=len(image.shape) - 1)
    return tf.image.resize(y, [input_size, input_size], method="area")


def get_model(upscale_factor=3, channels=1):
    conv_args = {
        "activation": "relu",
        "kernel_initializer": "orthogonal",
        "padding": "same",
    }
    inputs = keras.Input(shape=(None, None, channels))
    x = layers.Conv2D(64, 5, **conv_args)(inputs)
    x = layers.Conv2D(64, 3, **conv_args)(x)
    x = layers.Conv2D(32, 3, **conv_args)(x)
    x = layers.Conv2D(channels * (upscale_factor**2), 3, **conv_args)(x)
    outputs = DepthToSpace(upscale_factor)(x)
    return keras.Model(inputs, outputs)


class ESPCNCallback(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        self.psnr = []

    def on_test_batch_end(self, batch, logs=None):
        self.psnr.append(10 * keras.ops.log10(1 / logs["loss"]))


train_ds = keras.utils.image_dataset_from_directory(
    "BSDS500",
    batch_size=batch_size,
    image_size=(crop_size, crop_size),
    validation_split=0.2,
    subset="training",
    seed=1337,
    label_mode=None,
)
train_ds = train_ds.map(lambda x: x / 255.0)
train_ds = train_ds.map(lambda x: (process_input(x, input_size), x)).prefetch(buffer_size=32)

model = get_model(upscale_factor=upscale_factor, channels=1)
model.summary()
loss_fn = keras.losses.MeanSquaredError()
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.001), loss=loss_fn)
model.fit(train_ds, epochs=100, callbacks=[ESPCNCallback()], verbose=2)
