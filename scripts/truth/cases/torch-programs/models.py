# %% UNet with transposed convolutions and skip connections
class DoubleConv(nn.Module):
    def __init__(self, in_ch, out_ch, mid_ch=None):
        super().__init__()
        mid_ch = mid_ch or out_ch
        self.block = nn.Sequential(
            nn.Conv2d(in_ch, mid_ch, 3, padding=1, bias=False),
            nn.BatchNorm2d(mid_ch),
            nn.ReLU(inplace=True),
            nn.Conv2d(mid_ch, out_ch, 3, padding=1, bias=False),
            nn.BatchNorm2d(out_ch),
            nn.ReLU(inplace=True),
        )

    def forward(self, x):
        return self.block(x)


class Up(nn.Module):
    def __init__(self, in_ch, out_ch, bilinear):
        super().__init__()
        if bilinear:
            self.up = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)
            self.conv = DoubleConv(in_ch, out_ch, in_ch // 2)
        else:
            self.up = nn.ConvTranspose2d(in_ch, in_ch // 2, kernel_size=2, stride=2)
            self.conv = DoubleConv(in_ch, out_ch)

    def forward(self, x1, x2):
        x1 = self.up(x1)
        dy = x2.size()[2] - x1.size()[2]
        dx = x2.size()[3] - x1.size()[3]
        x1 = F.pad(x1, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2])
        return self.conv(torch.cat([x2, x1], dim=1))


class UNet(nn.Module):
    def __init__(self, channels, classes, widths=(16, 32, 64), bilinear=False):
        super().__init__()
        self.inc = DoubleConv(channels, widths[0])
        self.downs = nn.ModuleList(
            nn.Sequential(nn.MaxPool2d(2), DoubleConv(a, b)) for a, b in zip(widths, widths[1:])
        )
        self.ups = nn.ModuleList(
            [Up(b, a, bilinear) for a, b in reversed(list(zip(widths, widths[1:])))]
        ) if not bilinear else nn.ModuleList([Up(a + b, a, True) for a, b in reversed(list(zip(widths, widths[1:])))])
        self.outc = nn.Conv2d(widths[0], classes, kernel_size=1)

    def forward(self, x):
        skips = [self.inc(x)]
        for down in self.downs:
            skips.append(down(skips[-1]))
        x = skips.pop()
        for up in self.ups:
            x = up(x, skips.pop())
        return self.outc(x)


nets = [UNet(3, 2), UNet(1, 4, (8, 16, 32, 64), bilinear=True)]
result = [
    (net(torch.zeros(1, c, 45, 64)).shape, sum(p.numel() for p in net.parameters()))
    for net, c in zip(nets, (3, 1))
]
# %% DCGAN: a generator, a discriminator and their weights
def weights_init(m):
    classname = m.__class__.__name__
    if classname.find("Conv") != -1:
        nn.init.normal_(m.weight.data, 0.0, 0.02)
    elif classname.find("BatchNorm") != -1:
        nn.init.normal_(m.weight.data, 1.0, 0.02)
        nn.init.constant_(m.bias.data, 0)


class Generator(nn.Module):
    def __init__(self, nz=100, ngf=16, nc=3):
        super(Generator, self).__init__()
        layers = [nn.ConvTranspose2d(nz, ngf * 8, 4, 1, 0, bias=False), nn.BatchNorm2d(ngf * 8), nn.ReLU(True)]
        for mult in (8, 4, 2):
            layers += [
                nn.ConvTranspose2d(ngf * mult, ngf * mult // 2, 4, 2, 1, bias=False),
                nn.BatchNorm2d(ngf * mult // 2),
                nn.ReLU(True),
            ]
        layers += [nn.ConvTranspose2d(ngf, nc, 4, 2, 1, bias=False), nn.Tanh()]
        self.main = nn.Sequential(*layers)

    def forward(self, z):
        return self.main(z)


class Discriminator(nn.Module):
    def __init__(self, nc=3, ndf=16):
        super().__init__()

        def block(i, o, normalize=True):
            layers = [nn.Conv2d(i, o, 4, 2, 1, bias=False)]
            if normalize:
                layers.append(nn.BatchNorm2d(o))
            layers.append(nn.LeakyReLU(0.2, inplace=True))
            return layers

        self.main = nn.Sequential(
            *block(nc, ndf, normalize=False),
            *block(ndf, ndf * 2),
            *block(ndf * 2, ndf * 4),
            *block(ndf * 4, ndf * 8),
            nn.Conv2d(ndf * 8, 1, 4, 1, 0, bias=False),
            nn.Sigmoid(),
        )

    def forward(self, x):
        return self.main(x).view(-1, 1).squeeze(1)


g, d = Generator(), Discriminator()
g.apply(weights_init)
d.apply(weights_init)
fake = g(torch.randn(2, 100, 1, 1))
result = (fake.shape, d(fake.detach()).shape, [sum(p.numel() for p in m.parameters()) for m in (g, d)])
# %% a variational autoencoder
class VAE(nn.Module):
    def __init__(self, latent=20, hidden=(400,)):
        super().__init__()
        dims = [784, *hidden]
        self.encoder = nn.Sequential(*[m for i, o in zip(dims, dims[1:]) for m in (nn.Linear(i, o), nn.ReLU())])
        self.mu = nn.Linear(dims[-1], latent)
        self.logvar = nn.Linear(dims[-1], latent)
        self.decoder = nn.Sequential(
            nn.Linear(latent, dims[-1]), nn.ReLU(), nn.Linear(dims[-1], 784), nn.Sigmoid()
        )

    def reparameterize(self, mu, logvar):
        std = torch.exp(0.5 * logvar)
        return mu + std * torch.randn_like(std)

    def forward(self, x):
        h = self.encoder(x.view(-1, 784))
        mu, logvar = self.mu(h), self.logvar(h)
        return self.decoder(self.reparameterize(mu, logvar)), mu, logvar


def loss_function(recon, x, mu, logvar):
    bce = F.binary_cross_entropy(recon, x.view(-1, 784), reduction="sum")
    return bce - 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())


model = VAE()
x = torch.rand(8, 1, 28, 28)
recon, mu, logvar = model(x)
loss = loss_function(recon, x, mu, logvar)
result = (recon.shape, mu.shape, loss.shape, loss.requires_grad, sum(p.numel() for p in model.parameters()))
# %% sequence to sequence with additive attention
class Encoder(nn.Module):
    def __init__(self, vocab, emb, hid):
        super().__init__()
        self.embedding = nn.Embedding(vocab, emb)
        self.rnn = nn.GRU(emb, hid, bidirectional=True, batch_first=True)
        self.fc = nn.Linear(hid * 2, hid)

    def forward(self, src):
        outputs, hidden = self.rnn(self.embedding(src))
        return outputs, torch.tanh(self.fc(torch.cat((hidden[-2], hidden[-1]), dim=1)))


class Attention(nn.Module):
    def __init__(self, hid):
        super().__init__()
        self.attn = nn.Linear(hid * 3, hid)
        self.v = nn.Parameter(torch.rand(hid))

    def forward(self, hidden, outputs):
        steps = outputs.size(1)
        hidden = hidden.unsqueeze(1).repeat(1, steps, 1)
        energy = torch.tanh(self.attn(torch.cat((hidden, outputs), dim=2))).permute(0, 2, 1)
        v = self.v.repeat(outputs.size(0), 1).unsqueeze(1)
        return F.softmax(torch.bmm(v, energy).squeeze(1), dim=1)


class Decoder(nn.Module):
    def __init__(self, vocab, emb, hid):
        super().__init__()
        self.vocab = vocab
        self.embedding = nn.Embedding(vocab, emb)
        self.attention = Attention(hid)
        self.cell = nn.GRUCell(emb + hid * 2, hid)
        self.out = nn.Linear(hid * 3 + emb, vocab)

    def forward(self, token, hidden, outputs):
        emb = self.embedding(token)
        a = self.attention(hidden, outputs).unsqueeze(1)
        context = torch.bmm(a, outputs).squeeze(1)
        hidden = self.cell(torch.cat((emb, context), dim=1), hidden)
        return self.out(torch.cat((hidden, context, emb), dim=1)), hidden


class Seq2Seq(nn.Module):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def forward(self, src, trg):
        outputs, hidden = self.encoder(src)
        logits = torch.zeros(trg.size(0), trg.size(1), self.decoder.vocab)
        token = trg[:, 0]
        for t in range(1, trg.size(1)):
            step, hidden = self.decoder(token, hidden, outputs)
            logits[:, t] = step
            token = trg[:, t]
        return logits


model = Seq2Seq(Encoder(50, 16, 32), Decoder(60, 16, 32))
y = model(torch.zeros(4, 9, dtype=torch.long), torch.zeros(4, 7, dtype=torch.long))
result = (y.shape, sum(p.numel() for p in model.parameters()))
# %% a word language model with tied weights and a hidden state carried on
class RNNModel(nn.Module):
    def __init__(self, rnn_type, ntoken, ninp, nhid, nlayers, dropout=0.5, tie_weights=False):
        super(RNNModel, self).__init__()
        self.ntoken = ntoken
        self.drop = nn.Dropout(dropout)
        self.encoder = nn.Embedding(ntoken, ninp)
        if rnn_type in ["LSTM", "GRU"]:
            self.rnn = getattr(nn, rnn_type)(ninp, nhid, nlayers, dropout=dropout)
        else:
            nonlinearity = {"RNN_TANH": "tanh", "RNN_RELU": "relu"}[rnn_type]
            self.rnn = nn.RNN(ninp, nhid, nlayers, nonlinearity=nonlinearity, dropout=dropout)
        self.decoder = nn.Linear(nhid, ntoken)
        if tie_weights:
            if nhid != ninp:
                raise ValueError("When using the tied flag, nhid must be equal to emsize")
            self.decoder.weight = self.encoder.weight
        self.init_weights()
        self.rnn_type, self.nhid, self.nlayers = rnn_type, nhid, nlayers

    def init_weights(self):
        initrange = 0.1
        nn.init.uniform_(self.encoder.weight, -initrange, initrange)
        nn.init.zeros_(self.decoder.bias)

    def forward(self, input, hidden):
        emb = self.drop(self.encoder(input))
        output, hidden = self.rnn(emb, hidden)
        decoded = self.decoder(self.drop(output)).view(-1, self.ntoken)
        return F.log_softmax(decoded, dim=1), hidden

    def init_hidden(self, bsz):
        weight = next(self.parameters())
        if self.rnn_type == "LSTM":
            return (weight.new_zeros(self.nlayers, bsz, self.nhid), weight.new_zeros(self.nlayers, bsz, self.nhid))
        return weight.new_zeros(self.nlayers, bsz, self.nhid)


def repackage_hidden(h):
    if isinstance(h, torch.Tensor):
        return h.detach()
    return tuple(repackage_hidden(v) for v in h)


shapes = []
for kind in ("LSTM", "GRU", "RNN_TANH"):
    model = RNNModel(kind, 100, 20, 20, 2, tie_weights=True)
    hidden = repackage_hidden(model.init_hidden(3))
    out, hidden = model(torch.zeros(5, 3, dtype=torch.long), hidden)
    shapes.append((out.shape, sum(p.numel() for p in model.parameters()), type(hidden).__name__))
result = shapes
# %% a siamese network and a contrastive head
class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 8, 10), nn.ReLU(inplace=True), nn.MaxPool2d(2), nn.Conv2d(8, 16, 7), nn.ReLU(), nn.AdaptiveAvgPool2d(4)
        )
        self.fc = nn.Sequential(nn.Linear(256, 64), nn.Sigmoid())
        self.out = nn.Linear(64, 1)

    def embed(self, x):
        return self.fc(torch.flatten(self.features(x), 1))

    def forward(self, a, b):
        return torch.sigmoid(self.out(torch.abs(self.embed(a) - self.embed(b))))


