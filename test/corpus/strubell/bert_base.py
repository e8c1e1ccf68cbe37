"""BERT base on 64 V100, as its authors state the recipe: "256 sequences * 512 tokens = 128,000 tokens/batch for 1,000,000
steps" (Devlin et al. 2019, appendix A.2).
"""
from bert import BERT, train

# wattlens: device=V100 devices=64
model = BERT()

if __name__ == "__main__":
    train(model, length=512, steps=1_000_000)
