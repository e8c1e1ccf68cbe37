"""FSDP is told what to compute in; another policy is made and used by nobody."""

import torch
from torch import nn
from torch.distributed.fsdp import FullyShardedDataParallel as FSDP
from torch.distributed.fsdp import MixedPrecision, ShardingStrategy
from torch.utils.data import DataLoader, TensorDataset

half = MixedPrecision(param_dtype=torch.float16)
brain = MixedPrecision(param_dtype=torch.bfloat16, reduce_dtype=torch.bfloat16)
model = FSDP(
    nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 8)),
    sharding_strategy=ShardingStrategy.FULL_SHARD,
    mixed_precision=brain,
)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
loader = DataLoader(TensorDataset(torch.randn(5000, 64), torch.zeros(5000, dtype=torch.long)), batch_size=100)
for epoch in range(3):
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
