"""A model of the person's own package, which is not there, in a Learner."""

from fastai.vision.all import ImageDataLoaders, Learner, accuracy

from mynets import TinyNet

data = ImageDataLoaders.from_folder("pictures", bs=32)
learner = Learner(data, TinyNet(classes=2), metrics=[accuracy]).to_fp16()
learner.fit_one_cycle(6)
