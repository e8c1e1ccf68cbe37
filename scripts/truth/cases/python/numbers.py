# %%
result = [7 // 2, -7 // 2, 7 // -2, -7 // -2]
# %%
result = [7 % 3, -7 % 3, 7 % -3, -7 % -3]
# %%
result = [7.5 // 2, -7.5 // 2, 7.5 % 2, -7.5 % 2, 7.5 % -2]
# %%
result = [divmod(17, 5), divmod(-17, 5), divmod(17.0, 5), divmod(-1, 3)]
# %%
result = [1 / 2, 4 / 2, 10 / 4, -1 / 3]
# %%
result = 1 / 0
# %%
result = 1 // 0
# %%
result = 5 % 0
# %%
result = 1.0 / 0
# %%
result = [2**10, 2**-1, 2**0.5, (-2) ** 3, -(2**2), 0**0, 4**0.5]
# %%
result = 2**100
# %%
result = [12345678901234567890 * 98765432109876543210, 2**64 - 1, 10**20 // 7, 10**20 % 7]
# %%
result = [pow(2, 5), pow(3, 4, 5), pow(2.0, 3)]
# %%
result = [round(0.5), round(1.5), round(2.5), round(-0.5), round(-1.5), round(3.7)]
# %%
result = [round(2.675, 2), round(1234.5678, -2), round(1234, -2), round(1250, -2), round(1350, -2), round(3.14159, 3)]
# %%
result = [round(5), type(round(2.0)).__name__, type(round(2.0, 0)).__name__, type(round(7, 1)).__name__]
# %%
result = [int(3.9), int(-3.9), int("42"), int("  -7 "), int("ff", 16), int("0b101", 0), int(True), int("1_000")]
# %%
result = int("3.5")
# %%
result = [float("1e3"), float("inf"), float("-inf"), float(" 2.5 "), float(3), float("1_0.5")]
# %%
result = float("abc")
# %%
result = [bool(0), bool(""), bool([]), bool(()), bool({}), bool(0.0), bool(None), bool("0"), bool([0]), bool(-1)]
# %%
result = [True + True, True * 3, True == 1, isinstance(True, int), sum([True, False, True])]
# %%
result = [1.0, 1e16, 1e15, 123456789012345680.0, 1e-4, 1e-5, 0.1 + 0.2, 100000.0, 1e22, 1.5e300]
# %%
result = [-0.0, 0.0 == -0.0, 3.0 == 3, 1e3, 5e-324]
# %%
result = [float("nan") == float("nan"), float("nan") != float("nan"), str(float("nan"))]
# %%
result = [0x1F, 0b1011, 0o17, 1_000_000, 1e-3, .5, 5.]
# %%
result = [6 & 3, 6 | 3, 6 ^ 3, ~6, 1 << 10, 1024 >> 3, -5 >> 1, -5 & 0xFF]
# %%
result = 1 << -1
# %%
result = [abs(-3), abs(-3.5), abs(True), min(3, 1, 2), max([4, 9, 2]), max("a", "b"), min((5, 2), key=lambda v: -v)]
# %%
result = max([])
# %%
result = [max([], default=0), min([], default=None), sum([1, 2, 3], 10), sum([]), sum([0.1] * 3)]
# %%
result = sum(["a", "b"])
# %%
result = [bin(10), hex(255), oct(8), hex(-255), bin(0)]
# %%
result = [(255).bit_length(), (0).bit_length(), (2.5).is_integer(), (2.0).is_integer(), (0.5).as_integer_ratio()]
# %%
result = [3 < 5 < 7, 3 < 5 > 4, 1 < 3 < 2, 1 == 1.0 == True, 1 < 2 != 3]
# %%
calls = []
def f(n):
    calls.append(n)
    return n
ok = f(1) < f(0) < f(5)
result = [ok, calls]
# %%
result = [0 or "x", 1 and 2, None or 0 or [], "a" and "", not 0, not "a", 1 or 1 / 0]
# %%
x = 10
x += 5; x -= 3; x *= 2; x //= 5; x **= 2; x %= 7; x <<= 3; x |= 1; x ^= 3; x >>= 1; x &= 6
result = x
# %%
x = 7
x /= 2
result = x
# %%
result = [1 if 0 else 2, (lambda v: "even" if v % 2 == 0 else "odd")(3)]
# %%
result = "a" + 1
# %%
result = 1 + None
# %%
result = [1, 2] < "ab"
# %%
result = [(1, 2) < (1, 3), [1, 2, 3] > [1, 2], "abc" < "abd", (1,) < (1, 0), "Z" < "a"]
# %%
result = [1 == "1", [1] == (1,), {1: 2} == {1.0: 2.0}, None == 0, "a" == "a"]
# %%
a = [1]
b = a
c = [1]
result = [a is b, a is c, a == c, None is None, a is not c]
# %%
result = [complex(1, 2), (1 + 2j) * (3 - 1j), abs(3 + 4j), (1 + 2j).real, (1 + 2j).conjugate()]
# %%
result = [hash(5) == hash(5.0), hash("a") == hash("a"), hash((1, 2)) == hash((1, 2))]
# %%
result = hash([1])
# %%
result = [9 ** 0.5, 27 ** (1 / 3), 1e308 * 10, -1e308 * 10, int(1e20)]
# %%
result = int(float("inf"))
# %%
result = [10 // 3.0, 10 % 3.5, -1 % 5, 2 ** 3 ** 2, -3 ** 2, not True == False]
# %%
result = 2.0 ** 2000
# %%
import math
result = [math.sqrt(16), math.floor(-2.5), math.ceil(2.1), math.ceil(-2.5), math.trunc(-2.7), math.pi, math.e, math.inf]
# %%
import math
result = [math.prod([1, 2, 3, 4]), math.prod([]), math.prod((2, 0.5)), math.gcd(12, 18), math.lcm(4, 6), math.gcd(0, 5), math.factorial(5), math.comb(5, 2), math.perm(5, 2)]
# %%
import math
result = [math.log(math.e), math.log(8, 2), math.log2(1024), math.log10(1000), math.log1p(0), math.exp(0), math.exp(1)]
# %%
import math
result = [math.isqrt(17), math.hypot(3, 4), math.copysign(3, -0.0), math.fmod(-7, 3), math.isclose(0.1 + 0.2, 0.3), math.isnan(math.nan), math.isinf(-math.inf), math.fabs(-2), math.fsum([0.1] * 10)]
# %%
import math
result = math.sqrt(-1)
# %%
import math
result = math.log(0)
# %%
from math import cos, sin, tau, degrees, radians, tanh, erf
result = [cos(0), sin(0), tau, degrees(tau), round(radians(180), 6), tanh(0), erf(0), round(cos(1.0), 10)]
# %%
import math
def make_divisible(v, divisor=8, min_value=None):
    if min_value is None:
        min_value = divisor
    new_v = max(min_value, int(v + divisor / 2) // divisor * divisor)
    if new_v < 0.9 * v:
        new_v += divisor
    return new_v
result = [make_divisible(32 * w) for w in (0.25, 0.35, 0.5, 0.75, 1.0, 1.3, 1.4)], math.ceil(1280 * 1.4 / 8) * 8
# %%
result = [(1.1).hex(), float.fromhex("0x1p-2"), (3).real, (7).numerator, (5).to_bytes(2, "big")]
# %%
result = [type(1).__name__, type(1.0).__name__, type(1 // 2.0).__name__, type(True + 0).__name__, type(4 / 2).__name__, type(2**-1).__name__]
