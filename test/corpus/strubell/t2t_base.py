"""T2T base: the base Transformer of Vaswani et al. 2017, Table 3: 100,000 steps on eight P100."""
from transformer import Transformer, train

# wattlens: device=P100 devices=8
model = Transformer(width=512, inner=2048, heads=8, dropout=0.1)

if __name__ == "__main__":
    train(model, steps=100_000)
