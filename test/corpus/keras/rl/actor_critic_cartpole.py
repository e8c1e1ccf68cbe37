"""Actor and critic share a layer; gradients by a tape in an endless loop."""
import os

os.environ["KERAS_BACKEND"] = "tensorflow"
import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

gamma = 0.99
max_steps_per_episode = 10000
eps = np.finfo(np.float32).eps.item()

num_inputs = 4
num_actions = 2
num_hidden = 128

inputs = layers.Input(shape=(num_inputs,))
common = layers.Dense(num_hidden, activation="relu")(inputs)
action = layers.Dense(num_actions, activation="softmax")(common)
critic = layers.Dense(1)(common)
model = keras.Model(inputs=inputs, outputs=[action, critic])

optimizer = keras.optimizers.Adam(learning_rate=0.01)
huber_loss = keras.losses.Huber()


def train(env):
    running_reward = 0
    episode_count = 0
    while True:
        state = env.reset()[0]
        action_probs_history, critic_value_history, rewards_history = [], [], []
        episode_reward = 0
        with tf.GradientTape() as tape:
            for timestep in range(1, max_steps_per_episode):
                state = ops.convert_to_tensor(state)
                state = ops.expand_dims(state, 0)
                action_probs, critic_value = model(state)
                critic_value_history.append(critic_value[0, 0])
                action = np.random.choice(num_actions, p=np.squeeze(action_probs))
                action_probs_history.append(ops.log(action_probs[0, action]))
                state, reward, done, *_ = env.step(action)
                rewards_history.append(reward)
                episode_reward += reward
                if done:
                    break
            running_reward = 0.05 * episode_reward + (1 - 0.05) * running_reward
            loss_value = sum(action_probs_history) + sum(critic_value_history)
        grads = tape.gradient(loss_value, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables))
        episode_count += 1
        if running_reward > 195:
            break


if __name__ == "__main__" and "RUN" in os.environ:
    import gymnasium

    train(gymnasium.make("CartPole-v0"))
