"""The model comes from a package that is not there; everything else of the training stands here."""

import torch
from torch.utils.data import DataLoader, TensorDataset

import some_segmentation_models as models

data = TensorDataset(torch.randn(1000, 3, 64, 64), torch.zeros(1000, 64, 64, dtype=torch.long))
loader = DataLoader(data, batch_size=8, shuffle=True)
network = models.Unet("resnet34", classes=3)
optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3)
criterion = torch.nn.CrossEntropyLoss()

for epoch in range(20):
    network.train()
    for i, (images, masks) in enumerate(loader):
        with torch.autocast("cuda", dtype=torch.bfloat16):
            loss = criterion(network(images), masks)
        loss.backward()
        if (i + 1) % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()
