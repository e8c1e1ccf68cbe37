# %%
from collections import OrderedDict, Counter, defaultdict, deque, ChainMap, namedtuple, UserDict
d = OrderedDict(a=1, b=2)
d.move_to_end("a", last=False)
result = d, list(reversed(d)), d == OrderedDict(b=2, a=1), d == {"b": 2, "a": 1}, d.copy(), OrderedDict([("x", OrderedDict())])
# %%
from collections import Counter
c = Counter(a=3, b=1)
c.update({"a": 1, "z": 5})
c.subtract("ab")
result = c, c + Counter(a=1), c & Counter(a=2), c | Counter(b=9), sorted(c.elements())[:3], c.total(), c.most_common(1), Counter("abca") == {"a": 2, "b": 1, "c": 1}, Counter()
# %%
from collections import defaultdict
d = defaultdict(lambda: defaultdict(int))
d["a"]["b"] += 2
e = defaultdict(list, {"x": [1]})
e["y"].append(2)
result = {k: dict(v) for k, v in d.items()}, e, e.copy()["zz"], "q" in e, e.get("q"), repr(defaultdict(int))
# %%
from collections import deque
d = deque("abc", maxlen=2)
d.extend("de")
e = deque([1, 2, 3])
e.rotate(-1)
e.extendleft([8, 9])
result = d, e, e.index(3), e.count(9), isinstance(e, list), len(d), list(reversed(e)), e[0], e.pop(), e.popleft()
# %%
from collections import namedtuple
P = namedtuple("P", "x,y", defaults=(5,))
class Q(P):
    def norm(self):
        return self.x + self.y
q = Q(1)
result = q, q.norm(), q._replace(x=9), P._field_defaults, hash(P(1, 2)) == hash((1, 2)), {P(1, 2): "a"}[(1, 2)], P(1, 2) < P(1, 3), P(*[3, 4]), isinstance(q, P), q + (1,)
# %%
from collections import namedtuple
namedtuple("P", "x y")(1, 2, 3)
# %%
from collections.abc import Iterable, Mapping, Sequence, Callable, Hashable, Sized, MutableMapping, Iterator
class A:
    def __iter__(self): return iter([1])
    def __len__(self): return 1
result = [isinstance(x, t) for x in ([], {}, "a", 1, A(), len, iter([]), (i for i in [])) for t in (Iterable, Mapping, Sequence, Callable, Hashable, Sized, Iterator)]
# %%
from collections.abc import MutableMapping
class D(MutableMapping):
    def __init__(self): self.d = {}
    def __getitem__(self, k): return self.d[k]
    def __setitem__(self, k, v): self.d[k] = v
    def __delitem__(self, k): del self.d[k]
    def __iter__(self): return iter(self.d)
    def __len__(self): return len(self.d)
d = D()
d.update(a=1, b=2)
result = d.get("a"), d.get("z", 0), "b" in d, list(d.items()), d.pop("a"), d.setdefault("c", 3), dict(d), isinstance(d, dict), list(d.keys()), d == {"b": 2, "c": 3}
# %%
from collections.abc import Sequence
class S(Sequence):
    def __getitem__(self, i):
        if i >= 3: raise IndexError
        return i * 2
    def __len__(self): return 3
result = list(S()), 4 in S(), S().index(2), list(reversed(S())), S().count(0)
# %%
from collections.abc import Mapping
class D(Mapping):
    def __iter__(self): return iter([])
D()
# %%
from dataclasses import dataclass, field, fields, asdict, astuple, replace, is_dataclass, make_dataclass
@dataclass
class Inner:
    a: int = 1
@dataclass
class Outer:
    inner: Inner = field(default_factory=Inner)
    items: list = field(default_factory=lambda: [Inner(2)])
    hidden: int = field(default=3, repr=False, compare=False)
o = Outer()
result = o, asdict(o), astuple(o), o == Outer(hidden=9), replace(o, inner=Inner(7)), [(f.name, f.type.__name__ if isinstance(f.type, type) else f.type) for f in fields(Outer)], is_dataclass(o), is_dataclass(Outer), is_dataclass(1), fields(o)[2].default
# %%
from dataclasses import dataclass
@dataclass(frozen=True, order=True)
class V:
    x: int
    y: int = 0
