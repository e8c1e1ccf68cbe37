# %% a function of one sample over the first axis
x, w = torch.zeros(5, 4), torch.zeros(4, 3)
result = torch.vmap(lambda a: a @ w)(x).shape
# %% axes of arguments and of the result
f = torch.func.vmap(torch.mv, in_dims=(None, 1), out_dims=1)
result = f(torch.zeros(6, 4), torch.zeros(4, 7)).shape
# %% two arguments along one axis, several results
f = torch.vmap(lambda a, b: (a * b, (a @ b).sum()))
out, total = f(torch.zeros(3, 2, 2), torch.zeros(3, 2, 2))
result = (out.shape, total.shape)
# %% a dictionary of tensors and keywords
f = torch.vmap(lambda d, scale: d["a"] @ d["b"] * scale)
result = f({"a": torch.zeros(3, 2, 4), "b": torch.zeros(3, 4, 5)}, scale=torch.zeros(5)).shape
# %% a module for each sample
net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
result = torch.vmap(net)(torch.zeros(9, 4)).shape
# %% vmap of vmap
dot = lambda a, b: (a * b).sum()
result = torch.vmap(torch.vmap(dot, in_dims=(None, 0)), in_dims=(0, None))(torch.zeros(3, 5), torch.zeros(4, 5)).shape
# %% an ensemble called through its parameters
net = nn.Linear(4, 2)
params = {"weight": torch.zeros(6, 2, 4), "bias": torch.zeros(6, 2)}
def call(p, x):
    return torch.func.functional_call(net, p, (x,))
result = torch.vmap(call, in_dims=(0, None))(params, torch.zeros(3, 4)).shape
# %% axes that do not fit
try:
    torch.vmap(torch.mul)(torch.zeros(2, 3), torch.zeros(4, 3))
    result = "no error"
except ValueError:
    result = "ValueError"
