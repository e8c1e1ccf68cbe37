"""Several inputs and outputs by name, shared layers, nested models, features of an inner layer."""
import keras
from keras import layers

num_tags = 12
num_words = 10000
num_departments = 4

title_input = keras.Input(shape=(None,), name="title")
body_input = keras.Input(shape=(None,), name="body")
tags_input = keras.Input(shape=(num_tags,), name="tags")

shared_embedding = layers.Embedding(num_words, 64, mask_zero=True)
title_features = layers.LSTM(128)(shared_embedding(title_input))
body_features = layers.LSTM(32)(shared_embedding(body_input))
x = layers.concatenate([title_features, body_features, tags_input])
priority_pred = layers.Dense(1, name="priority")(x)
department_pred = layers.Dense(num_departments, name="department")(x)

model = keras.Model(
    inputs={"title": title_input, "body": body_input, "tags": tags_input},
    outputs={"priority": priority_pred, "department": department_pred},
)
model.compile(
    optimizer=keras.optimizers.RMSprop(1e-3),
    loss={"priority": keras.losses.BinaryCrossentropy(from_logits=True), "department": keras.losses.CategoricalCrossentropy(from_logits=True)},
    loss_weights={"priority": 1.0, "department": 0.2},
)


def get_member():
    inputs = keras.Input(shape=(128,))
    return keras.Model(inputs, layers.Dense(1)(inputs))


members = [get_member() for _ in range(3)]
ensemble_input = keras.Input(shape=(128,))
ensemble = keras.Model(ensemble_input, layers.average([member(ensemble_input) for member in members]))

encoder_input = keras.Input(shape=(28, 28, 1), name="original_img")
x = layers.Conv2D(16, 3, activation="relu")(encoder_input)
x = layers.Conv2D(32, 3, activation="relu")(x)
x = layers.MaxPooling2D(3)(x)
x = layers.Conv2D(32, 3, activation="relu")(x)
x = layers.Conv2D(16, 3, activation="relu")(x)
encoder_output = layers.GlobalMaxPooling2D()(x)
encoder = keras.Model(encoder_input, encoder_output, name="encoder")
decoder_input = keras.Input(shape=(16,), name="encoded_img")
x = layers.Reshape((4, 4, 1))(decoder_input)
x = layers.Conv2DTranspose(16, 3, activation="relu")(x)
x = layers.Conv2DTranspose(32, 3, activation="relu")(x)
x = layers.UpSampling2D(3)(x)
x = layers.Conv2DTranspose(16, 3, activation="relu")(x)
decoder_output = layers.Conv2DTranspose(1, 3, activation="relu")(x)
decoder = keras.Model(decoder_input, decoder_output, name="decoder")
autoencoder_input = keras.Input(shape=(28, 28, 1), name="img")
autoencoder = keras.Model(autoencoder_input, decoder(encoder(autoencoder_input)), name="autoencoder")

# All inner features at once.
extractor = keras.Model(inputs=encoder.inputs, outputs=[layer.output for layer in encoder.layers if "conv" in layer.name])


class MLPBlock(layers.Layer):
    def __init__(self):
        super().__init__()
        self.linears = {"first": layers.Dense(32), "second": layers.Dense(32)}
        self.last = layers.Dense(1)

    def call(self, inputs):
        x = inputs
        for name in self.linears:
            x = keras.activations.relu(self.linears[name](x))
        return self.last(x)


class CustomRNN(layers.Layer):
    def __init__(self, units=16, input_dim=10):
        super().__init__()
        self.units = units
        self.projection_1 = layers.Dense(units=units, activation="tanh")
        self.projection_2 = layers.Dense(units=units, activation="tanh")
        self.classifier = MLPBlock()

    def call(self, inputs):
        outputs = []
        state = keras.ops.zeros(shape=(inputs.shape[0], self.units))
        for t in range(inputs.shape[1]):
            x = inputs[:, t, :]
            h = self.projection_1(x)
            y = h + self.projection_2(state)
            state = y
            outputs.append(y)
        features = keras.ops.stack(outputs, axis=1)
        return self.classifier(features)


rnn_input = keras.Input(batch_shape=(1, 10, 10))
rnn_model = keras.Model(rnn_input, CustomRNN()(layers.Conv1D(16, 3, padding="same")(rnn_input)))
