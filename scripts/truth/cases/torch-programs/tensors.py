# %% stochastic depth rates from linspace
rates = [x.item() for x in torch.linspace(0, 0.2, 5)]
result = ([round(r, 6) for r in rates], torch.linspace(0, 1, 3).tolist())
# %% values that the program wrote are known
a = torch.tensor([[1, 2], [3, 4]])
result = (a.sum().item(), a[1].tolist(), (a * 2 + 1).tolist(), a.T.tolist(), int(a.max()), bool((a > 0).all()), a.flatten().tolist(), torch.cat([a, a], 1).tolist(), a.float().mean().item(), torch.arange(6).reshape(2, 3).tolist(), a.view(-1)[[0, 3]].tolist())
# %% writing through a view is seen
a = torch.zeros(2, 3)
a[0] = 1
a[:, 1] += 5
b = a.view(-1)
b[5] = 9
result = a.tolist()
# %% no_grad as context and decorator
x = torch.zeros(2, requires_grad=True)
with torch.no_grad():
    a = (x * 2).requires_grad
    with torch.enable_grad():
        b = (x * 2).requires_grad
@torch.no_grad()
def f(t):
    return (t * 2).requires_grad
@torch.no_grad
def g(t):
    return (t * 2).requires_grad
result = (a, b, f(x), g(x), (x * 2).requires_grad, torch.is_grad_enabled(), x.detach().requires_grad, (x * 2).is_leaf, x.is_leaf)
# %% set_grad_enabled
x = torch.zeros(2, requires_grad=True)
with torch.set_grad_enabled(False):
    a = (x * 2).requires_grad
b = (x * 2).requires_grad
torch.set_grad_enabled(False)
c = (x * 2).requires_grad
torch.set_grad_enabled(True)
result = (a, b, c)
# %% autograd functions of one's own
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * 2
    @staticmethod
    def backward(ctx, g):
        return g * 2
result = Double.apply(torch.zeros(2, 3)).shape
# %% packed sequences
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence
x = torch.zeros(3, 5, 4)
packed = pack_padded_sequence(x, [5, 5, 5], batch_first=True)
out, (h, c) = nn.LSTM(4, 6, batch_first=True)(packed)
padded, lengths = pad_packed_sequence(out, batch_first=True)
result = (padded.shape, h.shape, pad_sequence([torch.zeros(3, 2), torch.zeros(5, 2)]).shape)
# %% devices
x = torch.zeros(2, device="cpu")
d = torch.device("cuda:1")
result = (x.device.type, str(torch.device("cpu")), d.type, d.index, d == torch.device("cuda", 1), torch.device(d) == d, x.to("cpu").shape, x.is_cuda)
# %% functions stored and called later
acts = {"relu": F.relu, "gelu": nn.GELU(), "tanh": torch.tanh}
result = [acts[k](torch.zeros(2)).shape for k in acts]
