# %%
values = [0.1, 1/3, 2.5, 1e-7, 123456789.123, 1e21, -0.0, 5e-324, 1.7976931348623157e308, 0.5, 1.5, 2.675]
result = [[f"{v:.0f}", f"{v:.3f}", f"{v:.2e}", f"{v:g}", f"{v:.10g}", f"{v!r}"] for v in values]
# %%
result = [format(1234567, ","), format(-1234567, "_"), format(1234.5, ",.1f"), format(0.5, ".0f"), format(1.5, ".0f"), format(2.5, ".0f"), format(0.125, ".2f"), format(1e15, ","), format(123, "08,")]
# %%
result = [f"{42:>8}|{42:<8}|{42:^8}|{42:=+8}|{-42:08d}|{42:x<6}|{42: d}|{True:d}|{True}|{True:>6}"]
# %%
result = [f"{'abc':>5}|{'abc':^6}|{'abc':.2}|{'abc':_<6}|{'abcdef':>4.3}|{'é':>3}"]
# %%
result = [f"{255:#b} {255:#o} {255:#x} {255:#X} {-255:x} {255:_b} {1000000:_x} {65:c}"]
# %%
result = [f"{float('nan'):f} {float('inf'):f} {float('-inf'):>6} {float('nan'):5.1f}|{float('inf'):e} {1e100:.3g}"]
# %%
result = [f"{1.0} {1.0:.1} {1.0:.3} {100.0:.3} {12345.678:.3} {0.00001234:.3} {1234567.0} {1e16:.20g}"]
# %%
result = ["%5s|%-5s|%.2s|%05.1f|%+.2e|%x|%o|%c|%c|%%|%r|%5d|%-5d|%+d|% d" % ("a", "b", "xyz", 3.14159, 12345.678, 255, 8, "z", 65, "q", 42, 42, 42, 42)]
# %%
result = ["%*d|%-*d|%.*f" % (5, 42, 5, 42, 2, 3.14159), "%(x)s %(x)r" % {"x": "a"}, "%s" % (1,), "%s" % [1, 2], "%s %s" % ((1,), None)]
# %%
result = ["{:>{w}.{p}f}|{!r:>5}|{0!s}".replace("{0!s}", "").format(3.14159, "a", w=8, p=2), "{0}{1}{0}".format("a", "b"), "{a[0]}{a[k]}".format(a={0: "x", "k": "y"}), "{{}}".format()]
# %%
result = "{0} {}".format(1, 2)
# %%
result = "%d" % 1.9, "%i" % True, "%.3d" % 7, "%s" % 1e20, "%g %g %g" % (1e5, 1e6, 0.0001)
# %%
result = [repr("a'b"), repr('a"b'), repr("a'b\"c"), repr("\t\r\n\\"), repr("\x1b[0m"), repr("日本"), repr("\u200b"), repr("\U0001f600"), repr(b"a'\x00\xff")]
# %%
result = [str([1, "a", None, 1.0, (1,), {"k": [2]}, {3}, frozenset(), b"x", range(2), slice(1, None, 2), ...]), repr(type(1)), repr(ValueError("a", 1)), str(KeyError("k")), repr(OSError(2, "no"))]
# %%
result = [round(0.15, 1), round(2.5), round(3.5), round(-2.5), round(1e300, 2), round(12345.678, -2), round(5e-324, 10), round(1.005, 2), round(15, -1), round(25, -1), round(-15, -1), round(2.5, None)]
# %%
result = [int("0x1f", 16), int("-0b101", 2), int("z", 36), int(" 12_3 "), int("0o17", 0), int("010"), float("  1e5  "), float("-.5"), float("1_000.5"), float("Infinity"), float("+nan") != 0]
# %%
int("010", 0)
# %%
int("1__0")
# %%
float("1_")
# %%
result = [7 // 0.5, -7.5 // 2, -7.5 % 2, 7.5 % -2, 1e308 * 10 // 1 if False else 0, divmod(-7, 2), divmod(7, -2), divmod(-7.5, 2), divmod(2**70, 3), -2**70 // 7, -2**70 % 7, 2**70 / 2**68, (2**53 + 1) / 1]
# %%
result = [2**63, 2**64 - 1, -(2**63), 3**50, 10**25 // 10**20, (10**25) % 7, 2**100 >> 90, 1 << 70, (2**70) & (2**70 - 1), ~(2**60), -(2**70) >> 3, 2**53 + 1, 9007199254740993 * 3, 12345678912345678 - 1]
# %%
result = [2**0.5, (-8) ** 3, 0.0**0, (-2.0) ** 3, 4**-1, 10**-2, 2.0**-1074, 1**1000, (-1) ** 1001, 0**0]
# %%
result = 0 ** -1
# %%
result = [1 == 1.0, 2**53 == float(2**53), 2**53 + 1 == float(2**53), 10**20 > 1e20, 10**20 >= 1e20, 0.1 + 0.2 > 0.3, True < 2, -0.0 == 0, hash(1.0) == hash(1), {1: "a", True: "b", 1.0: "c"}]
# %%
result = [(10).bit_length(), (255).to_bytes(2, "little"), int.from_bytes(b"\x01\x00", "big"), (3.7).__int__() if False else 3, (2.5).is_integer(), (1.25).as_integer_ratio(), (5).conjugate(), (5).denominator]
# %%
result = ["abc".center(8, "*"), "abc".center(7, "*"), "a".center(4), "ab".center(5, "-"), "x".zfill(0), "+5".zfill(4), "--5".zfill(5)]
# %%
result = ["a1b2".isalnum(), "²".isdigit(), "½".isnumeric(), "ABC def".istitle(), "Abc Def".istitle(), "abc".isidentifier(), "1a".isidentifier(), "class".isidentifier(), "aB".islower(), "123".isupper(), "Ab1".swapcase()]
# %%
result = ["a,b;c".replace(",", ";").split(";"), "a  b c ".split(" "), " a b  c ".split(None, 1), " a b  c ".rsplit(None, 1), "a.b.c.d".rsplit(".", 2), "abc".split("abc"), "\na\n\nb".splitlines(), "a\r\nb".splitlines(True)]
# %%
result = ["they're bill's".title(), "hello world".capitalize(), "ß".upper(), "İ".lower() == "i̇"]
# %%
result = ["abcabc".find("c", 3), "abcabc".rfind("a", 0, 3), "abc".find(""), "abc".count(""), "abc".index("c", -1), "aaa".count("aa"), "abc".startswith(("x", "a")), "abc".endswith("bc", 1), "abc".startswith("", 3), "abc".find("a", 5)]
# %%
result = ["{:%}".format(0.5), f"{0.12345:.2%}", f"{12.5:>+9.2%}", format(1e-10, "%")]
# %%
class Money(float):
    def __str__(self):
        return "$" + super().__str__()
m = Money(2.5)
result = str(m), f"{m}", f"{m:.1f}", m + 1, repr(m)
# %%
from enum import Enum, IntEnum
class Color(Enum):
    RED = 1
class Level(IntEnum):
    LOW = 1
result = str(Color.RED), f"{Color.RED}", repr(Color.RED), str(Level.LOW), f"{Level.LOW}", repr(Level.LOW), "%d" % Level.LOW, f"{Level.LOW:>4}", [Color.RED, Level.LOW]
