# %%
from collections import OrderedDict
d = OrderedDict([("a", 1), ("b", 2)])
d["c"] = 3
d.move_to_end("a")
result = list(d.items()), isinstance(d, dict), d.popitem(last=False), d == {"a": 1, "c": 3}
# %%
from collections import defaultdict
d = defaultdict(list)
d["a"].append(1)
d["a"].append(2)
d["b"]
result = dict(d), "z" in d, d.get("z"), len(d)
# %%
from collections import defaultdict
d = defaultdict(int)
for c in "banana":
    d[c] += 1
result = sorted(d.items())
# %%
from collections import Counter
c = Counter("banana")
c.update("ab")
result = c.most_common(2), c["z"], sum(c.values()), c["a"], dict(Counter(a=3) - Counter(a=1)), sorted((Counter("ab") + Counter("bc")).items())
# %%
from collections import deque
d = deque([1, 2, 3], maxlen=3)
d.append(4)
d.appendleft(0)
d.rotate(1)
result = list(d), d.pop(), d.popleft(), len(d), d[0]
# %%
from collections import namedtuple
P = namedtuple("P", ["x", "y"])
p = P(1, y=2)
result = [p, p.x, p[1], p._replace(x=5), p._asdict(), P._fields, p == (1, 2), [*p], isinstance(p, tuple)]
# %%
from collections import namedtuple
P = namedtuple("P", "x y z", defaults=[0])
a, b, c = P(1, 2)
result = P(1, 2), a + b + c, P._make([7, 8, 9])
# %%
from collections import namedtuple
P = namedtuple("P", "x y")
P(1).x
# %%
from typing import NamedTuple, Optional
class Block(NamedTuple):
    kind: str
    repeat: int = 1
    stride: Optional[int] = None
    def total(self):
        return self.repeat * (self.stride or 1)
result = Block("mb", 2, 2).total(), Block("x"), Block("x").stride, Block._fields
# %%
from collections import ChainMap
m = ChainMap({"a": 1}, {"a": 2, "b": 3})
result = m["a"], m["b"], sorted(m), len(m)
# %%
from functools import partial
def f(a, b, c=0, *, d=1):
    return (a, b, c, d)
g = partial(f, 1, c=5)
h = partial(g, d=9)
result = g(2), h(3, c=7), partial(int, base=2)("101"), g.args, g.keywords
# %%
from functools import reduce
import operator
result = reduce(lambda a, b: a * b, [1, 2, 3, 4]), reduce(operator.add, [[1], [2]], []), reduce(operator.mul, (), 1)
# %%
from functools import reduce
reduce(lambda a, b: a + b, [])
# %%
from functools import lru_cache, cache
calls = []
@lru_cache(maxsize=None)
def fib(n):
    calls.append(n)
    return n if n < 2 else fib(n - 1) + fib(n - 2)
@cache
def one():
    calls.append("one")
    return 1
result = fib(10), len(calls), one() + one(), len(calls)
# %%
from functools import wraps
def logged(fn):
    @wraps(fn)
    def wrapper(*args, **kwargs):
        return ("logged", fn(*args, **kwargs))
    return wrapper
@logged
def add(a, b=1):
    """doc"""
    return a + b
result = add(1), add(1, b=5), add.__name__, add.__doc__, add.__wrapped__(2)
# %%
from functools import total_ordering
@total_ordering
class V:
    def __init__(self, n):
        self.n = n
    def __eq__(self, o):
        return self.n == o.n
    def __lt__(self, o):
        return self.n < o.n
result = V(1) <= V(2), V(3) > V(2), V(1) >= V(2), max([V(1), V(3), V(2)]).n
# %%
from functools import singledispatch
@singledispatch
def kind(x):
    return "other"
@kind.register
def _(x: int):
    return "int"
@kind.register(list)
def _(x):
    return "list"
result = kind(1), kind([]), kind("a"), kind(True)
# %%
from functools import cached_property
class A:
    n = 0
    @cached_property
    def v(self):
        A.n += 1
        return A.n
