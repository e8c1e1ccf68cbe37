"""Pictures of differing sizes that layers make alike before they are batched, and sounds of a folder that is not there."""
import tensorflow as tf
import tensorflow_datasets as tfds
from tensorflow import keras
from tensorflow.keras import layers

(flowers, rest), info = tfds.load("tf_flowers", split=["train[:80%]", "train[80%:]"], with_info=True, as_supervised=True)
alike = keras.Sequential([layers.Resizing(120, 100), layers.Rescaling(1.0 / 255)])
batches = flowers.map(lambda x, y: (alike(x), y)).shuffle(1000).batch(32)
pictures = keras.Sequential([layers.Conv2D(8, 3), layers.GlobalAveragePooling2D(), layers.Dense(5)])
pictures.compile("adam", "sparse_categorical_crossentropy")
pictures.fit(batches, epochs=5)

sounds, held = keras.utils.audio_dataset_from_directory(
    "sounds", batch_size=16, output_sequence_length=8000, validation_split=0.2, subset="both", seed=0
)
heard = keras.Sequential([layers.Conv1D(8, 9), layers.GlobalAveragePooling1D(), layers.Dense(3)])
heard.compile("adam", "sparse_categorical_crossentropy")
heard.fit(sounds, validation_data=held, epochs=6)
