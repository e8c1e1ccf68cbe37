import torch
import yaml

with open("configured.yaml") as file:
    config = yaml.safe_load(file)
model = torch.nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(config["steps"]):
    optimizer.zero_grad()
    model(torch.randn(64, 4)).sum().backward()
    optimizer.step()
