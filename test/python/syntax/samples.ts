/** Ordinary code to cut up, with most kinds of statements. */
export const SAMPLE = `"""A small model."""
from __future__ import annotations

import torch
from torch import nn, optim as opt


@dataclass(frozen=True)
class Config:
    width: int = 64
    sizes: tuple[int, ...] = (1, 2, 3)


class Net(nn.Module):
    """Docs with (brackets [ and 'quotes'."""

    def __init__(self, config: Config, *, depth=4, **kwargs):
        super().__init__()
        self.layers = nn.ModuleList(
            [nn.Linear(config.width, config.width) for _ in range(depth)]
        )
        table = {
            'a': 1,  # one
            "b": [2, 3],
        }
        self.name = f"net-{depth:>{config.width}}-{table['a']!r}"

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for i, layer in enumerate(self.layers):
            if i % 2 == 0 and x.shape[-1] != 3:
                x = layer(x)
            elif i > 3:
                x = x + 1 if x is not None else x
            else:
                continue
        try:
            return x.view(-1, 3)[:, ::2]
        except (ValueError, RuntimeError) as error:
            raise TypeError("""bad
shape""") from error
        finally:
            pass


def train(net, data, epochs=10):
    optimizer = opt.SGD(net.parameters(), lr=1e-3)
    with torch.no_grad() as a, open('x') as b:
        total = sum(loss(net(x), y) for x, y in data)
    while epochs:
        match epochs:
            case 1 | 2:
                yield total
            case [x, *_]:
                break
        epochs -= 1
    return lambda z, *rest: (z, rest)


if __name__ == '__main__':
    x = 1; y = x << 2
    net = Net(Config(), depth=2)
    print(train(net, [(1, 2)]), end='')
`;
