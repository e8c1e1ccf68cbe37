import { expect } from 'chai';
import { numpyModules } from '../../src/libraries/numpy/modules.ts';
import { pandasModules } from '../../src/libraries/pandas/modules.ts';
import { evaluate } from '../python/evaluate.ts';

const CSV = 'id,name,size\n1,"a, b",2.5\n2,"line\nbreak",\n3,c,4\n';

function pd(expression: string, csv = CSV): string {
  const text = `import numpy as np\nimport pandas as pd\ndf = pd.read_csv('t.csv')\nresult = ${expression}`;
  return evaluate(text, { libraries: [...pandasModules, ...numpyModules], files: { 't.csv': csv } });
}

describe('tables', () => {
  it('are counted where they lie in the workspace', () => {
    expect(pd('df.shape, df.columns, len(df)')).to.equal("((3, 3), ['id', 'name', 'size'], 3)");
    expect(pd("pd.read_csv('t.csv', header=None).shape", '1,2\n3,4\n')).to.equal('(2, 2)');
    expect(pd("pd.read_csv('t.csv', nrows=1, usecols=['id', 'size']).shape")).to.equal('(1, 2)');
    expect(pd("pd.read_csv('other.csv').shape")).to.include("'other.csv'");
  });

  it('are known by the place that public ones are downloaded from', () => {
    const nab =
      'https://raw.githubusercontent.com/numenta/NAB/master/data/artificialNoAnomaly/art_daily_small_noise.csv';
    expect(
      pd(`pd.read_csv('${nab}').shape, pd.read_csv('${nab}', index_col='timestamp').values.shape`),
    ).to.equal('((4032, 2), (4032, 1))');
    expect(pd("pd.read_csv('/tmp/x/cora/cora.content', sep='\\t', header=None).shape")).to.equal(
      '(2708, 1435)',
    );
    expect(pd("pd.read_csv('cora/cora.cites', sep='\\t', header=None, names=['a', 'b']).shape")).to.equal(
      '(5429, 2)',
    );
    expect(pd("np.genfromtxt('./cora/cora.content', dtype=np.dtype(str)).shape")).to.equal('(2708, 1435)');
    const jena = "pd.read_csv('/tmp/.keras/jena_climate_2009_2016.csv')";
    expect(pd(`${jena}.shape, len(${jena}[5::6]), ${jena}.pop('Date Time').shape`)).to.equal(
      '((420551, 15), 70091, (420551,))',
    );
    expect(pd("pd.read_csv('../input/digit-recognizer/train.csv').drop('label', axis=1).shape")).to.equal(
      '(42000, 784)',
    );
    expect(
      pd("pd.read_csv('/kaggle/input/titanic/train.csv').shape, pd.read_csv('titanic/train.csv').shape"),
    ).to.include("'titanic/train.csv'");
    expect(pd("pd.read_csv('creditcard.csv').shape")).to.include("'creditcard.csv'");
    expect(pd("pd.read_csv('cora/cora.content', skiprows=3).shape")).to.include('cora.content');
  });

  it('lose and gain columns', () => {
    expect(pd("df.drop('name', axis=1).values.shape, df[['id']].to_numpy().dtype")).to.equal(
      "((3, 2), dtype('float64'))",
    );
    expect(pd("df.iloc[:, :-1].values.shape, df.iloc[:2].shape, df['id'].values.shape")).to.equal(
      '((3, 2), (2, 3), (3,))',
    );
    expect(pd("(df.drop(columns=['id'], inplace=True), df.shape)")).to.equal('(None, (3, 2))');
    expect(pd('pd.concat([df, df]).shape, pd.concat([df, df], axis=1).shape')).to.equal('((6, 3), (3, 6))');
    expect(pd('df.to_records()')).to.include('to_records of a table');
    expect(pd('df.name.shape, len(df.size_in_m)')).to.include('size_in_m of a table');
  });

  it('keep the shape of a row where their length is not known', () => {
    const open = "pd.read_csv('other.csv')[['a', 'b']]";
    expect(pd(`${open}.values.reshape(-1, 2, 1)[0].shape, ${open}.values[:, 1:][0].shape`)).to.equal(
      '((2, 1), (1,))',
    );
    expect(pd(`${open}.values.reshape(6, 2).shape, ${open}.values.mean(axis=1)[:2].shape`)).to.equal(
      '((6, 2), (2,))',
    );
    expect(pd(`${open}.values[..., np.newaxis][0].shape, ${open}.values.sum(axis=1)[:3].shape`)).to.equal(
      '((2, 1), (3,))',
    );
    expect(pd(`${open}.values.flatten()`)).to.include("'other.csv'");
    expect(pd(`${open}.values.reshape(-1, 5)`)).to.include("'other.csv'");
  });

  it('stay tables when numpy splits them', () => {
    expect(pd('[part.shape for part in np.split(df.sample(frac=1), [int(0.4 * len(df)), 2])]')).to.equal(
      '[(1, 3), (1, 3), (1, 3)]',
    );
    const open = "np.split(pd.read_csv('no.csv')[['a', 'b']], [int(0.8 * len(pd.read_csv('no.csv')))])";
    expect(pd(`${open}[1].columns`)).to.equal("['a', 'b']");
  });

  it('have the columns that a call names where they are not there', () => {
    expect(pd("pd.read_csv('no.csv', names=['a', 'b', 'c']).iloc[:, 1:].columns")).to.equal("['b', 'c']");
    expect(pd("pd.read_csv('no.csv', usecols=['a', 'b'], index_col='a').columns")).to.equal("['b']");
    expect(pd("pd.read_csv('no.csv', usecols=[0, 1]).columns")).to.include("'no.csv'");
  });

  it('give the rows at the places of an array', () => {
    expect(pd('df.iloc[np.random.permutation(range(df.shape[0]))[:2]].shape, np.array(range(3))')).to.equal(
      '((2, 3), array(..., shape=(3), dtype=int64))',
    );
  });

  it('do not know how many rows a condition leaves', () => {
    expect(pd("len(df[df['size'] > 3])")).to.include('how many rows are left');
    expect(pd('len(df.dropna())')).to.include('how many rows are left');
    expect(pd('df.sample(frac=1).shape, df.sample(frac=0.5).shape')).to.equal('((3, 3), (2, 3))');
  });
});
