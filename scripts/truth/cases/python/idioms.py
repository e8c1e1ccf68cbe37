# %%
import copy
from enum import Enum
class M(Enum):
    A = 1
class A:
    "doc"
    def f(self): "fd"
class B: ...
result = copy.deepcopy([M.A])[0] is M.A, copy.copy(M.A) is M.A, A.__doc__, A().__doc__, A.f.__doc__, B.__doc__, B().__doc__
# %%
class Registry(dict):
    def register(self, name=None):
        def deco(cls):
            self[name or cls.__name__] = cls
            return cls
        return deco
    def build(self, name, *a, **k): return self[name](*a, **k)
R = Registry()
@R.register()
class Foo:
    def __init__(self, n=1): self.n = n
@R.register("bar")
def make_bar(n): return n * 2
result = R.build("Foo", n=4).n, R.build("bar", 5), list(R), type(R).__name__
# %%
import inspect
class Base:
    def __init__(self, a, b=2): self.a, self.b = a, b
    @classmethod
    def from_dict(cls, d):
        ps = inspect.signature(cls).parameters
        return cls(**{k: v for k, v in d.items() if k in ps})
class D(Base):
    def __init__(self, a, b=3, c=4):
        super().__init__(a, b); self.c = c
d = D.from_dict({"a": 1, "c": 9, "zz": 0})
result = d.a, d.b, d.c, {k: v for k, v in vars(d).items()}
# %%
class Dot(dict):
    __getattr__ = dict.get
    __setattr__ = dict.__setitem__
d = Dot(a=1)
d.b = 2
result = d.a, d.b, d.zz, dict(d)
# %%
import re
result = re.sub(r"(?<!^)(?=[A-Z])", "_", "DepthwiseConv").lower(), re.sub("[^0-9a-zA-Z]+", "_", "a b-c"), re.match(r"(.+?)(\d+)$", "layer12").groups()
# %%
from collections import OrderedDict
class Config:
    def __init__(self, **kwargs):
        for key, value in kwargs.items():
            if isinstance(value, dict):
                value = Config(**value)
            setattr(self, key, value)
    def to_dict(self):
        return {k: v.to_dict() if isinstance(v, Config) else v for k, v in self.__dict__.items()}
    def __repr__(self): return f"{self.__class__.__name__}({self.to_dict()})"
c = Config(model={"dim": 4, "heads": [1, 2]}, lr=1e-3)
c.model.dim *= 2
result = c, c.model.dim, getattr(c.model, "missing", None), sorted(c.to_dict())
# %%
from typing import Any
class Node:
    def __init__(self, *children, name: str = "n"):
        self.children = list(children)
        self.name = name
    def walk(self, prefix=""):
        yield prefix + self.name
        for i, child in enumerate(self.children):
            yield from child.walk(f"{prefix}{self.name}.{i}.")
    @property
    def depth(self): return 1 + max((c.depth for c in self.children), default=0)
tree = Node(Node(name="a"), Node(Node(name="c"), name="b"), name="root")
result = list(tree.walk()), tree.depth, [n for n in tree.walk() if n.endswith("c")]
# %%
def make_layers(cfg, batch_norm=False):
    layers, in_channels = [], 3
    for v in cfg:
        if v == "M":
            layers += ["pool"]
        else:
            layers += [("conv", in_channels, v)] + (["bn"] if batch_norm else []) + ["relu"]
            in_channels = v
    return layers
