"""GradientTape in loops over epochs and batches."""

import tensorflow as tf
from tensorflow import keras

(x_train, y_train), _ = keras.datasets.mnist.load_data()
x_train = x_train.reshape(-1, 784).astype("float32") / 255
dataset = tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(1024).batch(240)
model = keras.Sequential([keras.layers.Dense(64, activation="relu"), keras.layers.Dense(10)])
optimizer = keras.optimizers.SGD(learning_rate=1e-3)
loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        logits = model(x, training=True)
        loss = loss_fn(y, logits)
    gradients = tape.gradient(loss, model.trainable_weights)
    optimizer.apply_gradients(zip(gradients, model.trainable_weights))
    return loss


for epoch in range(4):
    for step, (x, y) in enumerate(dataset):
        loss = train_step(x, y)
        if step % 100 == 0:
            print(epoch, step, float(loss))
