"""AutoKeras: candidates on four fifths, stopped early; the best one again for all epochs on everything."""

import autokeras as ak
from keras.datasets import mnist

(x_train, y_train), (x_test, y_test) = mnist.load_data()

clf = ak.ImageClassifier(overwrite=True, max_trials=4)
clf.fit(x_train, y_train, epochs=10, batch_size=64)
print(clf.evaluate(x_test, y_test))
model = clf.export_model()
