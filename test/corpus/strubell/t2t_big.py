"""T2T big: the big Transformer of Vaswani et al. 2017, Table 3: 300,000 steps on eight P100."""
from transformer import Transformer, train

# wattlens: device=P100 devices=8
model = Transformer(width=1024, inner=4096, heads=16, dropout=0.3)

if __name__ == "__main__":
    train(model, steps=300_000)