a = A()
result = a.v, a.v, A().v, "v" in a.__dict__
# %%
from itertools import chain, product, count, islice, repeat, cycle
result = [list(chain([1], (2, 3))), list(chain.from_iterable([[1], [2]])), list(product("ab", [1, 2])), list(islice(count(5, 2), 3)), list(repeat(0, 3)), list(islice(cycle("ab"), 5)), list(product([0, 1], repeat=2))]
# %%
from itertools import accumulate, combinations, permutations, groupby, takewhile, dropwhile, zip_longest, starmap, tee
import operator
result = [list(accumulate([1, 2, 3])), list(accumulate([1, 2, 3], operator.mul)), list(combinations("abc", 2)), list(permutations([1, 2, 3], 2))[:3], [(k, list(g)) for k, g in groupby("aabbb")], list(takewhile(lambda v: v < 3, range(6))), list(dropwhile(lambda v: v < 3, range(6))), list(zip_longest("ab", "c", fillvalue="-")), list(starmap(pow, [(2, 3)]))]
# %%
from itertools import pairwise, islice, compress, filterfalse
result = list(pairwise([1, 2, 3])), list(islice("abcdef", 1, 5, 2)), list(compress("abc", [1, 0, 1])), list(filterfalse(lambda v: v % 2, range(4)))
# %%
import itertools
grid = {"lr": [0.1, 0.01], "width": [32, 64, 128]}
combos = [dict(zip(grid, values)) for values in itertools.product(*grid.values())]
result = len(combos), combos[0], combos[-1]
# %%
from operator import itemgetter, attrgetter, mul, methodcaller
result = sorted([(1, "b"), (0, "c")], key=itemgetter(1)), itemgetter(0, 2)("abc"), attrgetter("real")(5), mul(3, 4), methodcaller("upper")("a")
# %%
from enum import Enum
class Mode(Enum):
    TRAIN = "train"
    EVAL = "eval"
result = [Mode.TRAIN.value, Mode.TRAIN.name, Mode("eval") is Mode.EVAL, Mode["TRAIN"] is Mode.TRAIN, [m.name for m in Mode], Mode.TRAIN == "train", len(Mode), repr(Mode.EVAL)]
# %%
from enum import Enum
class M(Enum):
    A = 1
M(2)
# %%
from enum import IntEnum, auto, Flag
class S(IntEnum):
    SMALL = 1
    BIG = 2
class F(Flag):
    A = auto()
    B = auto()
result = [S.BIG > S.SMALL, S.BIG + 1, int(S.SMALL), S.BIG == 2, F.B.value, (F.A | F.B).value, bool(F.A & F.B), [1, 2, 3][S.BIG]]
# %%
from dataclasses import dataclass, field
@dataclass
class Config:
    n_layer: int = 12
    n_embd: int = 768
    names: list = field(default_factory=list)
c, d = Config(n_layer=6), Config(6)
c.names.append("x")
result = [c, d, c == d, Config() == Config(), d.names]
# %%
from dataclasses import dataclass, replace, asdict, astuple, fields
@dataclass
class C:
    a: int
    b: str = "x"
c = C(1)
result = replace(c, a=2), asdict(c), astuple(c), [f.name for f in fields(C)], C(1, b="y").b
# %%
from dataclasses import dataclass
@dataclass
class C:
    a: int
C()
# %%
from dataclasses import dataclass
@dataclass(frozen=True)
class C:
    a: int = 1
c = C()
c.a = 2
# %%
from dataclasses import dataclass, field
@dataclass
class C:
    width: int
    depth: int = 2
    total: int = field(init=False)
    def __post_init__(self):
        self.total = self.width * self.depth
result = C(3), C(3).total, C(4, depth=5).total
# %%
from dataclasses import dataclass
@dataclass
class Base:
    a: int = 1
    b: int = 2
@dataclass
class Child(Base):
    c: int = 3
    b: int = 20
result = Child(), Child(7, 8, 9), [k for k in Child.__dataclass_fields__]
# %%
from dataclasses import dataclass, KW_ONLY
@dataclass(order=True)
class V:
    x: int
    _: KW_ONLY
    y: int = 0
result = V(1) < V(2), sorted([V(3), V(1, y=5)])[0], V(1, y=2)
# %%
from dataclasses import dataclass, InitVar, field
@dataclass(eq=False)
class C:
    scale: InitVar[int]
    n: int = field(default=1, repr=False)
    def __post_init__(self, scale):
        self.n *= scale
