import { expect } from 'chai';
import { libraryModules } from '../../src/libraries/libraries.ts';
import type { SearchBeginEvent } from '../../src/trace/events.ts';
import { torchLibraries } from '../../src/torch/libraries.ts';
import { evaluate, run } from '../python/evaluate.ts';

const PRELUDE = `
import numpy as np
from sklearn.datasets import *
from sklearn.model_selection import *
from sklearn.preprocessing import StandardScaler, LabelEncoder
`;
const libraries = [...torchLibraries, ...libraryModules];

function sk(text: string): string {
  const lines = text.trim().split('\n');
  const last = lines.pop() ?? '';
  return evaluate(`${PRELUDE}${lines.join('\n')}\nresult = ${last}`, { libraries });
}

function searchOf(text: string): SearchBeginEvent | undefined {
  const { trace } = run(`${PRELUDE}${text}`, { libraries });
  return trace.events.find((event) => event.type === 'search-begin');
}

describe('scikit-learn', () => {
  const cases: readonly (readonly [expr: string, value: string])[] = [
    ['load_iris().data.shape', '(150, 4)'],
    ['load_digits().images.shape', '(1797, 8, 8)'],
    ['load_breast_cancer(return_X_y=True)[0].shape', '(569, 30)'],
    ["load_wine()['target'].shape", '(178,)'],
    ["fetch_openml('mnist_784', version=1, as_frame=False, return_X_y=True)[0].shape", '(70000, 784)'],
    ['make_classification(n_samples=1000, n_features=12)[0].shape', '(1000, 12)'],
    ['make_regression(500, 3, n_targets=2)[1].shape', '(500, 2)'],
    ['make_moons(n_samples=400, noise=0.1)[0].shape', '(400, 2)'],
    [
      '[len(part) for part in train_test_split(np.zeros((150, 4)), np.zeros(150), test_size=0.2)]',
      '[120, 30, 120, 30]',
    ],
    ['[len(part) for part in train_test_split(list(range(10)))]', '[7, 3]'],
    ['[len(part) for part in train_test_split(np.zeros(101), train_size=0.5)]', '[50, 51]'],
    ['[len(part) for part in train_test_split(np.zeros(101), test_size=40)]', '[61, 40]'],
    ['StandardScaler().fit_transform(np.zeros((9, 2))).shape', '(9, 2)'],
    ["LabelEncoder().fit_transform(['a', 'b', 'a']).shape", '(3,)'],
    ["len(ParameterGrid({'lr': [0.1, 0.01], 'width': [1, 2, 3]}))", '6'],
    ["ParameterGrid({'b': [1, 2], 'a': ['x']})[1]", "{'a': 'x', 'b': 2}"],
    ['[(len(a), len(b)) for a, b in KFold(3).split(np.zeros(10))][0]', '(6, 4)'],
  ];
  for (const [expr, value] of cases) {
    it(`${expr} is ${value}`, () => {
      expect(sk(expr)).to.equal(value);
    });
  }

  it('says what depends on data', () => {
    expect(
      sk("fetch_openml('mnist_784').data.shape, fetch_openml('mnist_784').target.to_numpy().shape"),
    ).to.equal('((70000, 784), (70000,))');
    expect(sk("fetch_openml('credit-g').data")).to.include('no facts');
    expect(sk("X = np.load('x.npy')\ntrain_test_split(X, test_size=0.1)[0]")).to.include("'x.npy'");
    expect(sk('from sklearn.metrics import accuracy_score\naccuracy_score([1], [1])')).to.include(
      'depends on the data',
    );
  });

  it('counts the candidates of a grid and the folds of each', () => {
    const search = searchOf(`
grid = GridSearchCV(estimator=object(), param_grid={'lr': [0.1, 0.01], 'epochs': [5, 10, 20]}, cv=3)
grid.fit(np.zeros((90, 4)), np.zeros(90))
`);
    expect(search?.trials).to.include({ value: 6 });
    expect(search?.fitsPerTrial).to.include({ value: 3 });
    expect(search?.includesFinalTraining).to.equal('yes');
  });

  it('draws no more candidates than there are', () => {
    const of = (iterations: string): unknown =>
      searchOf(`
RandomizedSearchCV(object(), {'a': [1, 2], 'b': [1, 2]}${iterations}, refit=False).fit(np.zeros(9))
`);
    expect(of('')).to.have.nested.property('trials.value', 4);
    expect(of(', n_iter=3')).to.have.nested.property('trials.value', 3);
    expect(of(', n_iter=3')).to.have.nested.property('fitsPerTrial.value', 5);
    expect(of('')).to.have.property('includesFinalTraining', 'no');
  });

  it('fits the estimator of the program on what one fold trains on, and the best one on everything', () => {
    const text = `
seen = []
class Estimator:
    def fit(self, X, y):
        seen.append((len(X), len(y)))
        return self
GridSearchCV(Estimator(), {'a': [1, 2, 3]}, cv=5).fit(np.zeros((100, 2)), np.zeros(100))
seen`;
    expect(sk(text)).to.equal('[(80, 80), (100, 100)]');
  });
});
