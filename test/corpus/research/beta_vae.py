"""beta-VAE with a configurable convolutional encoder (dataclass config, typed like a library)."""
from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, List, NamedTuple, Tuple, TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

T = TypeVar("T", bound="BaseVAE")


@dataclass
class VAEConfig:
    in_channels: int = 3
    latent_dim: int = 128
    image_size: int = 64
    hidden_dims: List[int] = field(default_factory=lambda: [32, 64, 128, 256, 512])
    beta: float = 4.0

    @property
    def bottleneck_size(self) -> int:
        return self.image_size // 2 ** len(self.hidden_dims)


class VAEOutput(NamedTuple):
    recon: Tensor
    mu: Tensor
    log_var: Tensor


class BaseVAE(nn.Module, ABC):
    def __init__(self) -> None:
        super().__init__()

    @abstractmethod
    def encode(self, input: Tensor) -> List[Tensor]: ...

    @abstractmethod
    def decode(self, z: Tensor) -> Any: ...

    def reparameterize(self, mu: Tensor, logvar: Tensor) -> Tensor:
        std = torch.exp(0.5 * logvar)
        eps = torch.randn_like(std)
        return eps * std + mu


class BetaVAE(BaseVAE):
    num_iter = 0  # Global static variable to keep track of iterations

    def __init__(self, cfg: VAEConfig | None = None, **overrides) -> None:
        super().__init__()
        cfg = cfg or VAEConfig(**overrides)
        self.cfg = cfg
        modules: List[nn.Module] = []
        c = cfg.in_channels
        for h_dim in cfg.hidden_dims:
            modules.append(
                nn.Sequential(
                    nn.Conv2d(c, out_channels=h_dim, kernel_size=3, stride=2, padding=1),
                    nn.BatchNorm2d(h_dim),
                    nn.LeakyReLU(),
                )
            )
            c = h_dim
        self.encoder = nn.Sequential(*modules)
        flat = cfg.hidden_dims[-1] * cfg.bottleneck_size ** 2
        self.fc_mu = nn.Linear(flat, cfg.latent_dim)
        self.fc_var = nn.Linear(flat, cfg.latent_dim)

        self.decoder_input = nn.Linear(cfg.latent_dim, flat)
        dims = cfg.hidden_dims[::-1]
        self.decoder = nn.Sequential(
            *(
                nn.Sequential(
                    nn.ConvTranspose2d(a, b, kernel_size=3, stride=2, padding=1, output_padding=1),
                    nn.BatchNorm2d(b),
                    nn.LeakyReLU(),
                )
                for a, b in zip(dims[:-1], dims[1:])
            )
        )
        self.final_layer = nn.Sequential(
            nn.ConvTranspose2d(dims[-1], dims[-1], 3, stride=2, padding=1, output_padding=1),
            nn.BatchNorm2d(dims[-1]),
            nn.LeakyReLU(),
            nn.Conv2d(dims[-1], out_channels=cfg.in_channels, kernel_size=3, padding=1),
            nn.Tanh(),
        )

    def encode(self, input: Tensor) -> List[Tensor]:
        result = torch.flatten(self.encoder(input), start_dim=1)
        return [self.fc_mu(result), self.fc_var(result)]

    def decode(self, z: Tensor) -> Tensor:
        s = self.cfg.bottleneck_size
        result = self.decoder_input(z).view(-1, self.cfg.hidden_dims[-1], s, s)
        return self.final_layer(self.decoder(result))

    def forward(self, input: Tensor, **kwargs) -> Tuple[Tensor, Tensor, Tensor]:
        mu, log_var = self.encode(input)
        z = self.reparameterize(mu, log_var)
        return VAEOutput(self.decode(z), mu, log_var)

    def loss_function(self, out: VAEOutput, input: Tensor, kld_weight: float) -> dict:
        self.num_iter += 1
        recons_loss = F.mse_loss(out.recon, input)
        kld = torch.mean(-0.5 * torch.sum(1 + out.log_var - out.mu**2 - out.log_var.exp(), dim=1), dim=0)
        return {"loss": recons_loss + self.cfg.beta * kld_weight * kld, "recon": recons_loss.detach()}

    @torch.no_grad()
    def sample(self, num_samples: int, current_device: int | str = "cpu") -> Tensor:
        z = torch.randn(num_samples, self.cfg.latent_dim).to(current_device)
        return self.decode(z)


@torch.jit.script
def _unused_helper(x: torch.Tensor) -> torch.Tensor:
    return x * 2
