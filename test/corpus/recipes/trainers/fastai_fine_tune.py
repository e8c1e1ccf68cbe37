"""Cats and dogs in a few lines: the first lesson of fastai's course."""

from fastai.vision.all import *

path = untar_data(URLs.PETS) / "images"


def is_cat(name):
    return name[0].isupper()


dls = ImageDataLoaders.from_name_func(
    path, get_image_files(path), valid_pct=0.2, seed=42, label_func=is_cat, item_tfms=Resize(224)
)
learn = vision_learner(dls, resnet34, metrics=error_rate)
learn.fine_tune(4)
