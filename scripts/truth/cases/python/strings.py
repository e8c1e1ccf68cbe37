# %%
x, n = 3.14159, 42
result = [f"{x}", f"{x:.2f}", f"{n:5d}|", f"{n:<5}|", f"{n:>5}|", f"{n:^6}|", f"{n:05d}", f"{n:+d}"]
# %%
n = 1234567.891
result = [f"{n:,}", f"{n:,.2f}", f"{n:.3e}", f"{n:g}", f"{n:.3g}", f"{int(n):_}", f"{n:15.1f}|", f"{n:<15.1f}|"]
# %%
result = [f"{0.25:%}", f"{0.1234:.1%}", f"{255:x}", f"{255:#x}", f"{255:X}", f"{5:b}", f"{5:08b}", f"{8:o}", f"{65:c}"]
# %%
name = "net"
result = [f"{name!r}", f"{name:>6}", f"{name:*^9}", f"{name=}", f"{1 + 1 = }", f"{name!s:.2}", f"{{literal}}"]
# %%
w, p, v = 10, 3, 2.718281828
result = [f"{v:{w}.{p}f}", f"{v:{w}}", f"{'a' if v > 2 else 'b'}", f"{[i for i in range(3)]}", f"{dict(a=1)['a']}"]
# %%
result = [f"{1e10}", f"{1e16}", f"{1.0:g}", f"{100000:g}", f"{1000000.0:g}", f"{0.0001:g}", f"{0.00001:g}", f"{1.5:n}"]
# %%
result = ["%d items" % 5, "%s and %s" % ("a", 1), "%.2f" % 3.14159, "%5d|" % 42, "%-5d|" % 42, "%05d" % 42, "%%", "%x" % 255]
# %%
result = ["%(a)s-%(b)03d" % {"a": "x", "b": 7}, "%r" % "q", "%e" % 12345.678, "%g" % 0.00001, "%s" % [1, 2], "%+d" % 3, "%5.1f|" % 2.25, "%i" % 3.99]
# %%
result = "%d" % "a"
# %%
result = "%s %s" % ("a",)
# %%
result = ["{} {}".format(1, 2), "{1} {0}".format("a", "b"), "{a}:{b:.1f}".format(a=1, b=2.25), "{0[1]} {1.real}".format([5, 6], 7), "{:>4}|{:<4}|".format("x", "y"), "{!r}".format("z")]
# %%
result = "{} {}".format(1)
# %%
result = [format(3.14159, ".3f"), format(1234, ","), format("x", ">3"), format(True), format(None), format(12, "b")]
# %%
result = format("x", "d")
# %%
s = "Hello, World"
result = [s.lower(), s.upper(), s.swapcase(), s.title(), "hello".capitalize(), s.casefold()]
# %%
result = ["a,b,,c".split(","), " a  b ".split(), "a b c".split(" ", 1), "a.b.c".rsplit(".", 1), "".split(), "".split(","), "x\ny\n".splitlines()]
# %%
result = ["-".join(["a", "b", "c"]), "".join(str(i) for i in range(4)), ", ".join([])]
# %%
result = ",".join([1, 2])
# %%
result = ["  x ".strip(), "xxabcxx".strip("x"), "  x".lstrip(), "x..".rstrip("."), "abcab".strip("ab")]
# %%
result = ["layer1.0.conv".startswith("layer1"), "a.py".endswith((".py", ".txt")), "abc".startswith("b", 1), "".startswith("")]
# %%
result = ["banana".replace("a", "o"), "banana".replace("a", "o", 1), "abc".replace("", "-"), "aaa".replace("aa", "b")]
# %%
result = ["banana".find("an"), "banana".rfind("an"), "banana".find("z"), "banana".index("n"), "banana".count("an"), "banana".count("a", 2)]
# %%
result = "banana".index("z")
# %%
result = ["abc"[0], "abc"[-1], "abcdef"[1:4], "abcdef"[::-1], "abcdef"[::2], "abc"[5:], "abc"[:-1], "abc"[-2:]]
# %%
result = "abc"[3]
# %%
s = "abc"
s[0] = "x"
result = s
# %%
result = ["ab" * 3, 2 * "x", "a" "b", "x" in "text", "z" not in "text", len("héllo"), "" in "a", "a" * 0, "a" * -1]
# %%
result = ["5".isdigit(), "a1".isalnum(), "ab".isalpha(), " ".isspace(), "A".isupper(), "a".islower(), "a_b".isidentifier(), "1.5".isnumeric(), "".isdigit()]
# %%
result = ["7".zfill(3), "-7".zfill(4), "x".ljust(3) + "|", "x".rjust(3, "."), "x".center(4, "*"), "\t".expandtabs(4)]
# %%
result = ["a=b=c".partition("="), "a=b=c".rpartition("="), "abc".partition("="), "abc".rpartition("=")]
# %%
result = ["conv_1".removeprefix("conv_"), "w.pt".removesuffix(".pt"), "abc".removeprefix("z"), "abc".translate(str.maketrans("ab", "xy")), "abc".translate({97: None})]
# %%
result = ["a\tb\n", 'it\'s', "it's", 'say "hi"', "\\", r"\n", "\x41\u00e9", "a\
b"]
# %%
result = repr("it's \"both\"") + repr('a\nb') + repr("\x00\x7f") + repr("é")
# %%
result = [str(1.0), str(True), str(None), str([1, "a"]), str((1,)), str({"a": 1}), str({1}), str(()), str(b"x"), str(1e100)]
# %%
result = [ord("a"), chr(97), chr(0x20AC), ascii("é"), "é".encode("utf-8"), b"\xc3\xa9".decode(), b"abc"[0], b"abc"[1:]]
# %%
text = """line one
  line two"""
result = text.splitlines(), text.count("\n")
# %%
result = [list("abc"), tuple("ab"), sorted("banana"), "".join(reversed("abc")), list(enumerate("ab", 1)), dict(zip("ab", [1, 2]))]
# %%
result = ["abc" < "abd", "a" < "B", "10" < "9", max("hello"), min("hello"), sorted(["b", "A", "a"], key=str.lower)]
# %%
import re
result = [re.match(r"(\w+)\.(\d+)", "layer.12").groups(), re.findall(r"\d+", "a1b22"), re.sub(r"[aeiou]", "*", "hello"), re.search("z", "abc"), re.split(r"[,;]", "a,b;c")]
# %%
import string
result = [string.ascii_lowercase, string.digits, string.Template("$a-$b").substitute(a=1, b=2)]
# %%
result = f"{'nested ' + f'{1 + 1}'}" + f"{3!r:>4}" + f"{'x':{'>'}{4}}"
# %%
class P:
    def __format__(self, spec):
        return f"<{spec}>"
    def __str__(self):
        return "str"
    def __repr__(self):
        return "rep"
p = P()
result = [f"{p:abc}", f"{p}", f"{p!r}", f"{p!s}", "%s %r" % (p, p), "{:q}".format(p), str([p])]
# %%
d = {"lr": 0.01, "name": "x"}
result = ["{lr} {name}".format(**d), "{0[lr]}".format(d), "%(lr).3f" % d, "{d[name]}".format(d=d)]
# %%
result = "abc".nope()
# %%
import textwrap
result = textwrap.dedent("""\
    a
      b
    """)
