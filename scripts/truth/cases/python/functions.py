# %%
def f(a, b=2, *args, c, d=4, **kw):
    return a, b, args, c, d, kw
result = f(1, c=3), f(1, 5, 6, 7, c=0, z=9), f(*[1, 2], **{"c": 3, "d": 0})
# %%
def f(a, /, b, *, c):
    return a, b, c
result = f(1, 2, c=3), f(1, b=2, c=3)
# %%
def f(a, /, b): ...
f(a=1, b=2)
# %%
def f(a, *, b): ...
f(1, 2)
# %%
def f(a): ...
f()
# %%
def f(a): ...
f(1, 2)
# %%
def f(a): ...
f(1, a=2)
# %%
def f(a): ...
f(b=1)
# %%
def f(*a, **k): return a, k
result = f(), f(1), f(x=1), f(*(1, 2), 3, *[4], **{"p": 1}, q=2)
# %%
def f(**k): ...
f(**{"a": 1}, a=2)
# %%
def f(x, acc=[]):
    acc.append(x)
    return acc
f(1)
result = f(2), f(3, [])
# %%
n = 1
def f(v=n):
    return v
n = 2
result = f(), n
# %%
def counter():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    return inc
a, b = counter(), counter()
result = a(), a(), b()
# %%
total = 0
def add(v):
    global total
    total += v
add(2); add(3)
result = total
# %%
x = 1
def f():
    y = x
    x = 2
    return y
f()
# %%
fs = [lambda: i for i in range(3)]
gs = [lambda i=i: i for i in range(3)]
result = [f() for f in fs], [g() for g in gs]
# %%
def outer():
    x = "o"
    def mid():
        def inner():
            return x
        return inner
    x = "changed"
    return mid()()
result = outer()
# %%
result = undefined_name
# %%
def f():
    if False:
        v = 1
    return v
f()
# %%
def fact(n):
    return 1 if n <= 1 else n * fact(n - 1)
result = fact(20), (lambda f: f(f, 5))(lambda s, n: 1 if n == 0 else n * s(s, n - 1))
# %%
def forever(n):
    return forever(n + 1)
forever(0)
# %%
def f(): pass
def g(): return
result = f(), g(), (lambda: None)()
# %%
def gen(n):
    for i in range(n):
        yield i
    return "end"
g = gen(2)
result = list(gen(3)), next(g), next(g), sum(gen(5)), list(g)
# %%
def gen():
    r = yield 1
    yield ("got", r)
g = gen()
result = next(g), g.send("hi")
# %%
def inner():
    x = yield 1
    return x
def outer():
    v = yield from inner()
    yield ("v", v)
    yield from [7, 8]
g = outer()
result = next(g), g.send(5), list(g)
# %%
def gen():
    yield 1
    raise ValueError("x")
result = list(gen())
# %%
def gen():
    try:
        yield 1
        yield 2
    finally:
        log.append("closed")
log = []
for v in gen():
    log.append(v)
g = gen(); next(g); g.close()
result = log[0], log[-1], len(log)
# %%
g = (x * x for x in range(4))
result = next(g), list(g), list(g), max(v for v in [3, 1]), dict((k, 1) for k in "ab")
# %%
def naturals():
    n = 0
    while True:
        yield n
        n += 1
from itertools import islice
result = list(islice(naturals(), 4))
# %%
def twice(fn):
    def w(*a):
        return fn(fn(*a))
    return w
def times(n):
    def deco(fn):
        return lambda v: fn(v) * n
    return deco
@times(10)
@twice
def inc(v):
    return v + 1
result = inc(1)
# %%
registry = {}
def register(name):
    def deco(cls):
        registry[name] = cls
        return cls
    return deco
@register("a")
class A: ...
@register("b")
def b(): return 2
result = sorted(registry), registry["a"] is A, registry["b"]()
# %%
class Count:
    def __init__(self, fn):
        self.fn, self.n = fn, 0
    def __call__(self, *a):
        self.n += 1
        return self.fn(*a)
