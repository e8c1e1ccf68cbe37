import { expect } from 'chai';
import {
  ConfigurationError,
  formatInputSpec,
  inputsFromJson,
  parseInputSpec,
  parseNamedInput,
} from '../../src/config/inputSpec.ts';

const tensor = (shape: readonly number[], dtype = 'float32') => ({ kind: 'tensor', shape, dtype });

describe('an input as people write it', () => {
  it('is a shape of float32 unless it says otherwise', () => {
    expect(parseInputSpec('1x3x224x224')).to.deep.equal(tensor([1, 3, 224, 224]));
    expect(parseInputSpec('1x128:int64')).to.deep.equal(tensor([1, 128], 'int64'));
    expect(parseInputSpec('8:long')).to.deep.equal(tensor([8], 'int64'));
    expect(parseInputSpec('scalar')).to.deep.equal(tensor([]));
  });

  it('may have a name', () => {
    expect(parseNamedInput('mask=1x128:bool')).to.deep.equal({
      name: 'mask',
      spec: tensor([1, 128], 'bool'),
    });
    expect(parseNamedInput('1x3')).to.deep.equal({ name: null, spec: tensor([1, 3]) });
  });

  it('may be a list, and lists may hold lists', () => {
    expect(parseInputSpec('[3x480x640,3x480x640]')).to.deep.equal({
      kind: 'list',
      items: [tensor([3, 480, 640]), tensor([3, 480, 640])],
    });
    expect(parseInputSpec('[[1x2],3:int64]')).to.deep.equal({
      kind: 'list',
      items: [{ kind: 'list', items: [tensor([1, 2])] }, tensor([3], 'int64')],
    });
  });

  it('is written back as it was', () => {
    for (const text of ['1x3x224x224', '1x128:int64', '[3x4,[5,6:bool]]', 'scalar']) {
      expect(formatInputSpec(parseInputSpec(text))).to.equal(text);
    }
  });

  it('is refused with what would be right', () => {
    for (const text of ['', '1x', '1xa', '1x2:float33', '1:2:3', '[1x2', '[1]]', '-1x3']) {
      expect(() => parseInputSpec(text), text).to.throw(
        ConfigurationError,
        /is no input: .*; write 1x3x224x224/,
      );
    }
  });
});

describe('inputs in JSON', () => {
  it('are specs, shapes, or lists of both', () => {
    const image = { name: null, spec: tensor([1, 3, 224, 224]) };
    expect(inputsFromJson([[1, 3, 224, 224]])).to.deep.equal([image]);
    expect(inputsFromJson(['1x3x224x224'])).to.deep.equal([image]);
    expect(inputsFromJson('1x3x224x224')).to.deep.equal([image]);
    expect(inputsFromJson([1, 3, 224, 224])).to.deep.equal([image]);
    expect(
      inputsFromJson([
        [
          [3, 4],
          [3, 4],
        ],
      ]),
    ).to.deep.equal([{ name: null, spec: { kind: 'list', items: [tensor([3, 4]), tensor([3, 4])] } }]);
    expect(inputsFromJson([[1, 2], 'mask=1x2:bool'])).to.deep.equal([
      { name: null, spec: tensor([1, 2]) },
      { name: 'mask', spec: tensor([1, 2], 'bool') },
    ]);
  });

  it('are refused where they are neither', () => {
    for (const value of [5, null, {}, [[1, [2]]], [{}], [[1.5]]]) {
      expect(() => inputsFromJson(value), JSON.stringify(value)).to.throw(ConfigurationError);
    }
  });
});
