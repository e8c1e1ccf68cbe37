"""Temperatures with an LSTM over windows of measurements."""
import keras
import numpy as np

past = 720
future = 72
step = 6
learning_rate = 0.001
batch_size = 256
epochs = 10
split_fraction = 0.715

titles = ["Pressure", "Temperature", "Saturation vapor pressure", "Vapor pressure deficit", "Specific humidity", "Airtight", "Wind speed"]
rows = 420551
train_split = int(split_fraction * rows)
features = np.random.rand(rows, len(titles)).astype("float32")


def normalize(data, train_split):
    data_mean = data[:train_split].mean(axis=0)
    data_std = data[:train_split].std(axis=0)
    return (data - data_mean) / data_std


features = normalize(features, train_split)
train_data = features[0:train_split]
start = past + future
end = start + train_split
sequence_length = int(past / step)
dataset_train = keras.preprocessing.timeseries_dataset_from_array(
    train_data,
    features[start:end, 1:2],
    sequence_length=sequence_length,
    sampling_rate=step,
    batch_size=batch_size,
)

inputs = keras.layers.Input(shape=(sequence_length, len(titles)))
lstm_out = keras.layers.LSTM(32)(inputs)
outputs = keras.layers.Dense(1)(lstm_out)

model = keras.Model(inputs=inputs, outputs=outputs)
model.compile(optimizer=keras.optimizers.Adam(learning_rate=learning_rate), loss="mse")
model.summary()
model.fit(dataset_train, epochs=epochs)
