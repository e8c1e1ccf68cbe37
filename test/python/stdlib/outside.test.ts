import { expect } from 'chai';
import { NeedsFiles, type LibraryModule } from '../../../src/python/ports.ts';
import { PyModule } from '../../../src/python/runtime/values.ts';
import { Interpreter } from '../../../src/python/runtime/interpreter.ts';
import { stdlibModules } from '../../../src/python/stdlib/modules.ts';
import { Trace } from '../../../src/trace/trace.ts';
import { evaluate, parser, registryOf, run } from '../evaluate.ts';
import type { RunOptions } from '../evaluate.ts';

function assumptions(code: string, options?: RunOptions): string[] {
  return run(code, options).trace.events.flatMap((event) => (event.type === 'assume' ? [event.text] : []));
}

/** `[expression, reason]`: what the program cannot know before it runs. */
const UNKNOWN: readonly (readonly [code: string, reason: string])[] = [
  ['import random\nresult = random.random()', 'a random value'],
  ['import random\nresult = random.choice([1, 2])', 'a random value'],
  ['import random\nresult = random.Random(3).randint(1, 6)', 'a random value'],
  ['import time\nresult = time.time() - 5', 'the time when the program runs'],
  ['import datetime\nresult = datetime.datetime.now().year', 'datetime.datetime.now'],
  ['import os\nresult = os.listdir(".")', "what the folder '.' holds"],
  ['import os\nresult = os.cpu_count()', 'how many CPUs'],
  ['import os\nresult = os.path.exists("data/train")', 'whether data/train exists'],
  ['import os\nresult = os.path.expanduser("~/x")', 'the home folder'],
  ['from pathlib import Path\nresult = Path("a.pt").exists()', 'whether a.pt exists'],
  ['from pathlib import Path\nresult = list(Path(".").glob("*.py"))', "what the folder '.' holds"],
  ['result = input("n? ")', 'what is typed in'],
  ['result = open("weights.bin", "rb").read()', 'the content of weights.bin'],
  ['import glob\nresult = glob.glob("*.png")', "what the folder '.' holds"],
  ['import uuid\nresult = str(uuid.uuid4())', 'uuid.uuid4'],
  ['import hashlib\nresult = hashlib.md5(b"x").hexdigest()', 'hashlib.md5'],
  ['import pickle\nresult = pickle.load(open("x.pkl", "rb"))["a"]', 'pickle.load'],
  ['import subprocess\nresult = subprocess.check_output(["ls"])', 'subprocess.check_output'],
  ['import platform\nresult = platform.system() == "Linux"', 'platform.system'],
  ['import importlib.metadata as m\nresult = m.version("torch")', 'the installed version of torch'],
  ['import importlib.util as u\nresult = u.find_spec("nowhere") is None', 'whether nowhere is installed'],
  ['import sys\nresult = sys.getsizeof([])', 'the size of an object'],
  ['import re\nresult = re.match(r"(?>a)b", "ab")', 'what matches the regular expression'],
];

