"""Deep Q-learning on Atari frames: two copies of one network, channels moved in a Lambda."""
import keras
import numpy as np
import tensorflow as tf
from keras import layers

num_actions = 4
batch_size = 32
gamma = 0.99


def create_q_model():
    return keras.Sequential(
        [
            layers.Lambda(
                lambda tensor: keras.ops.transpose(tensor, [0, 2, 3, 1]),
                output_shape=(84, 84, 4),
                input_shape=(4, 84, 84),
            ),
            layers.Conv2D(32, 8, strides=4, activation="relu"),
            layers.Conv2D(64, 4, strides=2, activation="relu"),
            layers.Conv2D(64, 3, strides=1, activation="relu"),
            layers.Flatten(),
            layers.Dense(512, activation="relu"),
            layers.Dense(num_actions, activation="linear"),
        ]
    )


model = create_q_model()
model_target = create_q_model()
optimizer = keras.optimizers.Adam(learning_rate=0.00025, clipnorm=1.0)
loss_function = keras.losses.Huber()


def update(state_sample, state_next_sample, rewards_sample, action_sample):
    future_rewards = model_target.predict(state_next_sample, verbose=0)
    updated_q_values = rewards_sample + gamma * keras.ops.amax(future_rewards, axis=1)
    masks = keras.ops.one_hot(action_sample, num_actions)
    with tf.GradientTape() as tape:
        q_values = model(state_sample)
        q_action = keras.ops.sum(keras.ops.multiply(q_values, masks), axis=1)
        loss = loss_function(updated_q_values, q_action)
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))


class NoisyDense(layers.Layer):
    """A dense layer whose weights carry noise of factors."""

    def __init__(self, units, sigma=0.5):
        super().__init__()
        self.units = units
        self.sigma = sigma

    def build(self, input_shape):
        width = input_shape[-1]
        self.mu = self.add_weight(shape=(width, self.units), name="mu")
        self.noise = self.add_weight(shape=(width, self.units), name="sigma", initializer=keras.initializers.Constant(self.sigma / np.sqrt(width)))
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")

    def call(self, x):
        left = keras.random.normal((self.mu.shape[0], 1))
        right = keras.random.normal((1, self.units))
        return x @ (self.mu + self.noise * (left * right)) + self.bias


class DuelingQNetwork(keras.Model):
    def __init__(self, actions):
        super().__init__()
        self.trunk = [layers.Conv2D(f, k, s, activation="relu") for f, k, s in ((32, 8, 4), (64, 4, 2), (64, 3, 1))]
        self.flatten = layers.Flatten()
        self.advantage = keras.Sequential([NoisyDense(256), layers.ReLU(), NoisyDense(actions)])
        self.value = keras.Sequential([NoisyDense(256), layers.ReLU(), NoisyDense(1)])

    def call(self, frames):
        x = frames / 255.0
        for conv in self.trunk:
            x = conv(x)
        x = self.flatten(x)
        advantage = self.advantage(x)
        return self.value(x) + advantage - keras.ops.mean(advantage, axis=1, keepdims=True)


dueling = DuelingQNetwork(num_actions)
dueling_target = DuelingQNetwork(num_actions)
dueling.build((None, 84, 84, 4))
dueling_target.build((None, 84, 84, 4))
dueling_target.set_weights(dueling.get_weights())
