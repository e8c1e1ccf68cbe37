# %%
class A:
    n = 1
    def __init__(self, v=0):
        self.v = v
    def get(self):
        return self.v + self.n
a = A(5)
A.n = 10
b = A()
b.n = 100
result = a.get(), b.get(), A.n, A.get(a), a.__dict__, b.__dict__, hasattr(a, "n"), hasattr(a, "q")
# %%
class A: ...
A().x
# %%
class A: ...
a = A()
setattr(a, "x", 1)
a.y = 2
delattr(a, "x")
result = getattr(a, "y"), getattr(a, "x", "none"), vars(a), type(a).__name__, a.__class__ is A, isinstance(a, A), isinstance(a, object)
# %%
class A:
    def f(self): return "A"
class B(A):
    def f(self): return "B" + super().f()
class C(A):
    def f(self): return "C" + super().f()
class D(B, C):
    def f(self): return "D" + super().f()
result = D().f(), [k.__name__ for k in D.__mro__], D.__bases__ == (B, C), issubclass(D, A)
# %%
class A: ...
class B(A): ...
class C(A, B): ...
# %%
class A:
    def __init__(self, x, **kw):
        self.x = x
        super().__init__(**kw)
class M:
    def __init__(self, y=0, **kw):
        self.y = y
        super().__init__(**kw)
class C(A, M): ...
c = C(1, y=2)
result = c.x, c.y
# %%
class A:
    def __init__(self): self.log = ["A"]
class B(A):
    def __init__(self):
        super(B, self).__init__()
        self.log.append("B")
class C(B): ...
result = C().log
# %%
class A:
    def __init__(self): self.a = 1
class B(A):
    def __init__(self): pass
B().a
# %%
class T:
    def __init__(self, c): self._c = c
    @property
    def f(self): return self._c * 9 / 5 + 32
    @f.setter
    def f(self, v): self._c = (v - 32) * 5 / 9
    @f.deleter
    def f(self): self._c = None
t = T(100)
x = t.f
t.f = 32
y = t._c
del t.f
result = x, y, t._c
# %%
class A:
    @property
    def p(self): return 1
A().p = 2
# %%
class A:
    count = 0
    @classmethod
    def make(cls, *a):
        cls.count += 1
        return cls(*a)
    @staticmethod
    def add(a, b): return a + b
class B(A): ...
B.make()
result = A.count, B.count, type(B.make()).__name__, A.add(1, 2), A().add(3, 4), type(A().make()).__name__
# %%
class V:
    def __init__(self, x): self.x = x
    def __add__(self, o): return V(self.x + (o.x if isinstance(o, V) else o))
    def __radd__(self, o): return V(o + self.x)
    def __mul__(self, o): return NotImplemented
    def __rmul__(self, o): return V(self.x * o)
    def __neg__(self): return V(-self.x)
    def __eq__(self, o): return self.x == o.x
    def __lt__(self, o): return self.x < o.x
    def __repr__(self): return f"V({self.x})"
    def __iadd__(self, o):
        self.x += 100
        return self
    def __matmul__(self, o): return "mm"
    def __getitem__(self, i): return i
    def __len__(self): return 3
    def __contains__(self, v): return v == self.x
    def __call__(self, *a, **k): return a, k
    def __bool__(self): return self.x > 0
    def __hash__(self): return 1
    def __abs__(self): return V(abs(self.x))
    def __index__(self): return self.x
v = V(1)
v += 1
result = [V(1) + V(2), V(1) + 5, 5 + V(1), 3 * V(2), -V(1), V(1) == V(1), V(1) != V(2), V(1) < V(2), V(2) > V(1), v, v @ v, v[1:2, ...], len(v), 101 in v, v(1, k=2), bool(V(0)), abs(V(-4)), [0, 1, 2][V(1)], sum([V(1), V(2)])]
# %%
class V:
    def __mul__(self, o): return NotImplemented
V() * 3
# %%
class A: ...
A() + 1
# %%
class A:
    def __eq__(self, o): return True
class B:
    def __init__(self, n): self.n = n
result = A() == 5, 5 == A(), A() != 5, B(1) == B(1), B(1) != B(1)
# %%
class A:
    def __eq__(self, o): return True
{A(): 1}
# %%
class A:
    def __getattr__(self, name):
        if name.startswith("x"):
            return name.upper()
        raise AttributeError(name)
    def __setattr__(self, name, v):
        object.__setattr__(self, name, v * 2)
