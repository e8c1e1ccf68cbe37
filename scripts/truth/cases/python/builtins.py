# %%
result = [sorted([3, 1, 2], key=lambda v: -v), sorted("bca", reverse=True), sorted({"b": 1, "a": 2}.items(), key=lambda kv: kv[1]), sorted([(1, "b"), (1, "a")]), min([3, 1], key=lambda v: -v), max({"a": 1, "b": 3}, key={"a": 1, "b": 3}.get), max(1, 2.5, 2), min("b", "a"), sorted([True, 0, 2.5, -1])]
# %%
result = [list(map(str, [1, 2])), list(zip("ab", [1, 2], (3, 4))), dict(zip("ab", range(2))), list(zip(*[(1, 2), (3, 4)])), list(filter(None, [0, 1])), list(enumerate("ab", 1)), list(reversed((1, 2))), sum([[1], [2]], []), sum((1.5, 2)), any(x > 2 for x in [1, 3]), all([])]
# %%
it = iter([1, 2, 3])
a = next(it)
pairs = list(zip(it, it))
result = a, pairs, next(iter([]), "d"), list(iter("ab")), [*map(lambda a, b: a + b, [1, 2], [3, 4])]
# %%
e = enumerate("abc")
next(e)
z = zip([1, 2], "ab")
result = list(e), next(z), list(z), list(z)
# %%
result = [isinstance(True, int), isinstance(1, (str, int)), issubclass(bool, (str, int)), isinstance(None, type(None)), isinstance(int, type), isinstance(3, int | str), type(3) == int, type("").__name__, callable(int), callable("a"), type(type(1)), isinstance(ValueError(), Exception)]
# %%
class A:
    x = 1
    def __init__(self): self.y = 2
a = A()
setattr(a, "z", 3)
result = hasattr(a, "x"), getattr(a, "q", None), vars(a), delattr(a, "z"), sorted(k for k in a.__dict__), [n for n in dir(a) if not n.startswith("_")], id(a) == id(a), hash("a") == hash("a")
# %%
result = [abs(-2.5), abs(True), divmod(7, 3), pow(2, 10, 1000), pow(2, -1), round(2.567, 2), bin(-5), oct(8), hex(255), chr(97), ord("é"), len("日本"), ascii("é"), bool("False"), int(2.9), float("2"), str(b"a", "utf-8"), complex(1)]
# %%
result = [bytes([65, 66]), bytes(2), b"a" + b"b", b"abc".decode(), list(b"ab"), b"ab"[0], bytes("é", "utf-8"), b"ab" == b"ab", b"a" in b"abc"]
# %%
a = [1, 2, 3, 4, 5]
a[1:3] = []
a.insert(1, "x")
a.extend(range(2))
b = a[:]
b.sort(key=str)
a *= 2
result = a, b, a.index("x", 2), [1, 2] * 2, a.count(0), [[]] * 2, a[-3:-1], a[::-1][:2], [1] < [1, 0], [1, [2]] == [1, [2.0]]
# %%
a = [3, 1, 2]
a.sort(reverse=True)
t = (1, [2])
t[1].append(3)
result = a, t, t + (4,), t * 2, (1, 2) < (1, 3), t.index([2, 3]), tuple("ab"), (1,) == (1.0,), hash((1, 2)) == hash((1.0, 2))
# %%
s = {1, 2}
s |= {3}
s.update([4], {5})
s ^= {1, 9}
f = frozenset([1, 2])
result = sorted(s), sorted(s & {2, 3}), f | {3} == {1, 2, 3}, type(f | {3}).__name__, {1} <= {1, 2}, s.isdisjoint({100}), f in {f}, sorted(set("hello")), {1, 2} == {2, 1}, len({1, 1.0, True}), sorted({1, 2}.symmetric_difference([2, 3])), {(1, 2): 3}[1, 2]
# %%
d = {"a": 1, **{"b": 2}}
d.update([("c", 3)], d=4)
k = d.keys()
d["e"] = 5
result = list(k), d.pop("a"), d.popitem(), {v: k for k, v in d.items()}, d.setdefault("z", []), dict.fromkeys([1, 2]), d | {"b": 0}, list(d.items())[0], {**d, "b": 9}["b"], max(d.items(), key=lambda kv: str(kv[1]))[0], d.get("nope", -1), dict(d, q=1)["q"], "b" in d.keys(), 3 in d.values(), ("b", 2) in d.items(), sorted(d.keys() & {"b", "c"})
# %%
d = {"x": {"y": [1, {"z": 2}]}}
d["x"]["y"][1]["z"] += 5
result = d, d["x"]["y"][-1], d == {"x": {"y": [1, {"z": 7}]}}, str(d), len(d), not {}, list(d) == ["x"]
# %%
class D(dict):
    def __getattr__(self, k):
        try:
            return self[k]
        except KeyError:
            raise AttributeError(k)
    __setattr__ = dict.__setitem__
    __delattr__ = dict.__delitem__
