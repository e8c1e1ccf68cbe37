"""Transfer learning from EfficientNet in half precision: a frozen trunk, a new head, then the last block is thawed."""
import keras
from keras import layers, mixed_precision
from keras.applications import EfficientNetB0, MobileNetV2

mixed_precision.set_global_policy("mixed_float16")

IMG_SIZE = 160
NUM_CLASSES = 120
BATCH_SIZE = 64

augmentation = keras.Sequential(
    [layers.RandomRotation(factor=0.15), layers.RandomTranslation(height_factor=0.1, width_factor=0.1), layers.RandomFlip()]
)


def build_model(num_classes):
    inputs = layers.Input(shape=(IMG_SIZE, IMG_SIZE, 3))
    x = augmentation(inputs)
    model = EfficientNetB0(include_top=False, input_tensor=x, weights="imagenet")

    # Freeze the pretrained weights
    model.trainable = False

    # Rebuild top
    x = layers.GlobalAveragePooling2D(name="avg_pool")(model.output)
    x = layers.BatchNormalization()(x)
    x = layers.Dropout(0.2, name="top_dropout")(x)
    x = layers.Dense(num_classes, name="pred")(x)
    outputs = layers.Activation("softmax", dtype="float32")(x)

    model = keras.Model(inputs, outputs, name="EfficientNet")
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=1e-2), loss="categorical_crossentropy", metrics=["accuracy"])
    return model


def unfreeze_model(model):
    for layer in model.layers[-20:]:
        if not isinstance(layer, layers.BatchNormalization):
            layer.trainable = True
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=1e-5), loss="categorical_crossentropy", metrics=["accuracy"])


model = build_model(num_classes=NUM_CLASSES)
unfreeze_model(model)

base = MobileNetV2(input_shape=(IMG_SIZE, IMG_SIZE, 3), include_top=False, weights="imagenet", alpha=0.75, pooling="avg")
base.trainable = False
mobile = keras.Sequential(
    [
        layers.Input((IMG_SIZE, IMG_SIZE, 3)),
        layers.Rescaling(1.0 / 127.5, offset=-1),
        base,
        layers.Dense(NUM_CLASSES, activation="softmax", dtype="float32"),
    ]
)
mobile.compile("adam", "sparse_categorical_crossentropy")