a = A()
a.n = 4
result = a.n, a.xyz, hasattr(a, "q"), getattr(a, "q", 0)
# %%
class A:
    def __getattribute__(self, name):
        if name == "secret":
            return 42
        return super().__getattribute__(name)
    v = 1
result = A().secret, A().v
# %%
class Desc:
    def __set_name__(self, owner, name): self.name = "_" + name
    def __get__(self, obj, owner=None):
        return self if obj is None else getattr(obj, self.name, "unset")
    def __set__(self, obj, v): setattr(obj, self.name, v + 1)
class A:
    d = Desc()
a = A()
x = a.d
a.d = 4
result = x, a.d, isinstance(A.d, Desc), a.__dict__
# %%
class NonData:
    def __get__(self, o, t): return "desc"
class A:
    d = NonData()
a = A()
x = a.d
a.__dict__["d"] = "inst"
result = x, a.d
# %%
class A:
    def __enter__(self):
        log.append("enter")
        return "v"
    def __exit__(self, t, e, tb):
        log.append(t.__name__ if t else None)
        return t is ValueError
log = []
with A() as v:
    log.append(v)
with A():
    raise ValueError
try:
    with A():
        raise KeyError
except KeyError:
    log.append("through")
result = log
# %%
class It:
    def __init__(self, n): self.n = n
    def __iter__(self):
        self.i = 0
        return self
    def __next__(self):
        if self.i >= self.n:
            raise StopIteration
        self.i += 1
        return self.i
result = list(It(3)), [*It(2)], sum(It(4)), 2 in It(3), max(It(3)), dict(zip("ab", It(9)))
# %%
class Seq:
    def __getitem__(self, i):
        if i > 2:
            raise IndexError
        return i * 10
result = list(Seq()), 20 in Seq(), list(reversed([*Seq()]))
# %%
class M:
    def __init__(self): self.d = {}
    def __setitem__(self, k, v): self.d[k] = v
    def __getitem__(self, k): return self.d[k]
    def __delitem__(self, k): del self.d[k]
    def keys(self): return self.d.keys()
m = M()
m["a"] = 1
m[1, 2] = 3
m["b"] = 9
del m["b"]
result = m["a"], m[(1, 2)], {k: m[k] for k in m.keys()}, dict(m)
# %%
class Meta(type):
    def __new__(mcs, name, bases, ns, **kw):
        ns["tag"] = kw.get("tag", name.lower())
        return super().__new__(mcs, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw): super().__init__(name, bases, ns)
    def __call__(cls, *a):
        o = super().__call__(*a)
        o.made = True
        return o
class A(metaclass=Meta): ...
class B(A, tag="zz"): ...
result = A.tag, B.tag, A().made, type(A) is Meta
# %%
class Base:
    subs = []
    def __init_subclass__(cls, kind=None, **kw):
        super().__init_subclass__(**kw)
        Base.subs.append((cls.__name__, kind))
class A(Base, kind="x"): ...
class B(A): ...
result = Base.subs
# %%
class S:
    _inst = None
    def __new__(cls, *a):
        if cls._inst is None:
            cls._inst = super().__new__(cls)
        return cls._inst
    def __init__(self, v=0): self.v = v
result = S(1) is S(2), S._inst.v
# %%
class A:
    def _p(self): return "p"
    def __priv(self): return "priv"
    def call(self): return self.__priv()
a = A()
result = a.call(), a._A__priv(), hasattr(a, "__priv")
# %%
class A:
    __slots__ = ("x",)
a = A()
a.x = 1
a.y = 2
# %%
A = type("A", (object,), {"v": 5, "f": lambda self: self.v})
result = A().f(), A.__name__, type(A), type(type(A()))
# %%
class Stack(list):
    def push(self, v): self.append(v); return self
class D(dict):
    def __missing__(self, k): return k * 2
    def __getattr__(self, k): return self[k]
s = Stack([1]).push(2)
d = D(a=1)
result = s, len(s), s[-1], isinstance(s, list), d["a"], d["zz"], d.a, sorted(d)
# %%
class F(float):
    def __new__(cls, v, unit): 
        self = super().__new__(cls, v)
        self.unit = unit
        return self
f = F(1.5, "J")
result = f + 1, f.unit, isinstance(f, float), type(f * 2).__name__
# %%
class A:
    x = 1
    y = x + 1
    z = [i for i in range(3)]
    def m(self): return self.__class__.__name__, type(self).x
    class Inner:
        w = 9
result = A.y, A.z, A().m(), A.Inner.w, A.m.__qualname__, A.__module__ == __name__
# %%
class A:
    def m(self): return self
