"""Transfer learning in Keras: first the head, then the whole."""

import keras

(x, y), _ = keras.datasets.cifar100.load_data()
base = keras.Sequential(
    [keras.Input((96, 96, 3))]
    + [keras.layers.Conv2D(filters, 3, strides=2, activation="relu") for filters in (16, 32, 64)],
    name="base",
)
base.load_weights("base.weights.h5")
base.trainable = False

inputs = keras.Input((32, 32, 3))
z = keras.layers.Resizing(96, 96)(inputs)
z = base(z, training=False)
z = keras.layers.GlobalAveragePooling2D()(z)
outputs = keras.layers.Dense(100)(z)
model = keras.Model(inputs, outputs)
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile(keras.optimizers.Adam(1e-3), loss)
model.fit(x, y, epochs=3)

base.trainable = True
for layer in base.layers[:1]:
    layer.trainable = False
model.compile(keras.optimizers.RMSprop(1e-5), loss)
model.fit(x, y, epochs=5, initial_epoch=3)
