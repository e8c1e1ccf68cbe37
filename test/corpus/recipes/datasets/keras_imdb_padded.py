"""Reviews cut and padded to one length; a fifth of them validates."""

from tensorflow import keras
from tensorflow.keras.preprocessing.sequence import pad_sequences

MAX_FEATURES, MAX_LEN = 10_000, 200
(x_train, y_train), (x_test, y_test) = keras.datasets.imdb.load_data(num_words=MAX_FEATURES)
x_train = pad_sequences(x_train, maxlen=MAX_LEN)
x_test = pad_sequences(x_test, maxlen=MAX_LEN)

model = keras.Sequential(
    [
        keras.layers.Embedding(MAX_FEATURES, 32),
        keras.layers.LSTM(32),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["acc"])
model.fit(x_train, y_train, epochs=10, batch_size=128, validation_split=0.2)
