"""Hydra: the settings are composed of groups, and objects are made of them."""

import hydra
import torch
from omegaconf import DictConfig, OmegaConf
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg: DictConfig) -> None:
    print(OmegaConf.to_yaml(cfg))
    model = nn.Sequential(nn.Linear(8, cfg.model.width), nn.ReLU(), nn.Linear(cfg.model.width, 2))
    optimizer = hydra.utils.instantiate(cfg.optimizer, params=model.parameters())
    data = TensorDataset(torch.randn(cfg.data.rows, 8), torch.randint(0, 2, (cfg.data.rows,)))
    loader = DataLoader(data, batch_size=cfg.data.batch_size, shuffle=True)
    for epoch in range(cfg.trainer.epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()


if __name__ == "__main__":
    main()
