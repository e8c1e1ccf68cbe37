import { expect } from 'chai';
import { createRegistry } from '../../src/libraries/registry.ts';
import { Interpreter } from '../../src/python/runtime/interpreter.ts';
import { Trace } from '../../src/trace/trace.ts';
import { parser } from '../python/evaluate.ts';

const SITE = 'file:///w/site-packages/transformers';

/** Of the library only what the names of the hub go through. */
const LIBRARY: Readonly<Record<string, string>> = {
  [`${SITE}/__init__.py`]:
    'from .modeling_utils import PreTrainedModel, BertModel\nfrom .modeling_tf_utils import TFBertModel\nfrom .configuration_utils import PretrainedConfig, BertConfig\nfrom .models.auto.auto_factory import AutoModel\nfrom .models.auto.configuration_auto import AutoConfig',
  [`${SITE}/configuration_utils.py`]: `
class PretrainedConfig:
    def __init__(self, **kwargs):
        for key, value in kwargs.items():
            setattr(self, key, value)
    @classmethod
    def from_dict(cls, config_dict, **kwargs):
        unused = kwargs.pop('return_unused_kwargs', False)
        config = cls(**config_dict)
        for key in [key for key in kwargs if hasattr(config, key)]:
            setattr(config, key, kwargs.pop(key))
        return (config, kwargs) if unused else config
    @classmethod
    def from_pretrained(cls, name, **kwargs):
        raise OSError('no network')
class BertConfig(PretrainedConfig):
    def __init__(self, hidden_size=768, num_hidden_layers=12, num_labels=2, **kwargs):
        super().__init__(hidden_size=hidden_size, num_hidden_layers=num_hidden_layers, num_labels=num_labels, **kwargs)
`,
  [`${SITE}/modeling_utils.py`]: `
from .configuration_utils import BertConfig
import torch.nn as nn
class PreTrainedModel(nn.Module):
    @classmethod
    def from_pretrained(cls, name, **kwargs):
        raise OSError('no network')
    @classmethod
    def _from_config(cls, config, **kwargs):
        return cls(config, **kwargs)
class BertModel(PreTrainedModel):
    config_class = BertConfig
    def __init__(self, config, add_pooling_layer=True):
        super().__init__()
        self.config = config
        self.pools = add_pooling_layer
`,
  [`${SITE}/modeling_tf_utils.py`]: `
from .configuration_utils import BertConfig
import keras
def convert_batch_encoding(*args, **kwargs):
    raise OSError('no tokenizers')
class TFPreTrainedModel(keras.Model):
    @classmethod
    def _from_config(cls, config, **kwargs):
        return cls(config, **kwargs)
    @classmethod
    def from_pretrained(cls, name, **kwargs):
        raise OSError('no network')
    def given(self, *args, **kwargs):
        args, kwargs = convert_batch_encoding(*args, **kwargs)
        return args, kwargs
class TFBertModel(TFPreTrainedModel):
    config_class = BertConfig
    def __init__(self, config):
        super().__init__()
        self.config = config
        self._set_save_spec(None)
`,
  [`${SITE}/models/__init__.py`]: '',
  [`${SITE}/models/auto/__init__.py`]: '',
  [`${SITE}/models/auto/configuration_auto.py`]: `
from ...configuration_utils import BertConfig
CONFIG_MAPPING = {'bert': BertConfig}
class AutoConfig:
    @classmethod
    def from_pretrained(cls, name, **kwargs):
        raise OSError('no network')
`,
  [`${SITE}/models/auto/auto_factory.py`]: `
from ...modeling_utils import BertModel
def _get_model_class(config, mapping):
    return mapping[type(config).__name__]
class _BaseAutoModelClass:
    @classmethod
    def from_pretrained(cls, name, **kwargs):
        raise OSError('no network')
    @classmethod
    def from_config(cls, config, **kwargs):
        raise OSError('no network')
class AutoModel(_BaseAutoModelClass):
    _model_mapping = {'BertConfig': BertModel}
`,
};

function result(expression: string, files: Readonly<Record<string, string>> = {}): string {
  const all = new Map(Object.entries({ ...LIBRARY, ...files }));
  const it = new Interpreter({
    recorder: new Trace(),
    files: { get: (uri) => all.get(uri) ?? null },
    libraries: createRegistry(),
    parse: (uri, text) => parser.parse(uri, text),
    searchPath: ['file:///w/site-packages'],
  });
  const code = `from transformers import *\nfrom transformers import AutoModel, AutoConfig, BertModel, BertConfig, TFBertModel\nresult = ${expression}`;
  const value = it.importer.runMain('file:///w/main.py', code, '__main__').vars.get('result');
  if (value === undefined) throw new Error('no result');
  const text = it.repr(value);
  return typeof text === 'string' ? text : `<${text.reason}>`;
}

describe('pretrained models of the installed transformers', () => {
  it('have the configuration of a folder of the workspace', () => {
    const files = { 'file:///w/mine/config.json': '{"model_type": "bert", "hidden_size": 96}' };
    const facts = '[(m.config.hidden_size, m.config.num_hidden_layers, m.training) for m in [MODEL]][0]';
    for (const model of [
      "AutoModel.from_pretrained('mine')",
      "BertModel.from_pretrained('./mine', torch_dtype='auto', device_map='auto')",
      "AutoModel.from_config(AutoConfig.from_pretrained('mine')).eval()",
      "BertModel.from_pretrained('elsewhere', config=BertConfig.from_pretrained('mine'))",
    ]) {
      expect(result(facts.replace('MODEL', model), files)).to.equal('(96, 12, False)');
    }
  });

  it('are models of Keras as well, which have no eval mode', () => {
    const files = { 'file:///w/mine/config.json': '{"model_type": "bert", "hidden_size": 96}' };
    const model = "TFBertModel.from_pretrained('mine')";
    expect(result(`[(m.config.hidden_size, m.given(1, epochs=2)) for m in [${model}]][0]`, files)).to.equal(
      "(96, ((1,), {'epochs': 2}))",
    );
  });

  it('have that of the catalogue otherwise, changed by keywords', () => {
    expect(
      result(
        "[(m.config.hidden_size, m.config.num_labels, m.pools) for m in [BertModel.from_pretrained('bert-large-uncased', num_labels=7, add_pooling_layer=False)]]",
      ),
    ).to.equal('[(1024, 7, False)]');
  });

  it('are unknown where neither has it, and name it', () => {
    for (const model of ["AutoModel.from_pretrained('a/b').config", "BertConfig.from_pretrained('a/b')"]) {
      expect(result(model)).to.equal(
        "<the configuration of 'a/b' is neither in the workspace (a/b/config.json) nor in the catalogue of well-known ones>",
      );
    }
  });
});
