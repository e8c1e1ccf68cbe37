"""A step that is run on every device of a strategy, over batches that are shared among them."""

import tensorflow as tf
from tensorflow import keras

strategy = tf.distribute.MirroredStrategy()
per_device = 64
batch_size = per_device * strategy.num_replicas_in_sync

(x_train, y_train), _ = keras.datasets.fashion_mnist.load_data()
dataset = tf.data.Dataset.from_tensor_slices((x_train[..., None] / 255.0, y_train))
batches = strategy.experimental_distribute_dataset(dataset.shuffle(60000).batch(batch_size))

with strategy.scope():
    model = keras.Sequential(
        [keras.layers.Conv2D(32, 3, activation="relu"), keras.layers.Flatten(), keras.layers.Dense(10)]
    )
    optimizer = keras.optimizers.Adam()
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")


def train_step(inputs):
    images, labels = inputs
    with tf.GradientTape() as tape:
        loss = tf.nn.compute_average_loss(
            loss_of(labels, model(images, training=True)), global_batch_size=batch_size
        )
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss


@tf.function
def distributed_step(inputs):
    losses = strategy.run(train_step, args=(inputs,))
    return strategy.reduce(tf.distribute.ReduceOp.SUM, losses, axis=None)


for epoch in range(10):
    total = 0.0
    for batch in batches:
        total += distributed_step(batch)

tpu = tf.distribute.TPUStrategy(tf.distribute.cluster_resolver.TPUClusterResolver())
with tpu.scope():
    dense = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10)])
    dense.compile(loss="mse", optimizer="sgd")
dense.fit(x_train.reshape(-1, 784), y_train, batch_size=16 * tpu.num_replicas_in_sync, epochs=4)
