"""Models behind a registry, built from a nested dict as from YAML."""
import inspect
import math
from copy import deepcopy

import torch
from torch import nn

CONFIG_TEXT = """
{
  "model": {"type": "MLPMixer",
            "stem": {"type": "PatchEmbed", "patch": 8, "dim": 96},
            "blocks": {"tokens_dim": 48, "channels_dim": 192, "act": "gelu", "depth": 4},
            "head": {"type": "LinearHead", "classes": 10, "pool": "avg"}}
}
"""


class Registry:
    def __init__(self, name):
        self._name = name
        self._module_dict = {}

    def __contains__(self, key):
        return key in self._module_dict

    def __repr__(self):
        return f"{type(self).__name__}({self._name!r}, {sorted(self._module_dict)})"

    def get(self, key):
        return self._module_dict.get(key)

    def register_module(self, name=None, force=False):
        def _register(cls):
            if not inspect.isclass(cls):
                raise TypeError(f"module must be a class, but got {type(cls)}")
            key = name or cls.__name__
            if not force and key in self._module_dict:
                raise KeyError(f"{key} is already registered in {self._name}")
            self._module_dict[key] = cls
            return cls

        return _register

    def build(self, cfg, **default_args):
        args = dict(cfg)
        for k, v in default_args.items():
            args.setdefault(k, v)
        kind = args.pop("type")
        cls = self.get(kind) if isinstance(kind, str) else kind
        if cls is None:
            raise KeyError(f"{kind} is not in {self!r}")
        return cls(**args)


STEMS, HEADS, MODELS = map(Registry, ("stem", "head", "model"))
ACTS = dict(gelu=nn.GELU, relu=lambda: nn.ReLU(inplace=True), silu=nn.SiLU)


@STEMS.register_module()
class PatchEmbed(nn.Module):
    def __init__(self, patch, dim, in_chans=3, image_size=64):
        super().__init__()
        self.proj = nn.Conv2d(in_chans, dim, patch, patch)
        self.num_patches = (image_size // patch) ** 2
        self.dim = dim

    def forward(self, x):
        return self.proj(x).flatten(2).mT


@HEADS.register_module()
class LinearHead(nn.Module):
    def __init__(self, in_features, classes, pool="avg"):
        super().__init__()
        self.norm = nn.LayerNorm(in_features)
        self.fc = nn.Linear(in_features, classes)
        self._pool = {"avg": lambda x: x.mean(1), "max": lambda x: x.max(1)[0]}[pool]

    def forward(self, x):
        return self.fc(self._pool(self.norm(x)))


class MixerBlock(nn.Module):
    def __init__(self, tokens, dim, tokens_dim, channels_dim, act):
        super().__init__()
        self.norms = nn.ModuleList([nn.LayerNorm(dim) for _ in "tc"])
        self.tokens = nn.Sequential(nn.Linear(tokens, tokens_dim), ACTS[act](), nn.Linear(tokens_dim, tokens))
        self.channels = nn.Sequential(nn.Linear(dim, channels_dim), ACTS[act](), nn.Linear(channels_dim, dim))

    def forward(self, x):
        x = x + self.tokens(self.norms[0](x).transpose(1, 2)).transpose(1, 2)
        return x + self.channels(self.norms[1](x))


@MODELS.register_module("MLPMixer")
class Mixer(nn.Module):
    def __init__(self, stem, blocks, head):
        super().__init__()
        self.stem = STEMS.build(stem)
        depth = blocks.pop("depth")
        block = MixerBlock(self.stem.num_patches, self.stem.dim, **blocks)
        self.blocks = nn.Sequential(*[deepcopy(block) for _ in range(depth)])
        self.head = HEADS.build(head, in_features=self.stem.dim)
        self.apply(self._init_weights)

    @staticmethod
    def _init_weights(m):
        if isinstance(m, nn.Linear):
            nn.init.trunc_normal_(m.weight, std=math.sqrt(1.0 / m.in_features))
            if m.bias is not None:
                nn.init.zeros_(m.bias)

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)))


def merge(base, override):
    for k, v in override.items():
        base[k] = merge(base[k], v) if isinstance(v, dict) and isinstance(base.get(k), dict) else v
    return base


def build_model(text=CONFIG_TEXT, **override):
    import json

    cfg = json.loads(text)["model"]
    for dotted, value in override.items():
        *parents, leaf = dotted.split("__")
        node = {leaf: value}
        for p in reversed(parents):
            node = {p: node}
        cfg = merge(cfg, node)
    return MODELS.build(cfg)
