"""AutoKeras with data of its own to validate on and no epochs: at most 1000, and none of them again."""

import autokeras as ak
import numpy as np

x = np.random.rand(1000, 30)
y = np.random.rand(1000, 1)
x_val = np.random.rand(200, 30)
y_val = np.random.rand(200, 1)

reg = ak.AutoModel(ak.Input(), ak.RegressionHead(), max_trials=15)
reg.fit(x, y, validation_data=(x_val, y_val))