def nt_xent(z1, z2, temperature=0.5):
    n = z1.size(0)
    z = F.normalize(torch.cat([z1, z2]), dim=1)
    sim = torch.mm(z, z.t().contiguous()) / temperature
    mask = ~torch.eye(2 * n, dtype=torch.bool)
    sim = sim.masked_fill(~mask, float("-inf"))
    targets = torch.cat([torch.arange(n) + n, torch.arange(n)])
    return F.cross_entropy(sim, targets)


model = Siamese()
a, b = torch.zeros(4, 1, 40, 40), torch.zeros(4, 1, 40, 40)
result = (model(a, b).shape, nt_xent(model.embed(a), model.embed(b)).shape)
# %% WGAN with a gradient penalty
critic = nn.Sequential(nn.Linear(10, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))
real, fake = torch.randn(6, 10), torch.randn(6, 10)
alpha = torch.rand(real.size(0), 1)
mixed = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
scores = critic(mixed)
result = (scores.shape, mixed.requires_grad, scores.requires_grad)
# %% a diffusion UNet with time embedding and attention
def default(val, d):
    return val if val is not None else (d() if callable(d) else d)


class Residual(nn.Module):
    def __init__(self, fn):
        super().__init__()
        self.fn = fn

    def forward(self, x, *args, **kwargs):
        return self.fn(x, *args, **kwargs) + x