a = A()
f = a.m
g = A.m
result = f() is a, g(a) is a, f.__self__ is a, f == a.m, callable(f)
# %%
class A:
    items = []
    def add(self, v): self.items.append(v)
a, b = A(), A()
a.add(1)
b.items = [9]
result = A.items, b.items, a.items is A.items
# %%
class Module:
    def __init__(self):
        object.__setattr__(self, "_modules", {})
    def __setattr__(self, k, v):
        if isinstance(v, Module):
            self._modules[k] = v
        else:
            object.__setattr__(self, k, v)
    def __getattr__(self, k):
        mods = self.__dict__.get("_modules", {})
        if k in mods:
            return mods[k]
        raise AttributeError(k)
    def named(self, prefix=""):
        for k, v in self._modules.items():
            yield prefix + k
            yield from v.named(prefix + k + ".")
class Net(Module):
    def __init__(self):
        super().__init__()
        self.a = Module()
        self.a.b = Module()
        self.c = Module()
        self.n = 3
result = list(Net().named()), Net().n, hasattr(Net(), "q")
# %%
class A:
    def __init__(self, **kw):
        self.__dict__.update(kw)
        for k, v in kw.items():
            setattr(self, k + "_2", v * 2)
a = A(x=1, y="b")
result = a.x, a.y_2, sorted(vars(a))
# %%
class A:
    expansion: int = 1
class B(A):
    expansion: int = 4
def make(block: type, planes):
    return planes * block.expansion
result = make(A, 64), make(B, 64), A.__annotations__["expansion"].__name__
# %%
class A:
    def __str__(self): return "s"
class B:
    def __repr__(self): return "r"
result = str(A()), str(B()), f"{B()}", repr([B()]), "%s" % A()
# %%
class A:
    def __len__(self): return 0
class B:
    def __bool__(self): return False
class C: ...
result = bool(A()), bool(B()), bool(C()), "x" if A() else "y", not C()
# %%
class A:
    def __init__(self, v): self.v = v
    def set(self, v):
        self.v = v
        return self
    def __copy__(self): return A("copied")
import copy
a = A([1])
b = copy.deepcopy(a)
b.v.append(2)
result = A(1).set(2).v, a.v, b.v, copy.copy(a).v
# %%
class A:
    def __lt__(self, o): return NotImplemented
A() < A()
# %%
class A:
    def __call__(self): return "called"
    def f(self, g=None): return (g or self)()
a = A()
a.__call__ = lambda: "instance"
result = a(), a.f(), a.f(lambda: 1)
# %%
class A:
    def gen(self):
        yield from (getattr(self, n) for n in ("p", "q"))
    p, q = 1, 2
result = list(A().gen())
# %%
class A:
    @property
    def shape(self): return (1, 2)
    @staticmethod
    def s(): return "s"
    @classmethod
    def c(cls): return cls.__name__
class B(A):
    @property
    def shape(self): return super().shape + (3,)
    @classmethod
    def c(cls): return "B" + super().c()
result = B().shape, B.s(), B.c(), isinstance(A.__dict__["shape"], property)
# %%
def f(self): return self.v
class A:
    v = 3
A.f = f
a = A()
a.g = f
result = a.f(), a.g(a)
# %%
import types
class A:
    v = 4
a = A()
a.m = types.MethodType(lambda self, x: self.v + x, a)
result = a.m(1)
# %%
object.__new__(int)
# %%
class A:
    def __init__(self): return 5
A()
# %%
class A:
    def m(): return 1
A().m()
# %% the dictionary of an object is replaced
class Attr(dict):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.__dict__ = self


class Shared:
    state = {'a': 1}

    def __init__(self):
        self.__dict__ = self.state


h = Attr({'rate': 8, 'kinds': [1, 2]})
h.more = 3
h['last'] = 4
one, other = Shared(), Shared()
one.b = 2
result = (h.rate, h.kinds, h['more'], h.last, len(h), hasattr(h, 'none'), other.b, Shared.state)
# %%
class A:
    pass
A().__dict__ = 3
# %% what pickling asks of an object
class Kept:
    def __init__(self):
        self.a = 1

    def __reduce__(self):
        fields = list(super().__reduce__())
        fields[0] = 'f'
        return tuple(fields)


result = len(Kept().__reduce__()), Kept().__reduce__()[0], Kept().__reduce__()[2]
# %% a class takes the name of another
def kept(cls):
    class Decorator(cls):
        pass
    Decorator.__name__ = cls.__name__
    return Decorator


@kept
class Net:
    name = 'net'


result = Net.__name__, type(Net()).__name__, Net.name, repr(Net().__class__.__name__)
