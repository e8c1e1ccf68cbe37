import torch
from torch import nn, einsum
from einops import rearrange, repeat, reduce
from einops.layers.torch import Rearrange, Reduce


def pair(t):
    return t if isinstance(t, tuple) else (t, t)


class PreNorm(nn.Module):
    def __init__(self, dim, fn):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.fn = fn

    def forward(self, x, **kwargs):
        return self.fn(self.norm(x), **kwargs)


class FeedForward(nn.Sequential):
    def __init__(self, dim, hidden_dim, dropout=0.):
        super().__init__(nn.Linear(dim, hidden_dim), nn.GELU(), nn.Dropout(dropout), nn.Linear(hidden_dim, dim))


class Attention(nn.Module):
    def __init__(self, dim, heads=8, dim_head=64, dropout=0.):
        super().__init__()
        inner_dim = dim_head * heads
        project_out = not (heads == 1 and dim_head == dim)
        self.heads, self.scale = heads, dim_head ** -0.5
        self.to_qkv = nn.Linear(dim, inner_dim * 3, bias=False)
        self.to_out = nn.Sequential(nn.Linear(inner_dim, dim), nn.Dropout(dropout)) if project_out else nn.Identity()

    def forward(self, x):
        b, n, _, h = *x.shape, self.heads
        q, k, v = map(lambda t: rearrange(t, 'b n (h d) -> b h n d', h=h), self.to_qkv(x).chunk(3, dim=-1))
        attn = (einsum('b h i d, b h j d -> b h i j', q, k) * self.scale).softmax(dim=-1)
        return self.to_out(rearrange(einsum('b h i j, b h j d -> b h i d', attn, v), 'b h n d -> b n (h d)'))


class ViT(nn.Module):
    def __init__(self, *, image_size, patch_size, num_classes, dim, depth, heads, mlp_dim, pool='cls', channels=3):
        super().__init__()
        (image_height, image_width), (ph, pw) = pair(image_size), pair(patch_size)
        assert image_height % ph == 0 and image_width % pw == 0, 'Image dimensions must be divisible by the patch size.'
        num_patches = (image_height // ph) * (image_width // pw)
        assert pool in {'cls', 'mean'}
        self.to_patch_embedding = nn.Sequential(
            Rearrange('b c (h p1) (w p2) -> b (h w) (p1 p2 c)', p1=ph, p2=pw),
            nn.Linear(channels * ph * pw, dim),
        )
        self.pos_embedding = nn.Parameter(torch.randn(1, num_patches + 1, dim))
        self.cls_token = nn.Parameter(torch.randn(1, 1, dim))
        self.layers = nn.ModuleList([])
        for _ in range(depth):
            self.layers.append(nn.ModuleList([PreNorm(dim, Attention(dim, heads=heads)),
                                              PreNorm(dim, FeedForward(dim, mlp_dim))]))
        self.pool = pool
        self.mlp_head = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, num_classes))

    def forward(self, img):
        x = self.to_patch_embedding(img)
        b, n, _ = x.shape
        x = torch.cat((repeat(self.cls_token, '1 1 d -> b 1 d', b=b), x), dim=1)
        x += self.pos_embedding[:, :(n + 1)]
        for attn, ff in self.layers:
            x = attn(x) + x
            x = ff(x) + x
        x = reduce(x, 'b n d -> b d', 'mean') if self.pool == 'mean' else x[:, 0]
        return self.mlp_head(x)


def conv_mixer(dim, depth, kernel_size=9, patch_size=7, n_classes=10):
    Residual = type('Residual', (nn.Sequential,), {'forward': lambda self, x: self[0](x) + x})
    act_norm = lambda: (nn.GELU(), nn.BatchNorm2d(dim))
    return nn.Sequential(
        nn.Conv2d(3, dim, patch_size, stride=patch_size), *act_norm(),
        *[nn.Sequential(
            Residual(nn.Sequential(nn.Conv2d(dim, dim, kernel_size, groups=dim, padding='same'), *act_norm())),
            nn.Conv2d(dim, dim, 1), *act_norm()) for _ in range(depth)],
        Reduce('b c h w -> b c', 'mean'),
        nn.Linear(dim, n_classes))
