"""Neither the data nor the network of a Learner can be read, and nothing imports PyTorch."""

from fastai.vision.all import Learner, accuracy

from mydata import pictures
from mynets import TinyNet

learner = Learner(pictures("train"), TinyNet(classes=2), metrics=[accuracy]).to_fp16()
learner.fit_one_cycle(6)