class SinusoidalPositionEmbeddings(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim = dim

    def forward(self, time):
        device = time.device
        half_dim = self.dim // 2
        embeddings = math.log(10000) / (half_dim - 1)
        embeddings = torch.exp(torch.arange(half_dim, device=device) * -embeddings)
        embeddings = time[:, None] * embeddings[None, :]
        return torch.cat((embeddings.sin(), embeddings.cos()), dim=-1)


class Block(nn.Module):
    def __init__(self, dim, dim_out, groups=4):
        super().__init__()
        self.proj = nn.Conv2d(dim, dim_out, 3, padding=1)
        self.norm = nn.GroupNorm(groups, dim_out)
        self.act = nn.SiLU()

    def forward(self, x, scale_shift=None):
        x = self.norm(self.proj(x))
        if scale_shift is not None:
            scale, shift = scale_shift
            x = x * (scale + 1) + shift
        return self.act(x)


class ResnetBlock(nn.Module):
    def __init__(self, dim, dim_out, *, time_emb_dim=None):
        super().__init__()
        self.mlp = nn.Sequential(nn.SiLU(), nn.Linear(time_emb_dim, dim_out * 2)) if time_emb_dim is not None else None
        self.block1 = Block(dim, dim_out)
        self.block2 = Block(dim_out, dim_out)
        self.res_conv = nn.Conv2d(dim, dim_out, 1) if dim != dim_out else nn.Identity()

    def forward(self, x, time_emb=None):
        scale_shift = None
        if self.mlp is not None and time_emb is not None:
            time_emb = self.mlp(time_emb)[:, :, None, None]
            scale_shift = time_emb.chunk(2, dim=1)
        h = self.block2(self.block1(x, scale_shift=scale_shift))
        return h + self.res_conv(x)


class LinearAttention(nn.Module):
    def __init__(self, dim, heads=2, dim_head=8):
        super().__init__()
        self.scale = dim_head**-0.5
        self.heads = heads
        hidden = dim_head * heads
        self.to_qkv = nn.Conv2d(dim, hidden * 3, 1, bias=False)
        self.to_out = nn.Sequential(nn.Conv2d(hidden, dim, 1), nn.GroupNorm(1, dim))

    def forward(self, x):
        b, c, h, w = x.shape
        q, k, v = (t.reshape(b, self.heads, -1, h * w) for t in self.to_qkv(x).chunk(3, dim=1))
        q = q.softmax(dim=-2) * self.scale
        k = k.softmax(dim=-1)
        context = torch.einsum("b h d n, b h e n -> b h d e", k, v)
        out = torch.einsum("b h d e, b h d n -> b h e n", context, q)
        return self.to_out(out.reshape(b, -1, h, w))


class Unet(nn.Module):
    def __init__(self, dim, init_dim=None, dim_mults=(1, 2), channels=3):
        super().__init__()
        init_dim = default(init_dim, dim)
        self.init_conv = nn.Conv2d(channels, init_dim, 1, padding=0)
        dims = [init_dim, *map(lambda m: dim * m, dim_mults)]
        in_out = list(zip(dims[:-1], dims[1:]))
        time_dim = dim * 4
        self.time_mlp = nn.Sequential(
            SinusoidalPositionEmbeddings(dim), nn.Linear(dim, time_dim), nn.GELU(), nn.Linear(time_dim, time_dim)
        )
        self.downs, self.ups = nn.ModuleList([]), nn.ModuleList([])
        for ind, (dim_in, dim_out) in enumerate(in_out):
            is_last = ind >= len(in_out) - 1
            self.downs.append(
                nn.ModuleList(
                    [
                        ResnetBlock(dim_in, dim_in, time_emb_dim=time_dim),
                        Residual(LinearAttention(dim_in)),
                        nn.Conv2d(dim_in, dim_out, 4, 2, 1) if not is_last else nn.Conv2d(dim_in, dim_out, 3, padding=1),
                    ]
                )
            )
        mid = dims[-1]
        self.mid = ResnetBlock(mid, mid, time_emb_dim=time_dim)
        for ind, (dim_in, dim_out) in enumerate(reversed(in_out)):
            is_last = ind == len(in_out) - 1
            self.ups.append(
                nn.ModuleList(
                    [
                        ResnetBlock(dim_out + dim_in, dim_out, time_emb_dim=time_dim),
                        nn.Sequential(nn.Upsample(scale_factor=2, mode="nearest"), nn.Conv2d(dim_out, dim_in, 3, padding=1))
                        if not is_last
                        else nn.Conv2d(dim_out, dim_in, 3, padding=1),
                    ]
                )
            )
        self.final = nn.Conv2d(dim, channels, 1)

    def forward(self, x, time):
        x = self.init_conv(x)
        t = self.time_mlp(time)
        h = []
        for block, attn, down in self.downs:
            x = attn(block(x, t))
            h.append(x)
            x = down(x)
        x = self.mid(x, t)
        for block, up in self.ups:
            x = torch.cat((x, h.pop()), dim=1)
            x = up(block(x, t))
        return self.final(x)


net = Unet(16)
t = torch.randint(0, 100, (2,)).long()
betas = torch.linspace(0.0001, 0.02, 100)
alphas_cumprod = torch.cumprod(1.0 - betas, axis=0) if False else torch.cumprod(1.0 - betas, dim=0)
prev = F.pad(alphas_cumprod[:-1], (1, 0), value=1.0)
out = alphas_cumprod.gather(-1, t).reshape(2, *((1,) * 3))
result = (net(torch.zeros(2, 3, 16, 16), t).shape, prev.shape, out.shape, sum(p.numel() for p in net.parameters()))
# %% a graph network with scatter
class GraphConv(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.FloatTensor(in_features, out_features))
        if bias:
            self.bias = nn.Parameter(torch.FloatTensor(out_features))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self):
        stdv = 1.0 / math.sqrt(self.weight.size(1))
        self.weight.data.uniform_(-stdv, stdv)
        if self.bias is not None:
            self.bias.data.uniform_(-stdv, stdv)

    def forward(self, x, edge_index):
        src, dst = edge_index
        support = x @ self.weight
        messages = support[src]
        out = torch.zeros_like(support).index_add_(0, dst, messages)
        degree = torch.zeros(x.size(0), 1).scatter_add_(0, dst.unsqueeze(-1), torch.ones(dst.size(0), 1))
        out = out / degree.clamp(min=1)
        return out + self.bias if self.bias is not None else out


