"""A data block over a data set that is split by its folders, and two fits."""

from fastai.vision.all import *
path = untar_data(URLs.IMAGENETTE_160)
dblock = DataBlock(blocks=(ImageBlock, CategoryBlock), get_items=get_image_files, get_y=parent_label,
                   splitter=GrandparentSplitter(valid_name='val'), item_tfms=Resize(160), batch_tfms=aug_transforms(size=128, min_scale=0.75))
dls = dblock.dataloaders(path, bs=32)
learn = cnn_learner(dls, resnet50, metrics=accuracy, cbs=MixUp()).to_fp16()
learn.lr_find()
learn.fit_one_cycle(5, 3e-3)
learn.unfreeze()
learn.fit_one_cycle(3, lr_max=slice(1e-6, 1e-4))
interp = ClassificationInterpretation.from_learner(learn)
interp.plot_confusion_matrix()
