"""Transformer whose feed-forward layers are mixtures of experts, dense and Switch-style with capacity."""
import math
from enum import Enum, auto
from functools import partial

import torch
from torch import nn
import torch.nn.functional as F


class Routing(Enum):
    DENSE = auto()
    SWITCH = auto()


class Expert(nn.Module):
    def __init__(self, n_embd, mult=4, dropout=0.1):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(n_embd, mult * n_embd),
            nn.ReLU(),
            nn.Linear(mult * n_embd, n_embd),
            nn.Dropout(dropout),
        )

    def forward(self, x):
        return self.net(x)


class NoisyTopkRouter(nn.Module):
    def __init__(self, n_embd, num_experts, top_k):
        super().__init__()
        self.top_k = top_k
        self.topkroute_linear = nn.Linear(n_embd, num_experts)
        self.noise_linear = nn.Linear(n_embd, num_experts)

    def forward(self, mh_output):
        logits = self.topkroute_linear(mh_output)
        if self.training:
            noise = torch.randn_like(logits) * F.softplus(self.noise_linear(mh_output))
            logits = logits + noise
        top_k_logits, indices = logits.topk(self.top_k, dim=-1)
        zeros = torch.full_like(logits, float('-inf'))
        sparse_logits = zeros.scatter(-1, indices, top_k_logits)
        return F.softmax(sparse_logits, dim=-1), indices


class DenseMoE(nn.Module):
    """Every expert sees every token; what is not chosen is weighted with zero."""

    def __init__(self, n_embd, num_experts=8, top_k=2, expert=Expert):
        super().__init__()
        self.router = NoisyTopkRouter(n_embd, num_experts, top_k)
        self.experts = nn.ModuleList([expert(n_embd) for _ in range(num_experts)])

    def forward(self, x):
        gating, indices = self.router(x)
        out = torch.stack([expert(x) for expert in self.experts], dim=-2)
        return (gating.unsqueeze(-1) * out).sum(dim=-2)


class SwitchMoE(nn.Module):
    """Tokens are dispatched with one-hot einsums into a fixed capacity per expert; weights are batched."""

    def __init__(self, n_embd, num_experts=8, capacity_factor=1.25, mult=4):
        super().__init__()
        self.num_experts, self.capacity_factor = num_experts, capacity_factor
        self.gate = nn.Linear(n_embd, num_experts, bias=False)
        self.w1 = nn.Parameter(torch.empty(num_experts, n_embd, mult * n_embd))
        self.w2 = nn.Parameter(torch.empty(num_experts, mult * n_embd, n_embd))
        for w in (self.w1, self.w2):
            nn.init.normal_(w, std=1 / math.sqrt(w.shape[1]))

    def forward(self, x):
        b, t, d = x.shape
        tokens = x.reshape(-1, d)
        n = tokens.size(0)
        capacity = int(math.ceil(n / self.num_experts * self.capacity_factor))
        probs = self.gate(tokens).softmax(dim=-1)
        top, choice = probs.max(dim=-1)
        onehot = F.one_hot(choice, self.num_experts).to(probs.dtype)
        position = (torch.cumsum(onehot, dim=0) - 1.0) * onehot
        keep = position < capacity
        slot = F.one_hot(position.sum(-1).clamp(max=capacity - 1).long(), capacity).to(probs.dtype)
        dispatch = torch.einsum('ne,nc->nec', onehot * keep, slot)
        inputs = torch.einsum('nec,nd->ecd', dispatch, tokens)
        hidden = F.gelu(torch.bmm(inputs, self.w1))
        outputs = hidden @ self.w2
        combined = torch.einsum('nec,ecd->nd', dispatch * top[:, None, None], outputs)
        return combined.view(b, t, d)


MOE = {Routing.DENSE: DenseMoE, Routing.SWITCH: partial(SwitchMoE, capacity_factor=1.5)}


class Head(nn.Module):
    """one head of self-attention"""

    def __init__(self, n_embd, head_size, block_size, dropout=0.1):
        super().__init__()
        self.key = nn.Linear(n_embd, head_size, bias=False)
        self.query = nn.Linear(n_embd, head_size, bias=False)
        self.value = nn.Linear(n_embd, head_size, bias=False)
        self.register_buffer('tril', torch.tril(torch.ones(block_size, block_size)))
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        B, T, C = x.shape
        k, q = self.key(x), self.query(x)
        wei = q @ k.transpose(-2, -1) * C**-0.5
        wei = wei.masked_fill(self.tril[:T, :T] == 0, float('-inf'))
        wei = self.dropout(F.softmax(wei, dim=-1))
        return wei @ self.value(x)


class Block(nn.Module):
    def __init__(self, n_embd, n_head, block_size, routing):
        super().__init__()
        head_size = n_embd // n_head
        self.heads = nn.ModuleList([Head(n_embd, head_size, block_size) for _ in range(n_head)])
        self.proj = nn.Linear(n_embd, n_embd)
        self.moe = MOE[routing](n_embd)
        self.ln1 = nn.LayerNorm(n_embd)
        self.ln2 = nn.LayerNorm(n_embd)

    def forward(self, x):
        h = self.ln1(x)
        x = x + self.proj(torch.cat([head(h) for head in self.heads], dim=-1))
        return x + self.moe(self.ln2(x))


class SparseMoELanguageModel(nn.Module):
    def __init__(self, vocab_size=65, n_embd=128, n_head=8, n_layer=4, block_size=32, routing="DENSE"):
        super().__init__()
        self.block_size = block_size
        self.token_embedding_table = nn.Embedding(vocab_size, n_embd)
        self.position_embedding_table = nn.Embedding(block_size, n_embd)
        self.blocks = nn.Sequential(*[Block(n_embd, n_head, block_size, Routing[routing]) for _ in range(n_layer)])
        self.ln_f = nn.LayerNorm(n_embd)
        self.lm_head = nn.Linear(n_embd, vocab_size)

    def forward(self, idx, targets=None):
        B, T = idx.shape
        tok_emb = self.token_embedding_table(idx)
        pos_emb = self.position_embedding_table(torch.arange(T, device=idx.device))
        x = self.blocks(tok_emb + pos_emb)
        logits = self.lm_head(self.ln_f(x))
        if targets is None:
            loss = None
        else:
            B, T, C = logits.shape
            loss = F.cross_entropy(logits.view(B * T, C), targets.view(B * T))
        return logits, loss

    def generate(self, idx, max_new_tokens):
        for _ in range(max_new_tokens):
            logits, loss = self(idx[:, -self.block_size:])
            probs = F.softmax(logits[:, -1, :], dim=-1)
            idx = torch.cat((idx, torch.multinomial(probs, num_samples=1)), dim=1)
        return idx
