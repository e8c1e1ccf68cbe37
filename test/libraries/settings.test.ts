import { expect } from 'chai';
import { libraryModules } from '../../src/libraries/libraries.ts';
import { torchLibraries } from '../../src/torch/libraries.ts';
import { evaluate } from '../python/evaluate.ts';

const libraries = [...torchLibraries, ...libraryModules];
const CONFIG = `model:
  depth: 4
  lr: 1e-4
  act: relu
  widths: [32, 64]
base: &base {heads: 2, bias: off}
block:
  <<: *base
  heads: 8
size: \${model.depth}
`;
const PRELUDE = `
import yaml
from addict import Dict
from easydict import EasyDict
from omegaconf import OmegaConf
from yacs.config import CfgNode as CN

_C = CN()
_C.MODEL = CN()
_C.MODEL.DEPTH = 18
_C.MODEL.SIZES = (1, 2)
_C.MODEL.RATE = 0.5
`;

function value(text: string): string {
  const lines = text.trim().split('\n');
  const last = lines.pop() ?? '';
  const files = { 'config.yaml': CONFIG };
  return evaluate(`${PRELUDE}${lines.join('\n')}\nresult = ${last}`, { libraries, files });
}

/** What CPython prints with PyYAML 6.0.3, yacs 0.1.8 and OmegaConf 2.4.0. */
const CASES: readonly (readonly [text: string, result: string])[] = [
  ['yaml.safe_load(\'a: 1\\nb: [1.5, yes, ~, "2"]\')', "{'a': 1, 'b': [1.5, True, None, '2']}"],
  ["yaml.safe_load('1e-4')", "'1e-4'"],
  ["yaml.safe_load('[1.0e-4, 0x1F, 017, 1_000, .5, on, y]')", "[0.0001, 31, 15, 1000, 0.5, True, 'y']"],
  ["yaml.load('- [-1, 1, Conv, [64, 6]]  # first', Loader=yaml.FullLoader)", "[[-1, 1, 'Conv', [64, 6]]]"],
  ["yaml.safe_load(open('config.yaml'))['block']", "{'heads': 8, 'bias': False}"],
  ["yaml.safe_load(open('config.yaml'))['model']['lr']", "'1e-4'"],
  ["list(yaml.safe_load_all('a: 1\\n---\\nb: 2'))", "[{'a': 1}, {'b': 2}]"],
  ['cfg = _C.clone()\n_C.MODEL.DEPTH = 50\n(cfg.MODEL.DEPTH, _C.MODEL.DEPTH)', '(18, 50)'],
  [
    "cfg = _C.clone()\ncfg.merge_from_list(['MODEL.DEPTH', '34', 'MODEL.SIZES', '[3, 4]', 'MODEL.RATE', 1])\n" +
      '(cfg.MODEL.DEPTH, cfg.MODEL.SIZES, cfg.MODEL.RATE)',
    '(34, (3, 4), 1.0)',
  ],
  ["_C.merge_from_other_cfg(CN({'MODEL': {'DEPTH': 3}}))\n_C['MODEL']['DEPTH']", '3'],
  ["conf = OmegaConf.load('config.yaml')\n(conf.model.depth, conf.model.lr, conf.size)", '(4, 0.0001, 4)'],
  [
    "conf = OmegaConf.merge(OmegaConf.load('config.yaml'), OmegaConf.from_dotlist(['model.depth=7']))\n" +
      '(conf.model.depth, conf.model.act, conf.block.heads)',
    "(7, 'relu', 8)",
  ],
  ["OmegaConf.to_container(OmegaConf.create({'a': {'b': [1, 2]}}))", "{'a': {'b': [1, 2]}}"],
  ["cfg = EasyDict({'net': {'width': 8}})\ncfg.net.depth = 3\ndict(cfg.net)", "{'width': 8, 'depth': 3}"],
  ['cfg = Dict()\ncfg.a.b.c = 2\ncfg.to_dict()', "{'a': {'b': {'c': 2}}}"],
  ["getattr(EasyDict(), 'missing', 'none')", "'none'"],
];

describe('settings', () => {
  for (const [text, result] of CASES) {
    it(text.replaceAll('\n', '; '), () => {
      expect(value(text)).to.equal(result);
    });
  }
});
