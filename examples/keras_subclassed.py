"""A subclassed Keras model on Fashion-MNIST, fed by tf.data pipelines."""
import tensorflow as tf
from tensorflow.keras import Model
from tensorflow.keras.layers import BatchNormalization, Conv2D, Dense, Dropout, GlobalAveragePooling2D, MaxPooling2D

BATCH_SIZE = 256
BUFFER_SIZE = 10000
EPOCHS = 12


class ConvBlock(tf.keras.layers.Layer):
    def __init__(self, filters, kernel_size=3, **kwargs):
        super().__init__(**kwargs)
        self.conv = Conv2D(filters, kernel_size, padding="same", use_bias=False)
        self.norm = BatchNormalization()

    def call(self, inputs, training=False):
        return tf.nn.relu(self.norm(self.conv(inputs), training=training))


class FashionNet(Model):
    def __init__(self, num_classes=10):
        super().__init__()
        self.block1 = ConvBlock(32)
        self.block2 = ConvBlock(64)
        self.block3 = ConvBlock(128)
        self.pool = MaxPooling2D()
        self.gap = GlobalAveragePooling2D()
        self.dropout = Dropout(0.3)
        self.hidden = Dense(128, activation="relu")
        self.classifier = Dense(num_classes)

    def call(self, inputs, training=False):
        x = self.pool(self.block1(inputs, training=training))
        x = self.pool(self.block2(x, training=training))
        x = self.block3(x, training=training)
        x = self.gap(x)
        x = self.dropout(self.hidden(x), training=training)
        return self.classifier(x)


(x_train, y_train), (x_test, y_test) = tf.keras.datasets.fashion_mnist.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0
x_train = x_train[..., tf.newaxis].astype("float32")
x_test = x_test[..., tf.newaxis].astype("float32")

train_ds = (
    tf.data.Dataset.from_tensor_slices((x_train, y_train))
    .shuffle(BUFFER_SIZE)
    .batch(BATCH_SIZE)
    .prefetch(tf.data.AUTOTUNE)
)
test_ds = tf.data.Dataset.from_tensor_slices((x_test, y_test)).batch(BATCH_SIZE)

model = FashionNet()
model.compile(
    optimizer=tf.keras.optimizers.Adam(learning_rate=1e-3),
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)

if __name__ == "__main__":
    model.fit(train_ds, epochs=EPOCHS, validation_data=test_ds)
    model.summary()
    model.evaluate(test_ds, verbose=2)