cfgs = {"A": [64, "M", 128, "M"]}
result = make_layers(cfgs["A"], batch_norm=True), make_layers(cfgs["A"])[-1]
# %%
import math
from functools import partial
def round_filters(filters, mult, divisor=8):
    filters *= mult
    new = max(divisor, int(filters + divisor / 2) // divisor * divisor)
    if new < 0.9 * filters:
        new += divisor
    return int(new)
adjust = partial(round_filters, mult=1.1)
result = [adjust(f) for f in (32, 16, 24, 40, 80)], [math.ceil(d * 1.8) for d in (1, 2, 3)], list(map(lambda k: (k - 1) // 2, (3, 5, 7)))
# %%
class Meta(type):
    registry = {}
    def __new__(mcs, name, bases, ns):
        cls = super().__new__(mcs, name, bases, ns)
        mcs.registry[name] = cls
        return cls
class Base(metaclass=Meta):
    def __init_subclass__(cls, tag="none", **kw):
        super().__init_subclass__(**kw)
        cls.tag = tag
class A(Base): ...
result = sorted(Meta.registry), A.tag, isinstance(A, Meta), type(A).__name__
# %%
class Lazy:
    def __init__(self, fn): self.fn = fn
    def __get__(self, obj, cls):
        if obj is None:
            return self
        value = self.fn(obj)
        obj.__dict__[self.fn.__name__] = value
        return value
calls = []
class C:
    @Lazy
    def value(self):
        calls.append(1)
        return 42
c = C()
result = c.value, c.value, calls, isinstance(C.value, Lazy)
# %%
import contextlib
state = {"grad": True}
class no_grad(contextlib.ContextDecorator):
    def __enter__(self):
        self.prev = state["grad"]
        state["grad"] = False
    def __exit__(self, *exc):
        state["grad"] = self.prev
        return False
@no_grad()
def run(): return state["grad"]
with no_grad():
    inside = state["grad"]
result = inside, run(), state["grad"]
# %%
from itertools import product
grid = {"lr": [1, 2], "wd": [0]}
keys = list(grid)
result = [dict(zip(keys, c)) for c in product(*(grid[k] for k in keys))], [f"{k}={v}" for c in product(*grid.values()) for k, v in zip(grid, c)]
# %%
def deep_update(a, b):
    for k, v in b.items():
        if isinstance(v, dict) and isinstance(a.get(k), dict):
            deep_update(a[k], v)
        else:
            a[k] = v
    return a
result = deep_update({"m": {"d": 1, "h": 2}, "x": 0}, {"m": {"h": 3}, "y": [1]})
# %%
class Stack:
    def __init__(self, *layers): self.layers = layers
    def __getitem__(self, i):
        return Stack(*self.layers[i]) if isinstance(i, slice) else self.layers[i]
    def __len__(self): return len(self.layers)
    def __add__(self, other): return Stack(*self.layers, *other.layers)
    def __iter__(self): return iter(self.layers)
    def __call__(self, x):
        for f in self.layers:
            x = f(x)
        return x
s = Stack(lambda x: x + 1, lambda x: x * 2)
result = s(3), len(s + s), s[:1](3), s[-1](5), [f(1) for f in s], len(s[1:])
# %%
try:
    from nonexistent_pkg import thing
    HAS = True
except ImportError:
    HAS = False
    thing = None
def f(x, use=HAS):
    assert not (use and thing is None), "need thing"
    return "fallback" if not use else thing(x)
result = f(1), HAS
# %%
x: "list[int]" = [1]
def g(a: "Undefined", *args: int, b: "str | None" = None) -> "Missing":
    y: AlsoUndefined = 3
    return a, y, b
result = g(1), g.__annotations__["b"], x
# %%
values = [3, 1, 2]
(lo, *_, hi), n = sorted(values), len(values)
total = avg = 0
for i, v in enumerate(values, start=1):
    total += v
    avg += (v - avg) / i
result = lo, hi, n, total, avg, values[::-1], values[-2:], *values[:1]
# %%
from collections import OrderedDict
from dataclasses import dataclass, fields
class Output(OrderedDict):
    def __post_init__(self):
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None:
                self[field.name] = value
    def __getitem__(self, key):
        return dict(self.items())[key] if isinstance(key, str) else self.to_tuple()[key]
    def __setattr__(self, name, value):
        if name in self.keys() and value is not None:
            super().__setitem__(name, value)
        super().__setattr__(name, value)
    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        super().__setattr__(key, value)
    def to_tuple(self):
        return tuple(self[k] for k in self.keys())
@dataclass
class Pair(Output):
    x: int = None
    y: int = None
    z: int = None
pair = Pair(x=1, z=3)
pair.y = 5
pair["z"] = 4
result = pair[0], pair["z"], pair.x, pair.y, len(pair), pair[:2], list(pair), pair.z
# %%
cached = None
def get():
    global cached
    if cached is None:
        cached = [1]
    return cached
result = get() is get(), cached
# %%
import functools, types
def f(a, b=2, *args, c=3, **kwargs):
    return a, b, args, c, kwargs
g = types.FunctionType(f.__code__, f.__globals__, name="g", argdefs=f.__defaults__, closure=f.__closure__)
g = functools.update_wrapper(g, f)
g.__kwdefaults__ = f.__kwdefaults__
result = g(1), g(1, 5, 6, c=7, d=8), g is f, g.__name__, f.__code__.co_varnames[:2], f.__code__.co_argcount
# %%
import functools
calls = []
@functools.lru_cache(None)
def once(x):
    calls.append(x)
@functools.lru_cache(None)
def silent(x):
    pass
result = [once(1), once(1), once(2), silent(1), silent(1)], calls
# %%
import builtins, functools
class A:
    @classmethod
    @functools.lru_cache(None)
    def make(cls, x):
        return cls.__name__, x
class B(A):
    def parent(self):
        return super().make(3)
def scope(a, b=2):
    return sorted(builtins.locals().items())
result = A.make(1), B.make(2), B().make(2), B().parent(), scope(1)
