# %%
r = []
try:
    r.append(1)
    raise ValueError("bad", 2)
except (KeyError, ValueError) as e:
    r.append((type(e).__name__, e.args, str(e)))
else:
    r.append("else")
finally:
    r.append("finally")
result = r
# %%
def f():
    try:
        return "try"
    finally:
        log.append("fin")
log = []
result = f(), log
# %%
def f():
    try:
        return 1
    finally:
        return 2
result = f()
# %%
def f():
    for i in range(3):
        try:
            if i == 1:
                continue
            yield i
        finally:
            yield f"f{i}"
result = list(f())
# %%
try:
    int("x")
except ValueError:
    result = "caught"
except Exception:
    result = "wrong"
# %%
try:
    [][0]
except LookupError as e:
    result = type(e).__name__, str(e)
# %%
try:
    try:
        1 / 0
    except ZeroDivisionError as e:
        raise RuntimeError("outer") from e
except RuntimeError as e:
    result = str(e), type(e.__cause__).__name__
# %%
try:
    try:
        raise KeyError("k")
    except KeyError:
        raise
except Exception as e:
    result = repr(e), str(e)
# %%
class MyError(Exception):
    def __init__(self, code):
        super().__init__(f"code {code}")
        self.code = code
try:
    raise MyError(3)
except MyError as e:
    result = e.code, str(e), e.args, isinstance(e, Exception)
# %%
try:
    import nonexistent_module_for_test
except ImportError:
    nonexistent_module_for_test = None
result = nonexistent_module_for_test
# %%
import nonexistent_module_for_test
# %%
from math import nothing_here
# %%
try:
    from math import nothing_here
except ImportError as e:
    result = type(e).__name__
# %%
try:
    x = {}["a"]
except KeyError as e:
    result = str(e), e.args
# %%
try:
    None.foo
except AttributeError as e:
    result = str(e)
# %%
try:
    result = "no"
except Exception:
    result = "yes"
else:
    result += "-else"
# %%
raise NotImplementedError
# %%
raise ValueError("x")
# %%
raise "string"
# %%
try:
    raise Exception("a")
except Exception as e:
    pass
result = e
# %%
def f(v):
    if not isinstance(v, int):
        raise TypeError(f"expected int, got {type(v).__name__}")
    return v
r = []
for v in (1, "a"):
    try:
        r.append(f(v))
    except TypeError as e:
        r.append(str(e))
result = r
# %%
try:
    assert False, "msg"
except AssertionError as e:
    result = str(e)
# %%
def f():
    try:
        raise ValueError
    except ValueError:
        return "handled"
    else:
        return "else"
result = f()
# %%
result = issubclass(KeyError, LookupError), issubclass(ZeroDivisionError, ArithmeticError), issubclass(StopIteration, Exception), issubclass(ModuleNotFoundError, ImportError), issubclass(NotImplementedError, RuntimeError), issubclass(KeyboardInterrupt, Exception)
# %%
None()
# %%
"abc"()
# %%
None[0]
# %%
for x in 5:
    pass
# %%
5 .foo
# %%
with 5:
    pass
# %%
x = [1, 2, 3]
x.foo = 1
# %%
int("5", foo=1)
# %%
len()
# %%
print(1, 2, sep="-", end="")
result = None
# %%
import sys
sys.exit(3)
# %%
try:
    raise ValueError("a")
except* ValueError as g:
    result = len(g.exceptions)
# %%
class Ctx:
    def __enter__(self): return self
    def __exit__(self, *a): return True
r = []
with Ctx():
    r.append(1)
    raise RuntimeError
    r.append(2)
result = r
# %%
from contextlib import ExitStack
order = []
with ExitStack() as stack:
    stack.callback(order.append, "first")
    stack.callback(order.append, "second")
result = order