d = D(a=1)
d.b = 2
del d.a
result = d, d.b, hasattr(d, "zz"), type(d).__name__, dict(d), isinstance(d, dict), {**d}, d.copy(), len(d), "b" in d
# %%
class L(list):
    def __init__(self, *a):
        super().__init__(a)
        self.tag = "t"
    def __getitem__(self, i):
        r = super().__getitem__(i)
        return L(*r) if isinstance(i, slice) else r
    def __len__(self): return super().__len__() + 100
l = L(1, 2, 3)
l.append(4)
result = l, l.tag, l[1:], type(l[:2]).__name__, len(l), list(l), sum(l), l[-1], l == [1, 2, 3, 4]
# %%
class T(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
    @property
    def first(self): return self[0]
class S(str):
    def shout(self): return self.upper() + "!"
class I(int):
    def __add__(self, o): return I(int(self) + int(o) + 100)
t = T(1, 2)
result = t, t.first, t + (3,), S("a").shout(), S("ab")[0], S("a") == "a", S("a") + "b", {"a": 1}[S("a")], I(1) + 2, I(5) * 2, type(I(1) + 1).__name__, [10, 20][I(1)], isinstance(t, tuple), len(t), S("x,y").split(","), f"{S('q')}"
# %%
def gen():
    try:
        x = yield 1
        yield x
    except KeyError:
        yield "caught"
    finally:
        log.append("end")
log = []
g = gen()
a = next(g), g.send("s")
h = gen()
next(h)
b = h.throw(KeyError)
h.close()
g.close()
result = a, b, log
# %%
g = (x for x in [1])
next(g)
next(g)
# %%
def inner():
    yield 1
    return "r"
def outer():
    v = yield from inner()
    yield v
result = list(outer())
# %%
next(5)
# %%
[1, 2].index(9)
# %%
{}.popitem()
# %%
set().pop()
# %%
"a".join([1])
# %%
sorted([{}, {}])
# %%
[].insert()
# %%
int([])
# %%
float(None)
# %%
chr(-1)
# %%
ord("ab")
# %%
max(1)
# %%
dict([1])
# %%
dict([(1, 2, 3)])
# %%
zip(1)
# %%
isinstance(1, "int") if False else len(3.5)
# %%
getattr(object(), "x")
# %%
hash({})
# %%
abs("a")
# %%
range(3).start, range(1, 9, 2).index(5), slice(1, 5).indices(3), range(0)
result = range(3).start, range(1, 9, 2).index(5), slice(1, 5).indices(3), range(10)[-1], range(10)[::3], len(range(5, 0, -2)), 3 in range(0, 9, 3), list(range(3, 0, -1)), range(0, 3, 2) == range(0, 4, 2), bool(range(0))
# %%
print("x", end="", sep=",", flush=True)
result = __debug__, Ellipsis is ..., NotImplemented is NotImplemented, type(...).__name__
# %%
class Meta(type):
    def __iter__(cls): return iter([1, 2])
    def __getitem__(cls, k): return k * 2
    def __len__(cls): return 7
    def __contains__(cls, v): return v == 5
    def __getattr__(cls, n): return "dyn_" + n
    def __instancecheck__(cls, o): return o == "yes"
    @property
    def prop(cls): return "p"
class A(metaclass=Meta): ...
result = list(A), A["x"], len(A), 5 in A, A.foo, isinstance("yes", A), A.prop
# %%
class P:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return isinstance(o, P) and self.v == o.v
    def __hash__(self): return hash(("P", self.v))
    def __lt__(self, o): return self.v < o.v
    def __bool__(self): return self.v > 0
    def __len__(self): return 0
    def __contains__(self, x): return x == self.v
    def __iter__(self): return iter([self.v])
    def __reversed__(self): return "rev"
    def __round__(self, n=None): return ("round", n)
    def __abs__(self): return P(abs(self.v))
    def __index__(self): return self.v
    def __float__(self): return 1.5
    def __int__(self): return 42
    def __format__(self, s): return f"P<{s}>"
    def __repr__(self): return f"P{self.v}"
result = {P(1): "a"}[P(1)], P(1) in [P(1)], sorted([P(2), P(1)]), bool(P(0)), 3 in P(3), list(P(4)), reversed(P(1)), round(P(1)), round(P(1), 2), abs(P(-3)), [7, 8][P(1)], float(P(1)), int(P(1)), f"{P(1):x}", max(P(1), P(5)), len({P(1), P(1)}), range(P(2)), [P(1), P(2)].index(P(2)), hex(P(255))