class GCN(nn.Module):
    def __init__(self, nfeat, nhid, nclass):
        super().__init__()
        self.gc1, self.gc2 = GraphConv(nfeat, nhid), GraphConv(nhid, nclass, bias=False)

    def forward(self, x, edges):
        x = F.dropout(F.relu(self.gc1(x, edges)), 0.5, training=self.training)
        return F.log_softmax(self.gc2(x, edges), dim=1)


model = GCN(12, 8, 3)
result = (model(torch.zeros(10, 12), torch.zeros(2, 40, dtype=torch.long)).shape, sum(p.numel() for p in model.parameters()))
# %% a radiance field: positional encoding and a skip connection
class PositionalEncoder(nn.Module):
    def __init__(self, d_input, n_freqs, log_space=False):
        super().__init__()
        self.d_output = d_input * (1 + 2 * n_freqs)
        self.embed_fns = [lambda x: x]
        if log_space:
            freq_bands = 2.0 ** torch.linspace(0.0, n_freqs - 1, n_freqs)
        else:
            freq_bands = torch.linspace(2.0**0.0, 2.0 ** (n_freqs - 1), n_freqs)
        for freq in freq_bands:
            self.embed_fns.append(lambda x, freq=freq: torch.sin(x * freq))
            self.embed_fns.append(lambda x, freq=freq: torch.cos(x * freq))

    def forward(self, x):
        return torch.concat([fn(x) for fn in self.embed_fns], dim=-1)


