# %%
a = [1, 2, 3]
a.append(4); a.extend((5, 6)); a.insert(0, 0); a.insert(-1, 9)
result = a, a.pop(), a.pop(0), a.index(3), a.count(2), len(a)
# %%
a = [3, 1, 2]
r = a.sort()
b = sorted(a, reverse=True)
a.reverse()
result = [r, a, b]
# %%
a = [1, 2, 3, 2]
a.remove(2)
del a[0]
b = a.copy()
a.clear()
result = [a, b]
# %%
result = [1, 2].remove(3)
# %%
result = [].pop()
# %%
result = [1, 2][2]
# %%
result = [1, 2]["0"]
# %%
a = list(range(10))
result = [a[2:5], a[:3], a[-3:], a[::3], a[::-2], a[7:2:-1], a[100:], a[5:2], a[-100:2], a[slice(1, 4)]]
# %%
result = [1, 2, 3][::0]
# %%
a = list(range(6))
a[1:3] = ["x", "y", "z"]
a[-2:] = []
a[::2] = [0, 0, 0]
result = a
# %%
a = [0, 1, 2, 3]
a[::2] = [1]
result = a
# %%
a = list(range(6))
del a[1:3], a[-1]
result = a
# %%
result = [[1] + [2], [0] * 3, [[0] * 2] * 2, 2 * (1,), (1, 2) + (3,), [] == [], [1, 2] == [1, 2]]
# %%
grid = [[0] * 2] * 3
grid[0][0] = 1
result = grid
# %%
result = [1] + (2,)
# %%
a = b = [1]
a += [2]
c = (1,)
d = c
c += (2,)
result = [a, b, a is b, c, d]
# %%
a, *b = [1, 2, 3]
*c, d = "xyz"
(e, f), g = (1, 2), 3
h, *i, j = range(5)
result = [a, b, c, d, e, f, g, h, i, j]
# %%
a, b = 1, 2
a, b = b, a
x = y = z = 0
result = [a, b, x, y, z]
# %%
a, b = [1, 2, 3]
# %%
a, b, c = (1, 2)
# %%
result = [*range(3), *"ab"], (*[1], 2), {*[1, 2], 2} == {1, 2}, {**{"a": 1, "b": 2}, "a": 3}
# %%
t = (1, 2, 3)
t[0] = 5
# %%
result = [(1,), (), tuple([1, 2]), (1, 2).index(2), (1, 1).count(1), (1, 2)[-1], len(()), (1, 2, 3)[::-1]]
# %%
d = {"a": 1, "b": 2}
d["c"] = 3
d.update({"a": 9}, e=5)
result = [d, list(d), list(d.values()), list(d.items()), len(d), "a" in d, 9 in d]
# %%
d = {"a": 1}
result = [d.get("a"), d.get("z"), d.get("z", 0), d.setdefault("b", 2), d.setdefault("a", 7), d.pop("a"), d.pop("q", None), d]
# %%
d = {}
result = d["missing"]
# %%
d = {"a": 1}
d.pop("z")
# %%
d = {[1]: 2}
# %%
d = {1: "a", 1.0: "b", True: "c"}
result = d
# %%
result = [dict(a=1, b=2), dict([("x", 1)]), dict({"y": 2}, z=3), dict.fromkeys("ab", 0), dict(zip(["k"], [1])), {}]
# %%
d = {"x": 1, "y": 2, "z": 3}
last = d.popitem()
del d["x"]
e = d.copy()
d.clear()
result = [last, d, e]
# %%
a = {"x": 1, "y": 2}
b = {"y": 3, "z": 4}
c = a | b
a |= {"w": 0}
result = [c, a]
# %%
a, b = {"x": 1, "y": 2}, {"y": 3, "z": 4}
result = [sorted(a.keys() & b.keys()), sorted(a.keys() | b.keys()), sorted(a.keys() - b.keys()), a.keys() == {"x", "y"}, ("x", 1) in a.items(), 2 in a.values()]
# %%
d = {"b": 1, "a": 2}
d["b"] = 3
d["c"] = 4
result = [k for k in d], list(reversed(d)), d == {"a": 2, "c": 4, "b": 3}
# %%
d = {"a": 1, "b": 2}
for k in d:
    d[k + "x"] = 1
