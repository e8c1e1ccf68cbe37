/** Programs that no analyser should stumble over: broken, endless, circular, deep and large ones. */

const HEAD = 'import torch\nimport torch.nn as nn\n\n';

/** Lines that no Python parser accepts, brackets that are never closed or never opened among them. */
const BROKEN_LINES = [
  'x = = 1',
  'if :',
  'foo(1,',
  ')',
  'def f(',
  'class :',
  "name = 'unclosed",
  'for in range(3):',
];

/** Parameters of the model `Net<n>` of `brokenBetweenModels`. */
export const paramsOfNet = (n: number): number => 11 * (n + 1);

/** Small whole models, each followed by a line that is broken: every tenth line is. */
export function brokenBetweenModels(models: number): string {
  const classes = Array.from({ length: models }, (_, n) => {
    const lines = [
      `class Net${n}(nn.Module):`,
      '    def __init__(self):',
      '        super().__init__()',
      `        self.fc = nn.Linear(10, ${n + 1})`,
      '',
      '    def forward(self, x):',
      '        return self.fc(x)',
      '',
      '',
      BROKEN_LINES[n % BROKEN_LINES.length] ?? '',
    ];
    return lines.join('\n');
  });
  return `${HEAD}${classes.join('\n')}\n`;
}

/** Models whose own code is broken on every tenth line. */
export function brokenInsideModels(models: number): string {
  const classes = Array.from({ length: models }, (_, n) => {
    const lines = [
      `class Net${n}(nn.Module):`,
      '    def __init__(self):',
      '        super().__init__()',
      ...Array.from({ length: 12 }, (__, i) => `        self.fc${i} = nn.Linear(10, 10)`),
      '',
      '    def forward(self, x):',
      ...Array.from({ length: 12 }, (__, i) => `        x = self.fc${i}(x)`),
      '        return x',
      '',
    ];
    return lines
      .map((line, i) =>
        i % 10 === 9 ? `        ${BROKEN_LINES[(n + i) % BROKEN_LINES.length] ?? ''}` : line,
      )
      .join('\n');
  });
  return `${HEAD}${classes.join('\n')}\n`;
}

/** Two files that import each other, as Python allows it and as it does not. */
export const IMPORT_CYCLE = {
  'file:///cycle/a.py': `${HEAD}import b


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = b.Body()
        self.fc = nn.Linear(20, 5)

    def forward(self, x):
        return self.fc(self.body(x))
`,
  'file:///cycle/b.py': `${HEAD}import a


class Body(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(10, 20)

    def forward(self, x):
        return self.fc(x)
`,
  'file:///cycle/c.py': `${HEAD}from d import Body


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = Body()

    def forward(self, x):
        return self.body(x)
`,
  'file:///cycle/d.py': `${HEAD}from c import Head


class Body(Head):
    pass
`,
} as const;

export const ENDLESS_TRAINING = `${HEAD}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(10, 2)

    def forward(self, x):
        return self.fc(x)


model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
while True:
    optimizer.zero_grad()
    loss = model(torch.randn(32, 10)).sum()
    loss.backward()
    optimizer.step()
`;

export const ENDLESS_COUNTING = `${HEAD}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(10, 2)
        width = 1
        while True:
            width = width * 3 % 1009
        self.head = nn.Linear(2, width)

    def forward(self, x):
        return self.head(self.fc(x))
`;

/** Every layer is one of its own: nothing here is the same twice. */
export function deepModel(layers: number): string {
  return `${HEAD}
class Deep(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList()
        for i in range(${layers}):
            self.layers.append(nn.Linear(8, 8))

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


model = Deep()
y = model(torch.randn(4, 8))
`;
}

/** About `bytes` of code around one model. */
export function largeFile(bytes: number): string {
  const model = `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(10, 2)

    def forward(self, x):
        return self.fc(x)


`;
  const parts = [HEAD, model];
  let size = HEAD.length + model.length;
  for (let n = 0; size < bytes; n++) {
    const part = `def helper_${n}(values, scale=${n}):
    """Scales what is positive."""
    scaled = [value * scale for value in values if value > 0]
    return {"count": len(scaled), "name": f"helper {scale}", "values": scaled}


TABLE_${n} = {"first": (${n}, ${n + 1}, ${n + 2}), "second": [0.5, 1.5, 2.5, 3.5], "third": "text"}


`;
    parts.push(part);
    size += part.length;
  }
  return parts.join('');
}