result = {V(1): "a"}[V(1, 0)], sorted([V(2), V(1, 5), V(1)]), V(1) < V(2), V(1) == V(1), hash(V(1)) == hash(V(1)), len({V(1), V(1), V(2)})
# %%
from dataclasses import dataclass
@dataclass
class V:
    x: int
{V(1)}
# %%
from dataclasses import dataclass
@dataclass
class V:
    x: list = []
# %%
from dataclasses import dataclass
@dataclass
class V:
    x: int = 0
    y: str
# %%
from dataclasses import dataclass
V = dataclass(type("V", (), {"__annotations__": {"x": int}}))
V(1, 2)
# %%
from dataclasses import dataclass, field
from typing import ClassVar, Optional, List
@dataclass(kw_only=True)
class C:
    n: int
    total: ClassVar[int] = 7
    names: Optional[List[str]] = None
    def __post_init__(self):
        self.n += 1
        if self.names is None:
            self.names = ["x"] * self.n
result = C(n=1), C.total, C(n=2, names=[]).names
# %%
from dataclasses import dataclass
@dataclass
class A:
    x: int = 1
    def __repr__(self): return "custom"
    def __eq__(self, other): return True
@dataclass
class B(A):
    y: int = 2
    def area(self): return self.x * self.y
result = A(), B(), B(3, 4).area(), A(1) == 5, B.__match_args__
# %%
from dataclasses import make_dataclass, field
C = make_dataclass("C", ["a", ("b", int), ("c", int, field(default=5))])
result = C(1, 2), C(1, 2, 3).c
# %%
from enum import Enum, auto, unique
class Shape(Enum):
    SQUARE = auto()
    CIRCLE = auto()
    ROUND = 2
    def area(self, r): return (self.name, r * self.value)
    @property
    def label(self): return self.name.lower()
    @classmethod
    def default(cls): return cls.SQUARE
    @staticmethod
    def helper(): return 5
result = list(Shape), Shape.ROUND is Shape.CIRCLE, Shape.CIRCLE.area(3), Shape.SQUARE.label, Shape.default(), Shape.helper(), Shape["ROUND"], list(Shape.__members__), Shape.SQUARE in Shape, Shape(1), Shape.SQUARE.value, len(Shape), Shape.SQUARE == Shape.SQUARE, {Shape.SQUARE: 1}[Shape(1)]
# %%
from enum import Enum
class Planet(Enum):
    EARTH = (5.97, 6.37)
    MARS = (0.64, 3.39)
    def __init__(self, mass, radius):
        self.mass = mass
        self.radius = radius
    @property
    def density(self): return self.mass / self.radius
result = Planet.EARTH.mass, Planet.MARS.value, round(Planet.EARTH.density, 3), Planet((0.64, 3.39)).name
# %%
from enum import Enum
class Act(str, Enum):
    RELU = "relu"
    GELU = "gelu"
result = Act.RELU == "relu", Act("gelu"), Act.RELU.upper(), {"relu": 1}[Act.RELU], isinstance(Act.RELU, str), Act.RELU.value, Act.RELU in ("relu", "x"), [a.value for a in Act], len(Act.RELU), str(Act.RELU), "x" + Act.RELU
# %%
from enum import Enum
class Size(Enum):
    S = 1
    @classmethod
    def _missing_(cls, value):
        return cls.S
result = Size("nope")
# %%
from enum import Enum
class A(Enum):
    X = 1
A["Y"]
# %%
from enum import Flag, IntFlag, auto
class P(Flag):
    R = auto()
    W = auto()
    X = auto()
    RW = R | W
result = P.RW, P.R in P.RW, P.X in P.RW, (P.R | P.X).value, P.RW & P.R, ~P.R, bool(P.R & P.W), list(P.RW), P.RW.name, P(3) is P.RW, P.R ^ P.RW
# %%
from enum import Enum
Color = Enum("Color", "RED GREEN")
Other = Enum("Other", {"A": 10, "B": 20})
result = list(Color), Color.GREEN.value, Other.B.value, Color(1).name
# %%
from enum import Enum
class W(Enum):
    A = lambda x: x + 1
    B = 5
    @property
    def fn(self): return 9
result = [m.name for m in W], W.A(2), W.B.fn
# %%
from enum import Enum
class T(Enum):
    def _generate_next_value_(name, start, count, last_values):
        return name * 2
    from enum import auto
    AB = auto()
