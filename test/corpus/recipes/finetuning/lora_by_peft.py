"""LoRA on a model of one's own."""

import torch
from peft import LoraConfig, get_peft_model
from torch import nn


class Mlp(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin0 = nn.Linear(20, 200)
        self.lin1 = nn.Linear(200, 200)
        self.out = nn.Linear(200, 2)

    def forward(self, x):
        return self.out(torch.relu(self.lin1(torch.relu(self.lin0(x)))))


config = LoraConfig(r=4, lora_alpha=16, target_modules=["lin0", "lin1"], lora_dropout=0.1, modules_to_save=["out"])
model = get_peft_model(Mlp(), config)
model.print_trainable_parameters()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
data = torch.utils.data.TensorDataset(torch.randn(3000, 20), torch.randint(0, 2, (3000,)))
for epoch in range(3):
    for x, y in torch.utils.data.DataLoader(data, batch_size=12):
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
