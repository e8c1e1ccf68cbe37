import torch
import torch.nn as nn
import torch.nn.functional as F

from .scatter import scatter, scatter_softmax


class MessagePassing(nn.Module):
    def __init__(self, aggr="add"):
        super().__init__()
        self.aggr = aggr

    def propagate(self, edge_index, x, **kwargs):
        src, dst = edge_index
        msg = self.message(x[src], x[dst], **kwargs)
        out = scatter(msg, dst, dim=0, dim_size=x.size(0), reduce=self.aggr)
        return self.update(out)

    def message(self, x_j, x_i, **kwargs):
        return x_j

    def update(self, aggr_out):
        return aggr_out


class GCNConv(MessagePassing):
    def __init__(self, in_channels, out_channels, bias=True):
        super().__init__(aggr="add")
        self.lin = nn.Linear(in_channels, out_channels, bias=False)
        if bias:
            self.bias = nn.Parameter(torch.zeros(out_channels))
        else:
            self.register_parameter("bias", None)

    def forward(self, x, edge_index):
        N, E = x.size(0), edge_index.size(1)
        loops = torch.arange(N, device=x.device).unsqueeze(0).repeat(2, 1)
        edge_index = torch.cat([edge_index, loops], dim=1)
        row, col = edge_index
        deg = torch.zeros(N, device=x.device).index_add_(0, col, torch.ones(E + N, device=x.device))
        norm = deg.pow(-0.5)
        norm[norm == float("inf")] = 0
        norm = norm[row] * norm[col]
        out = self.propagate(edge_index, self.lin(x), norm=norm)
        return out if self.bias is None else out + self.bias

    def message(self, x_j, x_i, norm):
        return norm.view(-1, 1) * x_j


class GATConv(MessagePassing):
    def __init__(self, in_channels, out_channels, heads=1, concat=True, negative_slope=0.2):
        super().__init__("add")
        self.heads, self.out_channels, self.concat = heads, out_channels, concat
        self.weight = nn.Parameter(torch.Tensor(in_channels, heads * out_channels))
        self.att_src = nn.Parameter(torch.Tensor(1, heads, out_channels))
        self.att_dst = nn.Parameter(torch.empty_like(self.att_src))
        self.negative_slope = negative_slope
        for p in self.parameters():
            nn.init.xavier_uniform_(p)

    def forward(self, x, edge_index):
        H, C = self.heads, self.out_channels
        h = torch.mm(x, self.weight).view(-1, H, C)
        a_src, a_dst = (h * self.att_src).sum(-1), (h * self.att_dst).sum(-1)
        src, dst = edge_index[0], edge_index[1]
        alpha = F.leaky_relu(a_src[src] + a_dst[dst], self.negative_slope)
        alpha = scatter_softmax(alpha, dst, x.size(0))
        out = self.propagate(edge_index, h, alpha=alpha)
        return out.reshape(-1, H * C) if self.concat else out.mean(dim=1)

    def message(self, x_j, x_i, alpha):
        return x_j * alpha.unsqueeze(-1)


class SAGEConv(MessagePassing):
    def __init__(self, in_channels, out_channels, aggr="mean"):
        super().__init__(aggr)
        self.lin_l = nn.Linear(in_channels, out_channels)
        self.lin_r = nn.Linear(in_channels, out_channels, bias=False)

    def forward(self, x, edge_index):
        return F.normalize(self.lin_l(self.propagate(edge_index, x)) + self.lin_r(x), p=2.0, dim=-1)


CONVS = {k[:-4].lower(): v for k, v in list(globals().items()) if k.endswith("Conv")}


class GNN(nn.Module):
    def __init__(self, conv, num_features, hidden, num_classes, num_layers=2, dropout=0.5, **conv_kwargs):
        super().__init__()
        conv_cls = CONVS[conv]
        heads = conv_kwargs.get("heads", 1)
        self.convs = nn.ModuleList()
        for i in range(num_layers):
            first, last = i == 0, i == num_layers - 1
            kw = dict(conv_kwargs)
            if last and "heads" in kw:
                kw.update(heads=1, concat=False)
            self.convs.append(
                conv_cls(num_features if first else hidden * heads, num_classes if last else hidden, **kw)
            )
        self.bns = nn.ModuleList(nn.BatchNorm1d(hidden * heads) for _ in range(num_layers - 1))
        self.dropout = dropout

    def forward(self, x, edge_index):
        for conv, bn in zip(self.convs[:-1], self.bns):
            x = F.elu(bn(conv(x, edge_index)))
            x = F.dropout(x, p=self.dropout, training=self.training)
        return F.log_softmax(self.convs[-1](x, edge_index), dim=1)


class GIN(nn.Module):
    """Graph classification on a batch vector; sums per graph."""

    def __init__(self, in_dim, hidden, n_layers, n_classes, n_graphs):
        super().__init__()
        self.n_graphs = n_graphs
        self.eps = nn.Parameter(torch.zeros(n_layers))
        self.mlps = nn.ModuleList([
            nn.Sequential(nn.Linear(in_dim if not i else hidden, hidden), nn.BatchNorm1d(hidden), nn.ReLU(),
                          nn.Linear(hidden, hidden))
            for i in range(n_layers)
        ])
        self.readout = nn.ModuleList([nn.Linear(in_dim, n_classes)] + [nn.Linear(hidden, n_classes)] * n_layers)

    def forward(self, x, adj, batch):
        score = 0
        for i, head in enumerate(self.readout):
            pooled = torch.zeros(self.n_graphs, x.shape[1], device=x.device).index_add(0, batch, x)
            score = score + head(pooled)
            if i < len(self.mlps):
                x = self.mlps[i]((1 + self.eps[i]) * x + adj @ x)
        return score