result = T.AB.value
# %%
import functools
calls = []
@functools.lru_cache
def f(a, b=1):
    calls.append((a, b))
    return a + b
class C:
    @functools.lru_cache(maxsize=None)
    def m(self, x): 
        calls.append(x)
        return x
    @functools.cached_property
    def p(self):
        calls.append("p")
        return 5
c = C()
result = f(1), f(1), f(1, b=2), c.m(3), c.m(3), c.p, c.p, calls, f.__name__, f.__wrapped__(5)
# %%
import functools, operator
p = functools.partial(functools.partial(dict, a=1), b=2)
add5 = functools.partial(operator.add, 5)
result = p(c=3), add5(6), p.func is dict, p.keywords, list(map(functools.partial(pow, 2), [1, 2, 3])), repr(functools.partial(int, base=2))
# %%
import functools
def deco(arg):
    def outer(fn):
        @functools.wraps(fn)
        def inner(*a, **k):
            return (arg, fn(*a, **k))
        return inner
    return outer
class M:
    @deco("x")
    def run(self, v):
        "docs"
        return v
    @staticmethod
    @deco("s")
    def st(v): return v
result = M().run(1), M.run.__name__, M.run.__doc__, M.st(2), M.run.__wrapped__(None, 3)
# %%
from functools import singledispatchmethod, reduce, cmp_to_key
result = reduce(lambda a, b: a + b, "abc"), reduce(max, [3, 1, 2]), reduce(lambda d, kv: {**d, kv[0]: kv[1]}, [("a", 1)], {})
# %%
import itertools as it
result = [list(it.chain.from_iterable(["ab", [1]])), list(it.islice(it.count(), 2, 8, 3)), list(it.zip_longest([1], "ab")), list(it.product("ab", repeat=2))[:3], list(it.combinations(range(4), 2)), list(it.permutations("abc"))[:4], list(it.combinations_with_replacement("ab", 2)), [list(g) for _, g in it.groupby([1, 1, 2, 1])], list(it.accumulate([1, 2, 3], initial=10)), list(it.starmap(lambda a, b: a * b, [(2, 3)])), list(it.repeat("x", 2)), list(it.dropwhile(str.isalpha, "ab1c"))]
# %%
from itertools import tee, groupby
a, b = tee(iter([1, 2, 3]))
result = next(a), list(b), list(a), {k: len(list(g)) for k, g in groupby(sorted("abracadabra"))}
# %%
import operator as op
result = op.itemgetter("a")({"a": 1}), op.itemgetter(slice(1, 3))([1, 2, 3, 4]), op.attrgetter("real", "imag")(3), op.methodcaller("split", ",", 1)("a,b,c"), op.contains([1], 1), op.truediv(1, 2), op.neg(3), op.not_(0), op.getitem([5], 0), op.concat([1], [2]), op.index(True), op.is_(None, None)
# %%
import re
m = re.search(r"(?P<name>\w+)@(?P<host>[\w.]+)", "mail bob@example.com now")
result = m.group(), m.group("name"), m["host"], m.groups(), m.groupdict(), m.span(), m.start("host"), m.end(1), re.fullmatch(r"\d+", "12a"), bool(re.match("a", "ba"))
# %%
import re
result = [re.sub(r"(\w+) (\w+)", r"\2 \1", "a b c d"), re.sub("x", lambda m: m.group().upper(), "axbx", count=1), re.subn("a", "b", "aaa"), re.split(r"(,)", "a,b"), re.split(r"\s*;\s*", "a ; b;c", maxsplit=1), re.findall(r"(a)(b)?", "ab a"), re.findall("[aeiou]", "education"), [x.start() for x in re.finditer("a", "banana")], re.escape("a.b*c")]
# %%
import re
p = re.compile(r"""
    ^layer(\d+)   # number
    \.(\w+)$
""", re.VERBOSE | re.IGNORECASE)
result = p.match("LAYER4.conv").groups(), p.pattern.startswith("\n"), re.match(r"(?i)ABC", "abc") is not None, re.search(r"\bfoo\b", "a foo b").span(), re.match(r"a{2,3}", "aaaa").group(), re.match(r"[\w-]+", "a-b_c d").group(), re.sub(r"^", "> ", "a\nb", flags=re.M), re.search(r"b.c", "b\nc", re.S) is not None
# %%
import re
name = "features.denseblock1.denselayer1.norm.1.weight"
pattern = re.compile(r"^(.*denselayer\d+\.(?:norm|relu|conv))\.((?:[12])\.(?:weight|bias|running_mean|running_var))$")
res = pattern.match(name)
result = res.group(1) + res.group(2), pattern.match("x"), re.match(r"(?:b(?=c)|a(?!b))+", "bca").group(), re.match(r"^s(\d+)_r(\d+)", "s2_r13").groups(), re.split(r"(\d.*)", "k3.5x")
# %%
import json
text = json.dumps({"a": [1, 2.5, None, True, "é\n"], 3: {"x": ()}, "n": float("inf")})
result = text, json.loads('[1, 1.0, -2e3, "\\u00e9", {"a": {}}, true, null, []]'), json.dumps([1, {"a": 2}], indent=2), json.dumps({"b": 1, "a": [1, 2]}, separators=(",", ":"), sort_keys=True), json.dumps("é", ensure_ascii=False), json.loads("NaN") != 0
# %%
import json
json.loads("{bad}")
# %%
import json
json.dumps(object())
# %%
import json
result = json.loads('{"a": {"b": 1}}', object_hook=lambda d: sorted(d)), json.dumps({"x": {1, 2}}, default=sorted)
# %%
import argparse
p = argparse.ArgumentParser()
p.add_argument("data", nargs="?", default="./data")
p.add_argument("-v", "--verbose", action="count", default=0)
p.add_argument("--lr", "--learning-rate", dest="lr", type=float, default=0.1)
p.add_argument("--milestones", nargs="*", type=int, default=[30, 60])
p.add_argument("--tag", action="append")
p.add_argument("--mode", choices=("a", "b"), default="a")
p.add_argument("--size", type=lambda s: tuple(map(int, s.split("x"))), default="2x3")
g = p.add_mutually_exclusive_group()
g.add_argument("--amp", dest="amp", action="store_true")
g.add_argument("--no-amp", dest="amp", action="store_false")
p.set_defaults(amp=True, extra=1)
result = vars(p.parse_args([])), vars(p.parse_args("x -vv --learning-rate=1e-3 --milestones 1 2 --tag a --tag b --mode b --size 4x5 --no-amp".split()))
# %%
import argparse
p = argparse.ArgumentParser(add_help=False)
p.add_argument("--a", type=int, default=1)
q = argparse.ArgumentParser(parents=[p])
q.add_argument("files", nargs="+")
q.add_argument("-n", type=int)
result = q.parse_args(["x", "y", "-n3", "--a", "2"]), q.parse_known_args(["x", "--unknown", "5"])
# %%
import argparse
p = argparse.ArgumentParser()
p.add_argument("--mode", choices=["a"])
p.parse_args(["--mode", "z"])
# %%
import argparse
p = argparse.ArgumentParser()
p.add_argument("--n", type=int)
p.parse_args(["--n", "x"])
# %%
import argparse
p = argparse.ArgumentParser()
p.add_argument("--global-flag", action="store_true")
s = p.add_subparsers(dest="cmd")
t = s.add_parser("train", aliases=["t"])
t.add_argument("--epochs", type=int, default=10)
t.set_defaults(func=lambda a: a.epochs * 2)
e = s.add_parser("eval")
e.add_argument("path")
a = p.parse_args(["--global-flag", "train", "--epochs", "3"])
b = p.parse_args(["eval", "m.pt"])
result = vars(b), a.cmd, a.epochs, a.func(a), a.global_flag, p.parse_args(["t"]).epochs
# %%
import argparse
class Pairs(argparse.Action):
    def __call__(self, parser, namespace, values, option_string=None):
        d = getattr(namespace, self.dest) or {}
        for v in values:
            k, w = v.split("=")
            d[k] = int(w)
        setattr(namespace, self.dest, d)