@Count
def f(v):
    return v
f(1); f(2)
result = f.n, callable(f), callable(1)
# %%
if (n := len([1, 2, 3])) > 2:
    out = n
result = out, [y for x in range(5) if (y := x * 2) > 4], y
# %%
a = 3
while (a := a - 1) > 0:
    pass
result = a
# %%
r = []
for i in range(5):
    if i == 1:
        continue
    if i == 4:
        break
    r.append(i)
else:
    r.append("else")
for j in range(2):
    pass
else:
    r.append("done")
result = r, i, j
# %%
n, r = 0, []
while n < 3:
    n += 1
    r.append(n)
else:
    r.append("else")
result = r
# %%
for i, (a, b) in enumerate([(1, 2), (3, 4)]):
    pass
for k, *rest in [(1, 2, 3)]:
    pass
result = i, a, b, k, rest
# %%
a = [1, 2, 3]
seen = []
for v in a:
    seen.append(v)
    if v < 3:
        a.append(v + 10) if v == 1 else None
result = seen
# %%
d = {}
for d["k"] in range(3):
    pass
result = d
# %%
def f(x: int = 3, *, y: str = "a") -> str:
    "docs"
    return y * x
result = f.__name__, f.__doc__, f.__defaults__, f.__kwdefaults__, f.__annotations__, f()
# %%
f = lambda x, *a, y=1, **k: (x, a, y, k)
result = f(1), f(1, 2, y=3, z=4)
# %%
def f(a, b): return a - b
args, kwargs = (5,), {"b": 3}
result = f(*args, **kwargs), f(**dict(a=1, b=2)), list(map(f, [5, 6], [1, 2]))
# %%
assert 1 == 1, "fine"
assert 1 == 2, "boom"
# %%
def block(inp, oup, stride):
    return {"inp": inp, "oup": oup, "stride": stride}
setting = [[1, 16, 1, 1], [6, 24, 2, 2]]
c, out = 32, []
for t, ch, n, s in setting:
    for i in range(n):
        out.append(block(c, ch * t, s if i == 0 else 1))
        c = ch
result = out
# %%
import builtins
result = [callable(len), isinstance(1, (int, str)), issubclass(bool, int), builtins.max is max, isinstance("a", str), isinstance(None, type(None)), isinstance([], (tuple, list))]
# %%
def f(n):
    match n:
        case 0:
            return "zero"
        case 1 | 2:
            return "small"
        case int(x) if x < 0:
            return f"neg {x}"
        case [a, b]:
            return a + b
        case [first, *rest]:
            return (first, rest)
        case {"type": "conv", "k": k, **others}:
            return (k, others)
        case str() as s:
            return s.upper()
        case None | True:
            return "nt"
        case _:
            return "other"
result = [f(0), f(2), f(-3), f([1, 2]), f((1, 2, 3)), f({"type": "conv", "k": 3, "s": 1}), f("abc"), f(None), f(2.5), f([])]
# %%
class P:
    __match_args__ = ("x", "y")
    def __init__(self, x, y):
        self.x, self.y = x, y
def f(p):
    match p:
        case P(0, y):
            return ("axis", y)
        case P(x=px, y=0):
            return ("x", px)
        case P():
            return "p"
result = f(P(0, 3)), f(P(2, 0)), f(P(1, 1)), f(5)
# %%
exec("q = 1 + 2")
result = q, eval("q * 2"), eval("a + b", {"a": 1, "b": 2})
# %%
result = globals()["__name__"] == __name__
# %%
x = 5
del x
result = x
# %%
async def f(): return 1
import asyncio
result = asyncio.run(f())
# %%
def f(v):
    return {"relu": lambda: "R", "gelu": lambda: "G"}.get(v, lambda: "I")()
result = f("relu"), f("x")
# %%
def f(a, b=None, *, c=()):
    b = b if b is not None else []
    return (a, b, c, locals())
result = f(1, c=(2,))
