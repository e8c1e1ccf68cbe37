/** A made-up module of about 3,500 lines: ten builders of one model, among much that no model needs. */

const HELPER = (n: number): string => `def helper_${n}(rows, limit=${n}):
    """Counts the rows that pass the limit."""
    counts = {}
    for index, row in enumerate(rows):
        key = row.get("key", "none")
        if row["value"] > limit:
            counts[key] = counts.get(key, 0) + 1
        elif row["value"] == limit:
            counts.setdefault(key, index)
        else:
            counts.pop(key, None)
    names = sorted(counts, key=lambda name: -counts[name])
    total = sum(counts.values()) or 1
    lines = [f"{name:>20} {counts[name] / total:6.2%}" for name in names]
    if limit % 7 == 0:
        lines.append(f"limit {limit}")
    return "\\n".join(lines)


`;

const MODEL = `class Bottleneck(nn.Module):
    def __init__(self, width, inner):
        super().__init__()
        self.reduce = nn.Conv2d(width, inner, 1, bias=False)
        self.norm = nn.BatchNorm2d(inner)
        self.conv = nn.Conv2d(inner, inner, 3, padding=1, bias=False)
        self.expand = nn.Conv2d(inner, width, 1, bias=False)

    def forward(self, x):
        out = F.relu(self.norm(self.reduce(x)))
        out = self.expand(F.relu(self.conv(out)))
        return F.relu(out + x * 1)


class Net(nn.Module):
    def __init__(self, depth, width=64, classes=1000):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 7, stride=2, padding=3)
        self.blocks = nn.Sequential(*[Bottleneck(width, width // 4) for _ in range(depth)])
        self.head = nn.Linear(width, classes)

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)).mean((2, 3)))


`;

const BUILDER = (n: number): string => `def net_${n}(classes=1000):
    return Net(${4 * n}, classes=classes)


`;

export function longFile(): string {
  const counting = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
  const helpers = counting(180).map(HELPER);
  return [
    'import torch\nfrom torch import nn\nimport torch.nn.functional as F\n\n\n',
    ...helpers.slice(0, 90),
    MODEL,
    ...helpers.slice(90),
    ...counting(10).map(BUILDER),
  ].join('');
}