c = C(4)
result = c.n, c == C(4), repr(c).endswith("C()")
# %%
import argparse
p = argparse.ArgumentParser(description="x")
p.add_argument("--batch-size", type=int, default=64, metavar="N")
p.add_argument("--lr", type=float, default=1.0)
p.add_argument("--no-cuda", action="store_true", default=False)
p.add_argument("--save", action="store_true")
p.add_argument("--model", choices=["a", "b"], default="a")
args = p.parse_args([])
result = args.batch_size, args.lr, args.no_cuda, args.save, args.model, sorted(vars(args))
# %%
import argparse
p = argparse.ArgumentParser()
p.add_argument("-e", "--epochs", default="10", type=int)
p.add_argument("--dims", nargs="+", type=int, default=[1, 2])
p.add_argument("--amp", action=argparse.BooleanOptionalAction, default=True)
p.add_argument("--tag", dest="label")
p.set_defaults(seed=3)
a = p.parse_args([])
b = p.parse_args(["-e", "5", "--dims", "3", "4", "--no-amp", "--tag=q"])
result = a.epochs, a.dims, a.amp, a.label, a.seed, b.epochs, b.dims, b.amp, b.label
# %%
import argparse
n = argparse.Namespace(a=1, b="x")
n.c = 3
result = n, n.a, vars(n), "a" in n, getattr(n, "z", None)
# %%
import json
result = json.dumps({"a": [1, 2.0, None, True], "b": "x"}), json.loads('{"k": [1, {"z": null}], "f": 1.5}'), json.dumps({"b": 1, "a": 2}, sort_keys=True)
# %%
import os.path as osp, os
result = osp.join("a", "b", "c.py"), osp.basename("/x/y.txt"), osp.splitext("model.tar.gz"), osp.dirname("/a/b"), os.sep
# %%
from pathlib import PurePosixPath as P
p = P("/data") / "mnist" / "x.pt"
result = str(p), p.name, p.stem, p.suffix, str(p.parent), str(p.with_suffix(".bin")), p.parts
# %%
from types import SimpleNamespace
n = SimpleNamespace(a=1, b=2)
n.c = n.a + n.b
result = n, n.c, n == SimpleNamespace(a=1, b=2, c=3)
# %%
from typing import List, Dict, Optional, Union, Callable, Tuple, Any, TypeVar, cast
T = TypeVar("T")
def f(a: List[int], b: Optional[Dict[str, Any]] = None, *c: Union[int, str]) -> Tuple[int, ...]:
    x: int = 3
    y: "Undefined"
    return (len(a), x, cast(int, b))
result = f([1, 2]), f.__annotations__["a"] == List[int]
# %%
import contextlib
@contextlib.contextmanager
def cm(log):
    log.append("in")
    try:
        yield 5
    finally:
        log.append("out")
log = []
with cm(log) as v, contextlib.suppress(KeyError):
    log.append(v)
    {}["x"]
    log.append("unreached")
with contextlib.nullcontext(3) as q:
    log.append(q)
result = log
# %%
import abc
class Base(abc.ABC):
    @abc.abstractmethod
    def run(self): ...
class Impl(Base):
    def run(self):
        return 1
result = Impl().run(), issubclass(Impl, Base)
# %%
from abc import ABC, abstractmethod
class Base(ABC):
    @abstractmethod
    def run(self): ...
Base()
# %%
import inspect
def f(a, b=1, *args, c, **kw): ...
s = inspect.signature(f)
result = list(s.parameters), s.parameters["b"].default, s.parameters["a"].default is inspect.Parameter.empty, inspect.isfunction(f)
# %%
import warnings, logging, sys
logger = logging.getLogger(__name__)
logger.info("x %d", 1)
warnings.warn("unused") if False else None
result = sys.version_info >= (3, 6), sys.version_info[0], sys.maxsize > 2**31
# %%
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
result = str(timedelta(seconds=3661)), str(Decimal("1.10") + 1), Fraction(3, 6) + 1
# %%
from statistics import mean, median
result = mean([1, 2, 3, 4]), median([5, 1, 3])
# %%
from urllib.parse import urlsplit
parts = urlsplit("hf-hub:timm/resnet50.a1_in1k")
result = tuple(parts), parts.scheme, parts.path, urlsplit("resnet50"), urlsplit("a/b?c=d#e").fragment
# %%
from urllib.parse import urlparse
url = urlparse("https://User:pw@Example.org:8080/data/x.zip;v=1?size=3#top")
result = url, url.hostname, url.port, url.username, url.password, url.geturl(), url._replace(scheme="s3").geturl()
# %%
from urllib.parse import quote, quote_plus
result = quote("a b/ü?"), quote("a/b", safe=""), quote_plus("a b&c")
# %%
import os
from urllib.parse import urlparse
result = os.path.basename(urlparse("https://host/models/resnet18-f37072fd.pth").path), urlparse("").hostname
# %%
import fnmatch
names = ["resnet18", "resnet50d", "vgg16", "a[b]c", "a.b"]
result = (
    fnmatch.filter(names, "*net*"), fnmatch.filter(names, "resnet??"), fnmatch.fnmatch("vgg16", "vgg1[0-68]"),
    fnmatch.filter(names, "[!r]*"), fnmatch.fnmatchcase("a.b", "a.?"), fnmatch.fnmatch("axb", "a.b"), fnmatch.filter(names, "a[[]b]c"),
)