p = argparse.ArgumentParser()
p.add_argument("--set", nargs="+", action=Pairs, default=None)
p.add_argument("--const", nargs="?", const="c", default="d")
p.add_argument("--no-x", dest="x", action="store_const", const=0, default=1)
p.add_argument("rest", nargs=argparse.REMAINDER)
result = p.parse_args(["--set", "a=1", "b=2"]).set, p.parse_args([]).set, p.parse_args(["--const"]).const, p.parse_args(["--const", "z"]).const, p.parse_args(["--no-x", "q", "--w"]), p.get_default("const")
# %%
import argparse
p = argparse.ArgumentParser(argument_default=argparse.SUPPRESS)
p.add_argument("--a")
p.add_argument("--b", default=2)
n = p.parse_args([])
result = n, hasattr(n, "a"), vars(p.parse_args(["--a", "1"], namespace=argparse.Namespace(z=0)))
# %%
import argparse
p = argparse.ArgumentParser()
p.add_argument("--neg", type=int, default=0)
p.add_argument("--nums", type=float, nargs=2)
result = p.parse_args(["--neg", "-5", "--nums", "-1.5", "2"]), p.parse_args(["--ne", "3"]).neg
# %%
from contextlib import contextmanager, ExitStack, suppress, nullcontext, closing
log = []
@contextmanager
def tag(name):
    log.append(f"<{name}>")
    try:
        yield name
    except ValueError as e:
        log.append(f"caught {e}")
    finally:
        log.append(f"</{name}>")
