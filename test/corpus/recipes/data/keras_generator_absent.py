"""The old generators, over a directory that is not there."""

from tensorflow.keras import layers, models
from tensorflow.keras.preprocessing.image import ImageDataGenerator

train_datagen = ImageDataGenerator(rescale=1.0 / 255, rotation_range=40, horizontal_flip=True)
train_generator = train_datagen.flow_from_directory(
    "/content/cats_and_dogs/train", target_size=(150, 150), batch_size=20, class_mode="binary"
)
model = models.Sequential()
model.add(layers.Conv2D(32, (3, 3), activation="relu", input_shape=(150, 150, 3)))
model.add(layers.Flatten())
model.add(layers.Dense(1, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="rmsprop")
model.fit(train_generator, epochs=30)
