"""The command line of Python 2's days."""

from optparse import OptionGroup, OptionParser

import torch
from torch import nn

parser = OptionParser(usage="%prog [options]")
parser.set_defaults(batch_size=40)
parser.add_option("-e", "--epochs", dest="num_epochs", default="12", type="int", help="epochs")
group = OptionGroup(parser, "Optimiser")
group.add_option("--lr", type="float", default=0.1)
group.add_option("-b", "--batch-size", type="int")
parser.add_option_group(group)
options, args = parser.parse_args()

model = nn.Sequential(nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=options.lr)
data = torch.utils.data.TensorDataset(torch.rand(400, 3), torch.rand(400, 1))
for epoch in range(options.num_epochs):
    for x, y in torch.utils.data.DataLoader(data, batch_size=options.batch_size):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
