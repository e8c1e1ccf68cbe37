"""Low-rank adaptation of the linear layers of a given model, by replacement, wrapping and parametrisation."""
import math
import re
from collections import defaultdict

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.nn.utils.parametrize as parametrize


class LoRALayer:
    def __init__(self, r: int, lora_alpha: int, lora_dropout: float, merge_weights: bool):
        self.r = r
        self.lora_alpha = lora_alpha
        if lora_dropout > 0.:
            self.lora_dropout = nn.Dropout(p=lora_dropout)
        else:
            self.lora_dropout = lambda x: x
        self.merged = False
        self.merge_weights = merge_weights


class Linear(nn.Linear, LoRALayer):
    def __init__(self, in_features, out_features, r=0, lora_alpha=1, lora_dropout=0., merge_weights=True, **kwargs):
        nn.Linear.__init__(self, in_features, out_features, **kwargs)
        LoRALayer.__init__(self, r=r, lora_alpha=lora_alpha, lora_dropout=lora_dropout, merge_weights=merge_weights)
        if r > 0:
            self.lora_A = nn.Parameter(self.weight.new_zeros((r, in_features)))
            self.lora_B = nn.Parameter(self.weight.new_zeros((out_features, r)))
            self.scaling = self.lora_alpha / self.r
            self.weight.requires_grad = False
        self.reset_parameters()

    def reset_parameters(self):
        nn.Linear.reset_parameters(self)
        if hasattr(self, 'lora_A'):
            nn.init.kaiming_uniform_(self.lora_A, a=math.sqrt(5))
            nn.init.zeros_(self.lora_B)

    def forward(self, x: torch.Tensor):
        if self.r > 0 and not self.merged:
            result = F.linear(x, self.weight, bias=self.bias)
            result += (self.lora_dropout(x) @ self.lora_A.transpose(0, 1) @ self.lora_B.transpose(0, 1)) * self.scaling
            return result
        return F.linear(x, self.weight, bias=self.bias)


class LoRAParametrization(nn.Module):
    def __init__(self, features_in, features_out, rank=1, alpha=1):
        super().__init__()
        self.lora_A = nn.Parameter(torch.zeros((rank, features_out)))
        self.lora_B = nn.Parameter(torch.zeros((features_in, rank)))
        nn.init.normal_(self.lora_A, mean=0, std=1)
        self.scale = alpha / rank
        self.enabled = True

    def forward(self, original_weights):
        if self.enabled:
            return original_weights + torch.matmul(self.lora_B, self.lora_A).view(original_weights.shape) * self.scale
        return original_weights


def mark_only_lora_as_trainable(model: nn.Module, bias: str = 'none') -> None:
    for n, p in model.named_parameters():
        if 'lora_' not in n:
            p.requires_grad = False
    if bias == 'none':
        return
    for n, p in model.named_parameters():
        if 'bias' in n:
            p.requires_grad = True


def _get_submodules(model, key):
    parent = model.get_submodule(".".join(key.split(".")[:-1]))
    target_name = key.split(".")[-1]
    target = model.get_submodule(key)
    return parent, target, target_name


def inject(model, pattern=r".*(query|value)$", **lora):
    replaced = defaultdict(int)
    for key in [k for k, _ in model.named_modules()]:
        if re.fullmatch(pattern, key) is None:
            continue
        parent, target, target_name = _get_submodules(model, key)
        if isinstance(target, nn.Linear):
            new = Linear(target.in_features, target.out_features, bias=target.bias is not None, **lora)
            new.weight = target.weight
            new.weight.requires_grad = False
            if target.bias is not None:
                new.bias = target.bias
            setattr(parent, target_name, new)
            replaced[type(target).__name__] += 1
    assert sum(replaced.values()), "nothing matched"
    mark_only_lora_as_trainable(model)
    return model


class Attention(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.h = heads
        self.query, self.key, self.value, self.out = [nn.Linear(d, d) for _ in range(4)]

    def forward(self, x):
        B, N, D = x.shape
        q, k, v = [f(x).view(B, N, self.h, -1).transpose(1, 2) for f in (self.query, self.key, self.value)]
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.out(y.transpose(1, 2).contiguous().view(B, N, D))


class Classifier(nn.Module):
    def __init__(self, vocab=1000, d=128, heads=4, layers=2, classes=5):
        super().__init__()
        self.embeddings = nn.Embedding(vocab, d)
        self.encoder = nn.ModuleDict()
        for i in range(layers):
            self.encoder[f"layer_{i}"] = nn.ModuleDict({
                "attention": Attention(d, heads),
                "norm": nn.LayerNorm(d),
                "mlp": nn.Sequential(nn.Linear(d, 4 * d), nn.GELU(), nn.Linear(4 * d, d)),
            })
        self.classifier = nn.Linear(d, classes)

    def forward(self, ids):
        x = self.embeddings(ids)
        for name, block in self.encoder.items():
            x = x + block["attention"](x)
            x = x + block["mlp"](block["norm"](x))
        return self.classifier(x.mean(dim=1))


def lora_classifier(r=8):
    return inject(Classifier(), r=r, lora_alpha=16, lora_dropout=0.05)


def parametrized_mlp(rank=2):
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 1000), nn.ReLU(), nn.Linear(1000, 10))
    for layer in model:
        if isinstance(layer, nn.Linear):
            features_in, features_out = layer.weight.shape
            parametrize.register_parametrization(
                layer, "weight", LoRAParametrization(features_in, features_out, rank=rank)
            )
    return model
