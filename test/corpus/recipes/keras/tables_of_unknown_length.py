"""Tables and texts whose length nobody knows, and of which each sample has a known shape."""
import pandas as pd
from sklearn.model_selection import train_test_split
from tensorflow import keras
from tensorflow.keras import layers
from tensorflow.keras.preprocessing.sequence import pad_sequences
from tensorflow.keras.preprocessing.text import Tokenizer

reviews = pd.read_csv("reviews.csv")
tokenizer = Tokenizer(num_words=5000)
tokenizer.fit_on_texts(reviews["text"])
padded = pad_sequences(tokenizer.texts_to_sequences(reviews["text"]), maxlen=100)
train, test, labels, test_labels = train_test_split(padded, reviews["score"].values, test_size=0.2)
texts = keras.Sequential(
    [layers.Embedding(5000, 16), layers.GlobalAveragePooling1D(), layers.Dense(1, activation="sigmoid")]
)
texts.compile("adam", "binary_crossentropy")
texts.fit(train, labels, epochs=3, batch_size=16)

rows = reviews[["age", "stars", "length"]]
table = keras.Sequential([layers.Dense(8, activation="relu"), layers.Dense(1)])
table.compile("adam", "mse")
table.fit(rows, reviews["score"], epochs=4)

scaled = keras.Sequential([layers.Conv1D(8, 2, activation="relu"), layers.Flatten(), layers.Dense(1)])
scaled.compile("adam", "mse")
scaled.fit((rows.values / 10).reshape(-1, 3, 1), reviews["score"], epochs=5)

three, one = keras.Input((3,)), keras.Input((1,))
joined = keras.Model([three, one], layers.Dense(2)(layers.concatenate([three, one])))
joined.compile("adam", "mse")
joined.fit([rows, reviews["age"]], reviews["score"], epochs=6, batch_size=8)
