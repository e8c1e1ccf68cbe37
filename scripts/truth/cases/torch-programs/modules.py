# %% registers parameters, modules and buffers by assignment
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(3))
        self.fc = nn.Linear(3, 4)
        self.register_buffer("mask", torch.zeros(2))
        self.register_buffer("hidden", torch.zeros(2), persistent=False)
        self.names = ["a"]
net = Net()
result = (list(net._parameters), list(net._modules), list(net._buffers), list(net.state_dict()))
# %% a parameter becomes a module of the same name
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.x = nn.Parameter(torch.ones(3))
        del self.x
        self.x = nn.Linear(1, 2)
result = (list(Net()._parameters), list(Net()._modules))
# %% a module replaced by None stays registered
net = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
net.extra = nn.Linear(1, 1)
net.extra = None
result = (list(net._modules), [n for n, _ in net.named_children()], net.extra)
# %% assigning something else to a parameter is an error
m = nn.Linear(2, 2)
try:
    m.weight = torch.zeros(2, 2)
    result = "assigned"
except TypeError as e:
    result = str(e).split("'")[3]
# %% members before super().__init__() are an error
class Net(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(1, 1)
try:
    Net()
    result = "built"
except AttributeError as e:
    result = str(e)
# %% missing attributes name the class
try:
    nn.Linear(1, 2).nothing
    result = None
except AttributeError as e:
    result = str(e)
# %% hasattr, getattr with default and setattr
m = nn.Linear(1, 2)
setattr(m, "extra", nn.ReLU())
result = (hasattr(m, "weight"), hasattr(m, "nope"), getattr(m, "nope", 3), type(m.extra).__name__)
# %% names of nested modules and parameters
net = nn.Sequential(OrderedDict(block=nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2)), head=nn.Linear(2, 3, bias=False)))
result = ([n for n, _ in net.named_modules()], [n for n, _ in net.named_parameters()], [n for n, _ in net.named_buffers()])
# %% shared modules and tied weights are listed once
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4, bias=False)
        self.b = self.a
        self.c = nn.Linear(4, 4, bias=False)
        self.c.weight = self.a.weight
net = Net()
result = ([n for n, _ in net.named_modules()], [n for n, _ in net.named_parameters()], sum(p.numel() for p in net.parameters()), list(net.state_dict()))
# %% train and eval reach every module
net = nn.Sequential(nn.Dropout(), nn.Sequential(nn.BatchNorm1d(2)))
before = net[1][0].training
net.eval()
after = (net.training, net[0].training, net[1][0].training)
net.train()
result = (before, after, net[1][0].training)
# %% a class may override train
class Frozen(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm1d(2)
    def train(self, mode=True):
        super().train(mode)
        self.bn.eval()
        return self
net = nn.Sequential(Frozen())
net.train()
result = (net[0].training, net[0].bn.training)
# %% apply visits children first
seen = []
nn.Sequential(nn.Linear(1, 1), nn.Sequential(nn.ReLU())).apply(lambda m: seen.append(type(m).__name__))
result = seen
# %% requires_grad_ and freezing
net = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))
net[0].requires_grad_(False)
for p in net[1].parameters():
    p.requires_grad = False