with tag("a") as a, tag("b"):
    log.append(a)
    raise ValueError("x")
with suppress(KeyError, IndexError):
    [][1]
@tag("deco")
def f():
    log.append("in f")
    return 4
r = f()
with ExitStack() as s:
    s.enter_context(tag("es"))
    s.callback(log.append, "cb")
result = log, r
# %%
from contextlib import contextmanager
@contextmanager
def cm():
    yield
    yield
with cm():
    pass
# %%
from contextlib import contextmanager
@contextmanager
def cm():
    yield 1
with cm():
    raise KeyError("k")
# %%
import inspect
class A:
    def __init__(self, x, y=2, *args, z, **kw): ...
    def m(self, a: int = 1) -> str: ...
def f(a, /, b, *, c=3): ...
from functools import partial
result = list(inspect.signature(A).parameters), str(inspect.signature(A.m).parameters["a"].default), list(inspect.signature(A(1, z=2).m).parameters), inspect.signature(f).parameters["a"].kind.name, inspect.getfullargspec(f).kwonlyargs, list(inspect.signature(partial(f, 1)).parameters), inspect.isclass(A), inspect.isfunction(f), inspect.ismethod(A(1, z=1).m), inspect.signature(A.m).return_annotation is str, [n for n, _ in inspect.getmembers(A, inspect.isfunction)]
# %%
import inspect
def build(cls, **cfg):
    names = inspect.signature(cls.__init__).parameters
    return cls(**{k: v for k, v in cfg.items() if k in names})
class Net:
    def __init__(self, width, depth=2): self.v = width, depth
result = build(Net, width=3, other=4).v, inspect.signature(build).bind(Net, a=1).arguments["cls"] is Net
# %%
import copy
class N:
    def __init__(self): self.items = [1]; self.me = self
    def __deepcopy__(self, memo): return "deep"
class P:
    def __init__(self): self.items = [1]; self.me = self
p = P()
q = copy.deepcopy(p)
r = copy.copy(p)
result = copy.deepcopy(N()), q.me is q, q.items == p.items, q.items is p.items, r.items is p.items, r.me is p, copy.copy([1, [2]]), copy.deepcopy({"a": (1, [2])})
# %%
from typing import NamedTuple, TypedDict, get_type_hints, Generic, TypeVar, Optional, Protocol, Literal, Union, Any, List, Dict, Tuple, Callable, overload, NewType
T = TypeVar("T")
class Box(Generic[T]):
    def __init__(self, v: T): self.v = v
class Cfg(TypedDict, total=False):
    a: int
class R(NamedTuple):
    name: str
    n: int = 3
    def twice(self): return self.n * 2
class Has(Protocol):
    def size(self) -> int: ...
@overload
def g(x: int) -> int: ...
def g(x): return x
U = NewType("U", int)
result = Box[int](3).v, Cfg(a=1), R("x"), R("y", 4).twice(), get_type_hints(R)["n"] is int, Optional[int] == Union[int, None], g(4), U(5), isinstance([], List), isinstance(3, Union[int, str]) if True else 0, Dict[str, int] == Dict[str, int], Callable[[int], str] == Callable[[int], str], R._fields, R.__annotations__["name"] is str
# %%
from abc import ABC, abstractmethod
class Base(ABC):
    registry = {}
    def __init_subclass__(cls, **kw):
        super().__init_subclass__(**kw)
        Base.registry[cls.__name__] = cls
    @property
    @abstractmethod
    def size(self): ...
    @classmethod
    @abstractmethod
    def make(cls): ...
    def go(self): return self.size + 1
