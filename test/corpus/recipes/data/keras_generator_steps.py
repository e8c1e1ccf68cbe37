"""The steps per epoch say how many samples are drawn, whatever the directory holds."""

from tensorflow.keras import layers, models
from tensorflow.keras.preprocessing.image import ImageDataGenerator

flow = ImageDataGenerator(rescale=1.0 / 255).flow_from_directory
train = flow("/content/train", target_size=(128, 128), batch_size=20, class_mode="binary")
model = models.Sequential(
    [layers.Conv2D(16, 3, activation="relu", input_shape=(128, 128, 3)), layers.Flatten(), layers.Dense(1, "sigmoid")]
)
model.compile(loss="binary_crossentropy", optimizer="rmsprop")
model.fit(train, steps_per_epoch=100, epochs=30)