result = d
# %%
s = {1, 2, 3}
s.add(2); s.add(4); s.discard(9); s.remove(1)
result = sorted(s), len(s), 2 in s
# %%
{1}.remove(2)
# %%
a, b = {1, 2, 3}, {2, 3, 4}
result = [sorted(a & b), sorted(a | b), sorted(a - b), sorted(a ^ b), a <= b, {2} < a, a.isdisjoint({9}), a.issuperset({1}), sorted(a.union([7], [8])), sorted(a.intersection([1, 9]))]
# %%
s = set([3, 1, 2])
s |= {5}
s -= {1}
s.update([7], (8,))
s.difference_update([8])
result = [sorted(s), set(), frozenset([1]), {1} == frozenset([1]), type({}).__name__]
# %%
fs = {frozenset([1, 2]): "a"}
result = fs[frozenset([2, 1])]
# %%
result = [[x * 2 for x in range(4) if x % 2], [(x, y) for x in range(2) for y in "ab"], [[j for j in range(i)] for i in range(3)], {x: x**2 for x in range(3)}, sorted({x % 3 for x in range(7)})]
# %%
result = [x if x > 1 else -x for x in range(4)], [y for x in [[1, 2], [3]] for y in x if y != 2], {k: v for k, v in [("a", 1), ("a", 2)]}
# %%
x = "outer"
y = [x for x in range(3)]
result = x, y
# %%
result = [range(5), list(range(2, 10, 3)), list(range(5, 0, -2)), len(range(0, 10, 3)), range(10)[3], range(10)[2:5], 4 in range(0, 10, 2), 5 in range(0, 10, 2), list(range(0)), range(3) == range(0, 3, 1)]
# %%
result = range(1.5)
# %%
result = range(0, 5, 0)
# %%
result = [list(zip([1, 2, 3], "ab")), list(zip()), list(map(lambda a, b: a + b, [1, 2], [10, 20])), list(filter(None, [0, 1, "", "a"])), list(filter(lambda v: v > 1, [1, 2, 3]))]
# %%
result = list(zip([1, 2], [1], strict=True))
# %%
result = [all([]), any([]), all([1, 0]), any([0, 1]), all(x > 0 for x in (1, 2)), any(x > 5 for x in (1, 2))]
# %%
data = [("b", 2), ("a", 2), ("c", 1)]
result = [sorted(data, key=lambda t: t[1]), sorted(data, key=lambda t: (-t[1], t[0])), max(data, key=lambda t: t[1]), sorted([3, 1, 2], reverse=True), sorted({"b": 1, "a": 2})]
# %%
result = sorted([1, "a"])
# %%
rows = [("x", 1), ("y", 1), ("z", 0)]
result = sorted(rows, key=lambda r: r[1], reverse=True)
# %%
result = [list(reversed([1, 2, 3])), list(reversed(range(3))), list(enumerate(["a", "b"])), list(enumerate("ab", start=5)), dict(enumerate("ab"))]
# %%
it = iter([1, 2, 3])
result = [next(it), next(it), list(it), next(it, "done")]
# %%
it = iter([])
next(it)
# %%
it = iter(lambda c=[0]: c.__setitem__(0, c[0] + 1) or c[0], 4)
result = list(it)
# %%
result = [5 in [1, 5], "a" in {"a": 1}, (1, 2) in [(1, 2)], 3 not in (1, 2), [] in [[]]]
# %%
result = 1 in 5
# %%
result = len(5)
# %%
import copy
a = {"x": [1, [2]]}
b, c = copy.copy(a), copy.deepcopy(a)
a["x"][1].append(3)
result = [b, c, b["x"] is a["x"], c["x"] is a["x"]]
# %%
import copy
shared = [1]
pair = copy.deepcopy([shared, shared])
result = pair[0] is pair[1], pair[0] is shared
# %%
a = [1, 2]
a.append(a)
result = [a[2] is a, repr(a)]
# %%
result = [[1, [2, (3, {"a": {4}})]], [None, True, ...], {"t": (1,)}, [[]], ({},)]
# %%
cfg = {"VGG11": [64, "M", 128, "M"]}
layers, c = [], 3
for v in cfg["VGG11"]:
    if v == "M":
        layers.append("pool")
    else:
        layers += [f"conv{c}-{v}", "relu"]
        c = v
result = layers
# %%
strides = [2] + [1] * (4 - 1)
widths = [16 * 2**i for i in range(4)]
result = list(zip(widths, strides)), sum(w * s for w, s in zip(widths, strides)), widths[-1:], [*widths, strides[0]]
# %%
from bisect import bisect_left, insort
import heapq
a = [1, 3, 5]
insort(a, 4)
h = [5, 2, 8]
heapq.heapify(h)
result = [a, bisect_left(a, 3), heapq.heappop(h), heapq.nlargest(2, [1, 5, 3])]