class Impl(Base):
    size = 4
    @classmethod
    def make(cls): return cls()
result = Impl.make().go(), sorted(Base.registry), isinstance(Impl(), Base)
# %%
from abc import ABC, abstractmethod
class Base(ABC):
    @property
    @abstractmethod
    def size(self): ...
class Half(Base): ...
Half()
# %%
from abc import ABC
class Duck(ABC): ...
@Duck.register
class Robot: ...
result = isinstance(Robot(), Duck), issubclass(Robot, Duck), Duck in Robot.__mro__
# %%
import os
from pathlib import PurePosixPath as P
result = [os.path.join("a", "/b", "c"), os.path.join("a/", "b"), os.path.normpath("a/./b/../c//d"), os.path.split("/a/b/"), os.path.splitext(".bashrc"), os.path.splitext("a.b/c"), os.path.commonprefix(["abc", "abd"]), os.path.relpath("/a/b/c", "/a/d"), os.path.isabs("/x"), os.path.basename("a/b/"), os.path.dirname("a"), os.path.join("a", "")]
# %%
from pathlib import PurePosixPath as P
p = P("a/b/../c.tar.gz")
result = [str(p), p.suffixes, p.with_name("d.txt").name, str(p.parent.parent), [str(q) for q in P("/a/b").parents], str(P("a") / P("/b")), P("a/b") == P("a//b/."), P("a/b").is_absolute(), str(P("/x/y").relative_to("/x")), "x" / P("y") == P("x/y"), P("a.py").match("*.py") if False else 1, P("") == P("."), str(P("a", "b")), hash(P("a")) == hash(P("a")), P("a/b").joinpath("c", "d").parts]
# %%
import string, textwrap
result = string.Template("${a}x$b $$").safe_substitute(a=1), string.capwords("a bc"), string.punctuation, textwrap.indent("a\n\nb", "  "), textwrap.fill("aa bb cc", 5), textwrap.dedent("  a\n   b\n\n  c")
# %%
from bisect import bisect, insort
import heapq, statistics
a = [1, 3, 3, 7]
h = []
for v in (5, 1, 4): heapq.heappush(h, v)
result = bisect(a, 3), heapq.heappop(h), heapq.nsmallest(2, [3, 1, 2]), heapq.heappushpop(h, 0), statistics.mean([1, 2]), statistics.stdev([1, 2, 3, 4]), statistics.median([1, 2, 3, 4]), statistics.pvariance([1, 3])
# %%
from datetime import timedelta
from fractions import Fraction as F
from decimal import Decimal as D
import numbers
result = timedelta(hours=25, minutes=5).total_seconds(), str(timedelta(days=2, seconds=5)), timedelta(minutes=1) < timedelta(hours=1), F("3/4") + F(1, 4), F(1, 3) * 3 == 1, float(F(1, 8)), D("0.10") + D("0.20"), str(D("1.5") * 2), isinstance(1, numbers.Integral), isinstance(1.5, numbers.Number), isinstance("a", numbers.Number)
# %%
import types, sys
n = types.SimpleNamespace(a=1, **{"b": [2]})
m = types.ModuleType("dyn")
m.x = 5
result = n, n.b, vars(n), m.x, isinstance(lambda: 0, types.FunctionType), types.MethodType(lambda self: self + 1, 4)(), isinstance(n, types.SimpleNamespace), type(None) is types.NoneType
# %%
import weakref, logging, warnings, random, time
class A: v = 3
a = A()
r = weakref.ref(a)
log = logging.getLogger("x")
log.setLevel(logging.DEBUG)
log.info("hi %s", 1)
random.seed(0)
time.sleep(0)
warnings.warn("w") if False else None
result = r().v, logging.INFO, random.choice([4, 4])
# %% a class of modules of its own
import types
class Lazy(types.ModuleType):
    def __init__(self, name, load):
        super().__init__(name)
        self.load = load
    def __getattr__(self, item):
        return self.load(item)
m = Lazy('lazy', lambda item: item * 2)
result = m.ab, m.__name__, isinstance(m, types.ModuleType)
# %% the streams of a program are open
import sys
result = 'open' if sys.stderr else 'closed', bool(sys.stdout)