describe('what lies outside the program', () => {
  for (const [code, reason] of UNKNOWN) {
    it(`is unknown: ${code.split('\n').at(-1) ?? code}`, () => {
      expect(evaluate(code))
        .to.match(/^<unknown/)
        .and.include(reason);
    });
  }

  it('is left alone where nothing depends on it', () => {
    const code = [
      'import os, random, time, shutil, gc, pickle, warnings, logging, json, signal, threading',
      'model = [1, 2]',
      'os.makedirs("out", exist_ok=True); os.environ["A"] = "1"; random.seed(1); time.sleep(1)',
      'shutil.rmtree("x"); gc.collect(); pickle.dump(model, open("m.pkl", "wb")); warnings.warn("w")',
      'logging.getLogger("x").info("%s", model); json.dump({"a": model}, open("a.json", "w"))',
      'lock = threading.Lock()',
      'with lock: pass',
      'print(model)',
      'result = model, os.environ["A"], os.environ.get("A"), "A" in os.environ',
    ].join('\n');
    expect(evaluate(code)).to.equal("([1, 2], '1', '1', True)");
    expect(run(code).trace.events).to.deep.equal([]);
  });

  it('has no environment variables, and says so', () => {
    const code =
      'import os\nresult = os.environ.get("WORLD_SIZE", "1"), os.getenv("RANK"), "X" in os.environ';
    expect(evaluate(code)).to.equal("('1', None, False)");
    expect(assumptions(code)).to.deep.equal(
      ['WORLD_SIZE', 'RANK', 'X'].map((name) => `the environment variable ${name} is not set`),
    );
  });

  it('is that of a bare environment for an installed package', () => {
    const files = {
      'site-packages/lib/__init__.py': '',
      'site-packages/lib/settings.py': [
        'import os, importlib.util, importlib.metadata',
        'level = os.getenv("LIB_LEVEL", "warning")',
        'cache = os.path.join(os.path.expanduser("~"), ".cache", "lib")',
        'has_cache = os.path.isdir(cache)',
        'has = [importlib.util.find_spec(name) is not None for name in ("lib", "math", "tensorflow", "nowhere")]',
        'again = importlib.util.find_spec("tensorflow") is not None',
        'version = importlib.metadata.version("other-lib")',
        'try:',
        '    importlib.metadata.version("nowhere")',
        'except importlib.metadata.PackageNotFoundError:',
        '    missing = True',
      ].join('\n'),
      'site-packages/other_lib/__init__.py': '__version__ = "1.2"',
    };
    const tensorflow: LibraryModule = {
      name: 'tensorflow',
      precedence: 'framework',
      create: () => new PyModule('tensorflow', null),
    };
    const options = { files, searchPath: ['file:///w/site-packages'], libraries: [tensorflow] };
    const code =
      'from lib import settings as s\nresult = s.level, s.has_cache, s.has, s.again, s.version, s.missing';
    expect(evaluate(code, options)).to.equal(
      "('warning', False, [True, True, False, False], False, '1.2', True)",
    );
    expect(assumptions(code, options)).to.deep.equal([]);
  });

  it('raises for an environment variable that is read without a default', () => {
    const code = [
      'import os',
      'try:',
      '    result = os.environ["X"]',
      'except KeyError:',
      '    result = "caught"',
    ].join('\n');
    expect(evaluate(code)).to.equal("'caught'");
  });

  it('has configuration files of the workspace', () => {
    const files = { 'conf/a.json': '{"width": 64, "rate": 0.5}', 'names.txt': 'a\nb\n' };
    const code = [
      'import json',
      'from pathlib import Path',
      'with open("conf/a.json") as f:',
      '    config = json.load(f)',
      'lines = [line.strip() for line in open("names.txt")]',
      'result = config, lines, Path("conf") / "a.json", Path("conf/a.json").exists(), json.loads(Path("conf/a.json").read_text())["width"]',
    ].join('\n');
    expect(evaluate(code, { files })).to.equal(
      "({'width': 64, 'rate': 0.5}, ['a', 'b'], conf/a.json, True, 64)",
    );
  });

  it('has configuration files beside the running file', () => {
    const files = { 'conf/a.json': '{"width": 64}' };
    const places = [
      'os.path.join(os.path.dirname(__file__), "conf/a.json")',
      'os.path.join(os.path.dirname(os.path.abspath(__file__)), "conf", "a.json")',
      'Path(__file__).resolve().parent / "conf/a.json"',
    ];
    for (const place of places) {
      const code = `import json, os\nfrom pathlib import Path\nresult = json.load(open(${place}))["width"]`;
      expect(evaluate(code, { files }), place).to.equal('64');
    }
  });

  it('has data files of packages', () => {
    const files = {
      'site-packages/net/__init__.py': '',
      'site-packages/net/prune.py':
        'import pkgutil\ndef widths(name):\n    return pkgutil.get_data(__name__, name).decode("utf-8").split()',
      'site-packages/net/widths/a.txt': '16 32\n64',
    };
    const code = 'from net.prune import widths\nresult = widths("widths/a.txt")';
    const options = { files, searchPath: ['file:///w/site-packages'] };
    expect(evaluate(code, options)).to.equal("['16', '32', '64']");
    const missing = "try:\n    widths('b.txt')\nexcept FileNotFoundError:\n    result = 'missing'";
    expect(evaluate(`from net.prune import widths\n${missing}`, options)).to.equal("'missing'");
  });

  it('asks for a configuration file that has not been fetched', () => {
    const interpreter = new Interpreter({
      recorder: new Trace(),
      files: { get: () => undefined },
      libraries: registryOf(stdlibModules),
      parse: (uri, source) => parser.parse(uri, source),
      searchPath: [],
    });
    const code = 'text = open("conf/train.yaml").read()';
    expect(() => interpreter.importer.runMain('file:///w/main.py', code, 'main'))
      .to.throw(NeedsFiles)
      .with.property('uris')
      .that.deep.equals(['file:///w/conf/train.yaml']);
  });

  it('says that a shuffled list keeps its order', () => {
    const code = 'import random\nxs = [1, 2, 3]\nrandom.shuffle(xs)\nresult = xs';
    expect(evaluate(code)).to.equal('[1, 2, 3]');
    expect(assumptions(code)).to.deep.equal(['random.shuffle() leaves a list in the order it had']);
  });

  it('takes one of equal values for what it is', () => {
    expect(evaluate('import random\nresult = random.choice([3, 3])')).to.equal('3');
  });

  it('draws as many unknown values as are asked for', () => {
    expect(evaluate('import random\nresult = len(random.sample(range(100), 5))')).to.equal('5');
  });

  it('knows the modules that were imported', () => {
    const code = [
      'import sys, math',
      'result = "math" in sys.modules, sys.modules["math"] is math, sys.modules.get("torch"), sys.argv, sys.platform',
    ].join('\n');
    expect(evaluate(code)).to.equal("(True, True, None, [''], 'linux')");
  });

  it('finds the running module in sys.modules', () => {
    const code = 'import sys\nx = 5\nresult = getattr(sys.modules[__name__], "x"), globals()["x"]';
    expect(evaluate(code)).to.equal('(5, 5)');
  });
});