net[1].bias.requires_grad = True
result = [n for n, p in net.named_parameters() if p.requires_grad]
# %% Sequential: indexing, slicing, iteration, appending
net = nn.Sequential(nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 3))
net.append(nn.Tanh())
part = net[:2]
result = (len(net), type(net[-1]).__name__, type(part).__name__, len(part), [type(m).__name__ for m in net[1:3]], list(net[1:]._modules))
# %% Sequential: deletion, insertion, replacement, extension
net = nn.Sequential(nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 3))
del net[1]
net.insert(0, nn.Flatten())
net[2] = nn.Identity()
net.extend([nn.Tanh()])
result = [(n, type(m).__name__) for n, m in net.named_children()]
# %% ModuleList
l = nn.ModuleList([nn.Linear(i, i + 1) for i in range(1, 4)])
l.append(nn.ReLU())
l += [nn.Tanh()]
l.insert(0, nn.Identity())
result = (len(l), [type(m).__name__ for m in l], type(l[1:3]).__name__, [n for n, _ in l.named_parameters()], nn.ReLU in [type(m) for m in l])
# %% ModuleDict
d = nn.ModuleDict({"a": nn.Linear(1, 2)})
d["b"] = nn.ReLU()
d.update({"c": nn.Tanh()})
result = (list(d.keys()), "a" in d, len(d), [k for k, v in d.items()], type(d["b"]).__name__, type(d.pop("c")).__name__, list(d))
# %% ParameterList and ParameterDict
l = nn.ParameterList([nn.Parameter(torch.zeros(2)), nn.Parameter(torch.zeros(3))])
d = nn.ParameterDict({"w": nn.Parameter(torch.zeros(4))})
net = nn.Module()
net.l = l
net.d = d
result = ([n for n, _ in net.named_parameters()], len(l), l[1].shape, d["w"].shape, [p.numel() for p in l])
# %% a subclass of a layer reads what the layer keeps
class Same(nn.Conv2d):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
    def forward(self, x):
        ih, iw = x.size()[-2:]
        kh, kw = self.weight.size()[-2:]
        pad_h = max((math.ceil(ih / self.stride[0]) - 1) * self.stride[0] + (kh - 1) * self.dilation[0] + 1 - ih, 0)
        pad_w = max((math.ceil(iw / self.stride[1]) - 1) * self.stride[1] + (kw - 1) * self.dilation[1] + 1 - iw, 0)
        x = F.pad(x, [pad_w // 2, pad_w - pad_w // 2, pad_h // 2, pad_h - pad_h // 2])
        return F.conv2d(x, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups)
m = Same(3, 8, kernel_size=3, stride=2)
result = (m.stride, m.padding, m.kernel_size, m.groups, m.in_channels, m(torch.zeros(1, 3, 15, 16)).shape)
# %% a subclass of a norm overrides forward
class LayerNorm2d(nn.LayerNorm):
    def forward(self, x):
        x = x.permute(0, 2, 3, 1)
        x = F.layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps)
        return x.permute(0, 3, 1, 2)
m = LayerNorm2d(8)
result = (m.normalized_shape, m(torch.zeros(2, 8, 4, 4)).shape)
# %% a subclass of Sequential
class ConvBN(nn.Sequential):
    def __init__(self, i, o, k=3, norm_layer=None):
        norm_layer = norm_layer or nn.BatchNorm2d
        super().__init__(nn.Conv2d(i, o, k, padding=k // 2, bias=False), norm_layer(o), nn.ReLU(inplace=True))
        self.out_channels = o
m = ConvBN(3, 8)
result = (len(m), m.out_channels, m(torch.zeros(1, 3, 4, 4)).shape, [n for n, _ in m.named_parameters()])
# %% reset_parameters of a subclass runs
class L(nn.Linear):
    def reset_parameters(self):
        nn.init.zeros_(self.weight)
        self.was_reset = True
result = (L(2, 3).was_reset, L(2, 3)(torch.zeros(1, 2)).shape)
# %% forward hooks see and replace results
seen = []
net = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
handle = net[0].register_forward_hook(lambda m, i, o: seen.append((i[0].shape, o.shape)))
net[1].register_forward_hook(lambda m, i, o: o[:, :1])
y = net(torch.zeros(4, 2))
handle.remove()
net(torch.zeros(5, 2))
result = (seen, y.shape)
# %% deepcopy makes other parameters
import copy
a = nn.Linear(2, 3)
b = copy.deepcopy(a)
b.weight.requires_grad = False
result = (a.weight is b.weight, a.weight.requires_grad, b.weight.requires_grad, b(torch.zeros(1, 2)).shape)
# %% get_submodule, get_parameter, add_module
net = nn.Sequential(nn.Sequential(nn.Linear(2, 3)))
net.add_module("tail", nn.ReLU())
result = (type(net.get_submodule("0.0")).__name__, net.get_parameter("0.0.weight").shape, [n for n, _ in net.named_children()])
# %% isinstance of layers and their bases
m = nn.Conv2d(1, 1, 1)
result = (isinstance(m, nn.Conv2d), isinstance(m, nn.Module), isinstance(m, nn.Conv1d), isinstance(nn.BatchNorm2d(1), nn.modules.batchnorm._BatchNorm), isinstance(m, (nn.Linear, nn.Conv2d)), isinstance(m.weight, nn.Parameter), isinstance(m.weight, torch.Tensor), issubclass(nn.Conv2d, nn.Module))
# %% half and dtype
m = nn.Linear(2, 3).half()
result = (m.weight.dtype, m(torch.zeros(1, 2, dtype=torch.float16)).dtype, nn.Linear(2, 3, dtype=torch.float64).bias.dtype, next(nn.Linear(1, 1).to(torch.bfloat16).parameters()).dtype)
# %% unimplemented forward
class Empty(nn.Module):
    pass
try:
    Empty()(torch.zeros(1))
    result = None
except NotImplementedError as e:
    result = str(e)
# %% DataParallel keeps the module below
net = nn.DataParallel(nn.Linear(2, 3))
result = ([n for n, _ in net.named_parameters()], net(torch.zeros(4, 2)).shape, net.module.in_features)
# %% wrapping in other containers and calling by keyword
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(4, 4) for _ in range(3)])
    def forward(self, x, mask=None, *, scale=1.0):
        for layer in self.layers:
            x = layer(x) * scale
        return {"out": x, "mask": mask}
y = Net()(x=torch.zeros(2, 4), scale=2.0)
result = (y["out"].shape, y["mask"])
# %% parameters of recurrent layers
m = nn.LSTM(3, 5, 2, bidirectional=True)
result = [n for n, _ in m.named_parameters()]
# %% parameters of attention and transformer layers
result = ([n for n, _ in nn.MultiheadAttention(8, 2).named_parameters()], [n for n, _ in nn.TransformerDecoderLayer(8, 2, 16).named_parameters()], [n for n, _ in nn.MultiheadAttention(8, 2, kdim=4).named_parameters()])
# %% parameters made in a loop through register_parameter
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        for i in range(3):
            self.register_parameter(f"w{i}", nn.Parameter(torch.zeros(i + 1)))
        self.register_parameter("none", None)
net = Net()
result = ([(n, tuple(p.shape)) for n, p in net.named_parameters()], net.none)
# %% embedding weights tied to an output layer
class LM(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(10, 4)
        self.head = nn.Linear(4, 10, bias=False)
        self.head.weight = self.emb.weight
    def forward(self, x):
        return self.head(self.emb(x))
m = LM()
result = (m(torch.zeros(2, 3, dtype=torch.long)).shape, sum(p.numel() for p in m.parameters()), m.head.weight is m.emb.weight)
# %% checkpoints and compiled modules call through
from torch.utils.checkpoint import checkpoint
m = nn.Linear(2, 3)
c = torch.jit.script(m)
result = (checkpoint(m, torch.zeros(4, 2), use_reentrant=False).shape, c(torch.zeros(1, 2)).shape)
# %% weight_norm of the old kind
m = nn.utils.weight_norm(nn.Linear(4, 5), name="weight")
result = (sorted(n for n, _ in m.named_parameters()), m(torch.zeros(2, 4)).shape, m.weight.shape, m.weight_g.shape)
# %% loading a state says what did not fit
a = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
b = nn.Sequential(nn.Linear(2, 3))
keys = a.load_state_dict(b.state_dict(), strict=False)
other = b.load_state_dict({**b.state_dict(), "head.weight": torch.zeros(1)}, strict=False)
missing, unexpected = a.load_state_dict(a.state_dict())
result = (len(keys.missing_keys), keys.unexpected_keys, other, missing, unexpected)
# %% names of a module can be asked for
result = ("silu" in dir(torch.nn.functional), hasattr(F, "scaled_dot_product_attention"))
# %% sizes from a generator over an array
import numpy as np
padding = tuple(int(p) for p in (np.atleast_1d((3, 5)) - 1) / 2)
result = padding, nn.Conv2d(2, 4, (3, 5), padding=padding)(torch.zeros(1, 2, 8, 8)).shape