class NeRF(nn.Module):
    def __init__(self, d_input, n_layers=8, d_filter=32, skip=(4,), d_viewdirs=None):
        super().__init__()
        self.skip = skip
        self.layers = nn.ModuleList(
            [nn.Linear(d_input, d_filter)]
            + [nn.Linear(d_filter + d_input, d_filter) if i in skip else nn.Linear(d_filter, d_filter) for i in range(n_layers - 1)]
        )
        self.d_viewdirs = d_viewdirs
        if d_viewdirs is not None:
            self.alpha_out = nn.Linear(d_filter, 1)
            self.rgb_filters = nn.Linear(d_filter, d_filter)
            self.branch = nn.Linear(d_filter + d_viewdirs, d_filter // 2)
            self.output = nn.Linear(d_filter // 2, 3)
        else:
            self.output = nn.Linear(d_filter, 4)

    def forward(self, x, viewdirs=None):
        if self.d_viewdirs is None and viewdirs is not None:
            raise ValueError("Cannot input x_direction if d_viewdirs was not given.")
        x_input = x
        for i, layer in enumerate(self.layers):
            x = F.relu(layer(x))
            if i in self.skip:
                x = torch.cat([x, x_input], dim=-1)
        if self.d_viewdirs is None:
            return self.output(x)
        alpha = self.alpha_out(x)
        x = torch.concat([self.rgb_filters(x), viewdirs], dim=-1)
        return torch.concat([self.output(F.relu(self.branch(x))), alpha], dim=-1)


enc, enc_dir = PositionalEncoder(3, 6), PositionalEncoder(3, 2, log_space=True)
model = NeRF(enc.d_output, d_viewdirs=enc_dir.d_output)
pts = torch.zeros(7, 5, 3)
flat = enc(pts.reshape(-1, 3))
raw = model(flat, enc_dir(torch.zeros(7, 1, 3).expand(pts.shape).reshape(-1, 3))).reshape(list(pts.shape[:2]) + [4])
weights = torch.cumprod(1.0 - torch.sigmoid(raw[..., 3]) + 1e-10, dim=-1)
rgb = torch.sum(weights[..., None] * torch.sigmoid(raw[..., :3]), dim=-2)
result = (raw.shape, rgb.shape, sum(p.numel() for p in model.parameters()))
# %% a detection transformer
class DETR(nn.Module):
    def __init__(self, num_classes, hidden_dim=32, nheads=4, layers=(2, 2)):
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(3, 16, 7, 4, 3), nn.ReLU(), nn.Conv2d(16, 64, 3, 4, 1), nn.ReLU())
        self.conv = nn.Conv2d(64, hidden_dim, 1)
        self.transformer = nn.Transformer(hidden_dim, nheads, *layers, dim_feedforward=64)
        self.linear_class = nn.Linear(hidden_dim, num_classes + 1)
        self.linear_bbox = nn.Linear(hidden_dim, 4)
        self.query_pos = nn.Parameter(torch.rand(10, hidden_dim))
        self.row_embed = nn.Parameter(torch.rand(50, hidden_dim // 2))
        self.col_embed = nn.Parameter(torch.rand(50, hidden_dim // 2))

    def forward(self, inputs):
        h = self.conv(self.backbone(inputs))
        H, W = h.shape[-2:]
        pos = torch.cat(
            [
                self.col_embed[:W].unsqueeze(0).repeat(H, 1, 1),
                self.row_embed[:H].unsqueeze(1).repeat(1, W, 1),
            ],
            dim=-1,
        ).flatten(0, 1).unsqueeze(1)
        h = self.transformer(pos + 0.1 * h.flatten(2).permute(2, 0, 1), self.query_pos.unsqueeze(1)).transpose(0, 1)
        return {"pred_logits": self.linear_class(h), "pred_boxes": self.linear_bbox(h).sigmoid()}


model = DETR(5)
out = model(torch.zeros(1, 3, 64, 96))
result = ({k: v.shape for k, v in out.items()}, sum(p.numel() for p in model.parameters()))
# %% a mixture of experts with dense routing weights
class Expert(nn.Module):
    def __init__(self, d, mult=4):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d, mult * d), nn.GELU(), nn.Linear(mult * d, d))

    def forward(self, x):
        return self.net(x)


class SoftMoE(nn.Module):
    def __init__(self, d, experts=4, k=2):
        super().__init__()
        self.experts = nn.ModuleList([Expert(d) for _ in range(experts)])
        self.gate = nn.Linear(d, experts, bias=False)
        self.k = k

    def forward(self, x):
        logits = self.gate(x)
        weights, chosen = torch.topk(logits, self.k, dim=-1)
        sparse = torch.full_like(logits, float("-inf")).scatter(-1, chosen, weights)
        probs = F.softmax(sparse, dim=-1)
        outputs = torch.stack([expert(x) for expert in self.experts], dim=-2)
        return (outputs * probs.unsqueeze(-1)).sum(dim=-2)


model = SoftMoE(16)
result = (model(torch.zeros(2, 5, 16)).shape, sum(p.numel() for p in model.parameters()))
# %% low-rank adapters around frozen layers
class LoRALinear(nn.Module):
    def __init__(self, base, r=4, alpha=8):
        super().__init__()
        self.base = base
        for p in self.base.parameters():
            p.requires_grad = False
        self.A = nn.Parameter(torch.empty(r, base.in_features))
        self.B = nn.Parameter(torch.zeros(base.out_features, r))
        nn.init.kaiming_uniform_(self.A, a=math.sqrt(5))
        self.scaling = alpha / r

    def forward(self, x):
        return self.base(x) + (x @ self.A.T @ self.B.T) * self.scaling


def inject(module, r):
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            setattr(module, name, LoRALinear(child, r))
        else:
            inject(child, r)
    return module


model = inject(nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Sequential(nn.Linear(16, 4))), r=2)
trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
result = (model(torch.zeros(3, 8)).shape, trainable, sum(p.numel() for p in model.parameters()))
# %% a vision transformer from scratch
class PatchEmbed(nn.Module):
    def __init__(self, img_size=32, patch_size=8, in_chans=3, embed_dim=48):
        super().__init__()
        self.num_patches = (img_size // patch_size) ** 2
        self.proj = nn.Conv2d(in_chans, embed_dim, kernel_size=patch_size, stride=patch_size)

    def forward(self, x):
        return self.proj(x).flatten(2).transpose(1, 2)


class SelfAttention(nn.Module):
    def __init__(self, dim, num_heads=4, qkv_bias=True, attn_drop=0.0):
        super().__init__()
        assert dim % num_heads == 0, "dim should be divisible by num_heads"
        self.num_heads = num_heads
        self.scale = (dim // num_heads) ** -0.5
        self.qkv = nn.Linear(dim, dim * 3, bias=qkv_bias)
        self.attn_drop = nn.Dropout(attn_drop)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x):
        B, N, C = x.shape
        qkv = self.qkv(x).reshape(B, N, 3, self.num_heads, C // self.num_heads).permute(2, 0, 3, 1, 4)
        q, k, v = qkv.unbind(0)
        attn = (q * self.scale) @ k.transpose(-2, -1)
        attn = self.attn_drop(attn.softmax(dim=-1))
        return self.proj((attn @ v).transpose(1, 2).reshape(B, N, C))


class ViTBlock(nn.Module):
    def __init__(self, dim, num_heads, mlp_ratio=4.0, drop_path=0.0):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn = SelfAttention(dim, num_heads)
        hidden = int(dim * mlp_ratio)
        self.mlp = nn.Sequential(nn.Linear(dim, hidden), nn.GELU(), nn.Linear(hidden, dim))
        self.drop_path = drop_path

    def drop(self, x):
        if self.drop_path == 0.0 or not self.training:
            return x
        keep = 1 - self.drop_path
        shape = (x.shape[0],) + (1,) * (x.ndim - 1)
        mask = x.new_empty(shape).bernoulli_(keep)
        return x * mask.div_(keep)

    def forward(self, x):
        x = x + self.drop(self.attn(self.norm1(x)))
        return x + self.drop(self.mlp(self.norm2(x)))


class ViT(nn.Module):
    def __init__(self, depth=3, num_heads=4, embed_dim=48, num_classes=10, drop_path_rate=0.1):
        super().__init__()
        self.patch_embed = PatchEmbed(embed_dim=embed_dim)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, embed_dim))
        self.pos_embed = nn.Parameter(torch.randn(1, self.patch_embed.num_patches + 1, embed_dim) * 0.02)
        dpr = [x.item() for x in torch.linspace(0, drop_path_rate, depth)]
        self.blocks = nn.Sequential(*[ViTBlock(embed_dim, num_heads, drop_path=dpr[i]) for i in range(depth)])
        self.norm = nn.LayerNorm(embed_dim)
        self.head = nn.Linear(embed_dim, num_classes)

    def forward(self, x):
        x = self.patch_embed(x)
        x = torch.cat((self.cls_token.expand(x.shape[0], -1, -1), x), dim=1) + self.pos_embed
        return self.head(self.norm(self.blocks(x))[:, 0])


model = ViT()
result = (model(torch.zeros(2, 3, 32, 32)).shape, sum(p.numel() for p in model.parameters()))
# %% a decoder-only language model with rotary embeddings, grouped heads and a cache
class RMSNorm(nn.Module):
    def __init__(self, dim, eps=1e-6):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(dim))

    def forward(self, x):
        return x.float() * torch.rsqrt(x.float().pow(2).mean(-1, keepdim=True) + self.eps).type_as(x) * self.weight


def precompute_freqs_cis(dim, end, theta=10000.0):
    freqs = 1.0 / (theta ** (torch.arange(0, dim, 2)[: (dim // 2)].float() / dim))
    t = torch.arange(end, dtype=torch.float32)
    freqs = torch.outer(t, freqs)
    return torch.polar(torch.ones_like(freqs), freqs)


def apply_rotary_emb(xq, xk, freqs_cis):
    xq_ = torch.view_as_complex(xq.float().reshape(*xq.shape[:-1], -1, 2))
    xk_ = torch.view_as_complex(xk.float().reshape(*xk.shape[:-1], -1, 2))
    freqs_cis = freqs_cis.view(1, xq_.shape[1], 1, xq_.shape[-1])
    xq_out = torch.view_as_real(xq_ * freqs_cis).flatten(3)
    xk_out = torch.view_as_real(xk_ * freqs_cis).flatten(3)
    return xq_out.type_as(xq), xk_out.type_as(xk)


def repeat_kv(x, n_rep):
    bs, slen, n_kv, hd = x.shape
    if n_rep == 1:
        return x
    return x[:, :, :, None, :].expand(bs, slen, n_kv, n_rep, hd).reshape(bs, slen, n_kv * n_rep, hd)


class Attn(nn.Module):
    def __init__(self, dim, n_heads, n_kv_heads, max_seq):
        super().__init__()
        self.n_heads, self.n_kv = n_heads, n_kv_heads
        self.hd = dim // n_heads
        self.wq = nn.Linear(dim, n_heads * self.hd, bias=False)
        self.wk = nn.Linear(dim, n_kv_heads * self.hd, bias=False)
        self.wv = nn.Linear(dim, n_kv_heads * self.hd, bias=False)
        self.wo = nn.Linear(n_heads * self.hd, dim, bias=False)
        self.cache_k = torch.zeros((2, max_seq, n_kv_heads, self.hd))
        self.cache_v = torch.zeros((2, max_seq, n_kv_heads, self.hd))

    def forward(self, x, start_pos, freqs_cis, mask):
        bsz, seqlen, _ = x.shape
        xq = self.wq(x).view(bsz, seqlen, self.n_heads, self.hd)
        xk = self.wk(x).view(bsz, seqlen, self.n_kv, self.hd)
        xv = self.wv(x).view(bsz, seqlen, self.n_kv, self.hd)
        xq, xk = apply_rotary_emb(xq, xk, freqs_cis=freqs_cis)
        self.cache_k[:bsz, start_pos : start_pos + seqlen] = xk.detach()
        self.cache_v[:bsz, start_pos : start_pos + seqlen] = xv.detach()
        keys = repeat_kv(self.cache_k[:bsz, : start_pos + seqlen], self.n_heads // self.n_kv).transpose(1, 2)
        values = repeat_kv(self.cache_v[:bsz, : start_pos + seqlen], self.n_heads // self.n_kv).transpose(1, 2)
        scores = torch.matmul(xq.transpose(1, 2), keys.transpose(2, 3)) / math.sqrt(self.hd)
        if mask is not None:
            scores = scores + mask
        scores = F.softmax(scores.float(), dim=-1).type_as(xq)
        out = torch.matmul(scores, values).transpose(1, 2).contiguous().view(bsz, seqlen, -1)
        return self.wo(out)


class SwiGLU(nn.Module):
    def __init__(self, dim, hidden, multiple_of=16):
        super().__init__()
        hidden = multiple_of * ((int(2 * hidden / 3) + multiple_of - 1) // multiple_of)
        self.w1, self.w2, self.w3 = nn.Linear(dim, hidden, bias=False), nn.Linear(hidden, dim, bias=False), nn.Linear(dim, hidden, bias=False)

    def forward(self, x):
        return self.w2(F.silu(self.w1(x)) * self.w3(x))


class Llama(nn.Module):
    def __init__(self, vocab=64, dim=32, n_layers=2, n_heads=4, n_kv_heads=2, max_seq=16):
        super().__init__()
        self.tok = nn.Embedding(vocab, dim)
        self.layers = nn.ModuleList()
        for _ in range(n_layers):
            block = nn.ModuleDict(
                dict(attn=Attn(dim, n_heads, n_kv_heads, max_seq), ff=SwiGLU(dim, 4 * dim), n1=RMSNorm(dim), n2=RMSNorm(dim))
            )
            self.layers.append(block)
        self.norm = RMSNorm(dim)
        self.out = nn.Linear(dim, vocab, bias=False)
        self.freqs_cis = precompute_freqs_cis(dim // n_heads, max_seq * 2)

    def forward(self, tokens, start_pos=0):
        _, seqlen = tokens.shape
        h = self.tok(tokens)
        freqs_cis = self.freqs_cis[start_pos : start_pos + seqlen]
        mask = None
        if seqlen > 1:
            mask = torch.full((seqlen, seqlen), float("-inf"))
            mask = torch.triu(mask, diagonal=1)
            mask = torch.hstack([torch.zeros((seqlen, start_pos)), mask]).type_as(h)
        for layer in self.layers:
            h = h + layer["attn"](layer["n1"](h), start_pos, freqs_cis, mask)
            h = h + layer["ff"](layer["n2"](h))
        return self.out(self.norm(h)).float()


model = Llama()
result = (
    model(torch.zeros(2, 8, dtype=torch.long)).shape,
    model(torch.zeros(2, 1, dtype=torch.long), 8).shape,
    sum(p.numel() for p in model.parameters()),
)
# %% shifted windows with relative positions
def window_partition(x, window_size):
    B, H, W, C = x.shape
    x = x.view(B, H // window_size, window_size, W // window_size, window_size, C)
    return x.permute(0, 1, 3, 2, 4, 5).contiguous().view(-1, window_size, window_size, C)


def window_reverse(windows, window_size, H, W):
    B = int(windows.shape[0] / (H * W / window_size / window_size))
    x = windows.view(B, H // window_size, W // window_size, window_size, window_size, -1)
    return x.permute(0, 1, 3, 2, 4, 5).contiguous().view(B, H, W, -1)


class WindowAttention(nn.Module):
    def __init__(self, dim, window_size, num_heads):
        super().__init__()
        self.window_size, self.num_heads = window_size, num_heads
        self.scale = (dim // num_heads) ** -0.5
        self.relative_position_bias_table = nn.Parameter(
            torch.zeros((2 * window_size[0] - 1) * (2 * window_size[1] - 1), num_heads)
        )
        coords = torch.stack(torch.meshgrid([torch.arange(window_size[0]), torch.arange(window_size[1])], indexing="ij"))
        coords_flatten = torch.flatten(coords, 1)
        relative_coords = coords_flatten[:, :, None] - coords_flatten[:, None, :]
        relative_coords = relative_coords.permute(1, 2, 0).contiguous()
        relative_coords[:, :, 0] += window_size[0] - 1
        relative_coords[:, :, 1] += window_size[1] - 1
        relative_coords[:, :, 0] *= 2 * window_size[1] - 1
        self.register_buffer("relative_position_index", relative_coords.sum(-1))
        self.qkv = nn.Linear(dim, dim * 3)
        self.proj = nn.Linear(dim, dim)
        nn.init.trunc_normal_(self.relative_position_bias_table, std=0.02)
        self.softmax = nn.Softmax(dim=-1)

    def forward(self, x, mask=None):
        B_, N, C = x.shape
        qkv = self.qkv(x).reshape(B_, N, 3, self.num_heads, C // self.num_heads).permute(2, 0, 3, 1, 4)
        q, k, v = qkv[0], qkv[1], qkv[2]
        attn = (q * self.scale) @ k.transpose(-2, -1)
        bias = self.relative_position_bias_table[self.relative_position_index.view(-1)].view(N, N, -1)
        attn = attn + bias.permute(2, 0, 1).contiguous().unsqueeze(0)
        if mask is not None:
            nW = mask.shape[0]
            attn = attn.view(B_ // nW, nW, self.num_heads, N, N) + mask.unsqueeze(1).unsqueeze(0)
            attn = attn.view(-1, self.num_heads, N, N)
        attn = self.softmax(attn)
        return self.proj((attn @ v).transpose(1, 2).reshape(B_, N, C))


class SwinBlock(nn.Module):
    def __init__(self, dim, resolution, num_heads, window_size=4, shift_size=0):
        super().__init__()
        self.resolution, self.window_size, self.shift_size = resolution, window_size, shift_size
        self.norm = nn.LayerNorm(dim)
        self.attn = WindowAttention(dim, (window_size, window_size), num_heads)
        if self.shift_size > 0:
            H, W = resolution
            img_mask = torch.zeros((1, H, W, 1))
            h_slices = (slice(0, -window_size), slice(-window_size, -shift_size), slice(-shift_size, None))
            cnt = 0
            for h in h_slices:
                for w in h_slices:
                    img_mask[:, h, w, :] = cnt
                    cnt += 1
            mask_windows = window_partition(img_mask, window_size).view(-1, window_size * window_size)
            attn_mask = mask_windows.unsqueeze(1) - mask_windows.unsqueeze(2)
            attn_mask = attn_mask.masked_fill(attn_mask != 0, float(-100.0)).masked_fill(attn_mask == 0, float(0.0))
        else:
            attn_mask = None
        self.register_buffer("attn_mask", attn_mask)

    def forward(self, x):
        H, W = self.resolution
        B, L, C = x.shape
        assert L == H * W, "input feature has wrong size"
        shortcut = x
        x = self.norm(x).view(B, H, W, C)
        shifted = torch.roll(x, shifts=(-self.shift_size, -self.shift_size), dims=(1, 2)) if self.shift_size > 0 else x
        windows = window_partition(shifted, self.window_size).view(-1, self.window_size * self.window_size, C)
        windows = self.attn(windows, mask=self.attn_mask)
        shifted = window_reverse(windows.view(-1, self.window_size, self.window_size, C), self.window_size, H, W)
        x = torch.roll(shifted, shifts=(self.shift_size, self.shift_size), dims=(1, 2)) if self.shift_size > 0 else shifted
        return shortcut + x.view(B, H * W, C)


model = nn.Sequential(*[SwinBlock(24, (8, 8), 3, shift_size=0 if i % 2 == 0 else 2) for i in range(2)])
result = (
    model(torch.zeros(2, 64, 24)).shape,
    sum(p.numel() for p in model.parameters()),
    [(n, b.shape) for n, b in model.named_buffers()],
    model[0].attn.relative_position_index[0].tolist(),
)
# %% a character model stepping through time by hand
class CharRNN(nn.Module):
    def __init__(self, input_size, hidden_size, output_size):
        super(CharRNN, self).__init__()
        self.hidden_size = hidden_size
        self.i2h = nn.Linear(input_size + hidden_size, hidden_size)
        self.i2o = nn.Linear(input_size + hidden_size, output_size)
        self.softmax = nn.LogSoftmax(dim=1)

    def forward(self, input, hidden):
        combined = torch.cat((input, hidden), 1)
        return self.softmax(self.i2o(combined)), self.i2h(combined)

    def initHidden(self):
        return torch.zeros(1, self.hidden_size)


rnn = CharRNN(57, 128, 18)
line = torch.zeros(6, 1, 57)
hidden = rnn.initHidden()
for i in range(line.size()[0]):
    output, hidden = rnn(line[i], hidden)
result = (output.shape, hidden.shape, sum(p.numel() for p in rnn.parameters()))
# %% squeeze and excitation, inverted residuals, channel shuffles
def _make_divisible(v, divisor, min_value=None):
    if min_value is None:
        min_value = divisor
    new_v = max(min_value, int(v + divisor / 2) // divisor * divisor)
    if new_v < 0.9 * v:
        new_v += divisor
    return new_v


class SE(nn.Module):
    def __init__(self, channels, ratio=4):
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
        mid = _make_divisible(channels // ratio, 8)
        self.fc = nn.Sequential(nn.Conv2d(channels, mid, 1), nn.ReLU(), nn.Conv2d(mid, channels, 1), nn.Hardsigmoid())

    def forward(self, x):
        return x * self.fc(self.pool(x))


class InvertedResidual(nn.Module):
    def __init__(self, inp, oup, stride, expand_ratio, use_se):
        super().__init__()
        assert stride in [1, 2]
        hidden = int(round(inp * expand_ratio))
        self.use_res = stride == 1 and inp == oup
        layers = []
        if expand_ratio != 1:
            layers.extend([nn.Conv2d(inp, hidden, 1, bias=False), nn.BatchNorm2d(hidden), nn.Hardswish()])
        layers.extend(
            [
                nn.Conv2d(hidden, hidden, 3, stride, 1, groups=hidden, bias=False),
                nn.BatchNorm2d(hidden),
                SE(hidden) if use_se else nn.Identity(),
                nn.ReLU6(inplace=True),
                nn.Conv2d(hidden, oup, 1, bias=False),
                nn.BatchNorm2d(oup),
            ]
        )
        self.conv = nn.Sequential(*layers)

    def forward(self, x):
        return x + self.conv(x) if self.use_res else self.conv(x)


def channel_shuffle(x, groups):
    b, c, h, w = x.data.size()
    x = x.view(b, groups, c // groups, h, w)
    x = torch.transpose(x, 1, 2).contiguous()
    return x.view(b, -1, h, w)


settings = [(1, 16, 1, 1, False), (4, 24, 2, 2, True)]
blocks, channels = [nn.Conv2d(3, 16, 3, 2, 1)], 16
for t, c, n, s, se in settings:
    for i in range(n):
        blocks.append(InvertedResidual(channels, c, s if i == 0 else 1, t, se))
        channels = c
model = nn.Sequential(*blocks)
y = model(torch.zeros(2, 3, 32, 32))
result = (y.shape, channel_shuffle(y, 4).shape, sum(p.numel() for p in model.parameters()))
# %% weight standardisation, scaled products and other functional layers
class StdConv2d(nn.Conv2d):
    def forward(self, x):
        w = self.weight
        v, m = torch.var_mean(w, dim=[1, 2, 3], keepdim=True, unbiased=False)
        w = (w - m) / torch.sqrt(v + 1e-10)
        return F.conv2d(x, w, self.bias, self.stride, self.padding, self.dilation, self.groups)


class Conv1D(nn.Module):
    def __init__(self, nf, nx):
        super().__init__()
        self.nf = nf
        self.weight = nn.Parameter(torch.empty(nx, nf))
        self.bias = nn.Parameter(torch.zeros(nf))
        nn.init.normal_(self.weight, std=0.02)

    def forward(self, x):
        size_out = x.size()[:-1] + (self.nf,)
        x = torch.addmm(self.bias, x.view(-1, x.size(-1)), self.weight)
        return x.view(size_out)


a = StdConv2d(3, 8, 3, padding=1, bias=False)
b = Conv1D(12, 8)
x = a(torch.zeros(2, 3, 6, 6)).permute(0, 2, 3, 1).contiguous()
result = (x.shape, b(x).shape)
# %% sampling over steps that are counted down
net = nn.Linear(4, 4)
x = torch.zeros(2, 4)
last = nn.Linear(4, 4, bias=False)
for t in reversed(range(0, 300)):
    steps = torch.full((2,), t, dtype=torch.long)
    x = net(x) * steps[:, None] + (last(x) if t > 0 else 0.0)
result = (x.shape, t)
# %% sampling over pairs of steps
net = nn.Linear(4, 4)
x = torch.zeros(2, 4)
times = list(reversed(torch.linspace(-1, 999, steps=101).int().tolist()))
for time, after in zip(times[:-1], times[1:]):
    x = net(x) * time
    if after < 0:
        continue
    x = x + net(x) * after
result = (x.shape, time, after)
# %% repeated work over numbers that tell how much of it is done
net = nn.Linear(4, 4)
x = torch.zeros(30, 4)
for n in [10, 10, 10, 20, 30]:
    y = net(x[:n])
result = (y.shape, n)
# %% repeated work over numbered data of two kinds
net = nn.Linear(4, 4)
batches = [torch.zeros(3, 4), torch.zeros(3, 4), torch.zeros(3, 4), torch.zeros(5, 4)]
for i, x in enumerate(batches):
    y = net(x)
result = (y.shape, i)
# %% work for numbers that are skipped or end a loop
net = nn.Linear(4, 4)
x = torch.zeros(3, 4)
seen = []
for i, scale in enumerate([0.5, 2.0, 1.0] * 50):
    x = net(x) * scale
    if scale == 1.0:
        continue
    x = net(x)
    if i > 100:
        break
result = (i, scale)
