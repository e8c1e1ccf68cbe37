"""A model whose layers are split over devices is trained as a whole."""

import torch
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor import Replicate, Shard
from torch.distributed.tensor.parallel import ColwiseParallel, RowwiseParallel, parallelize_module


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(10, 32)
        self.second = nn.Linear(32, 5)

    def forward(self, x):
        return self.second(self.first(x).relu())


mesh = init_device_mesh("cuda", (2, 4), mesh_dim_names=("data", "tensor"))
model = parallelize_module(
    module=Block().to("cuda"),
    device_mesh=mesh["tensor"],
    parallelize_plan={"first": ColwiseParallel(input_layouts=Replicate()), "second": RowwiseParallel(output_layouts=Shard(0))},
)
model = fully_shard(model, mesh=mesh["data"])
optimizer = torch.optim.AdamW(model.parameters(), lr=0.25, foreach=True)
for i in range(10):
    torch.manual_seed(i)
    output = model(torch.rand(20, 10, device="cuda"))
    output.sum().backward()
    optimizer.step()
