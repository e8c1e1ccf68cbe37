import { expect } from 'chai';
import { Restarts } from '../../src/extension/restarts.ts';
import { watch } from '../../src/extension/watchdog.ts';

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('extension/watchdog', () => {
  const server = { running: true, pings: 0, kills: 0, answer: (): Promise<unknown> => Promise.resolve(true) };
  let stop = () => {};
  beforeEach(() => {
    Object.assign(server, { running: true, pings: 0, kills: 0, answer: () => Promise.resolve(true) });
  });
  afterEach(() => stop());

  const start = (patienceMs: number) => {
    stop = watch(
      {
        isRunning: () => server.running,
        ping: () => {
          server.pings++;
          return server.answer();
        },
        kill: () => {
          server.kills++;
        },
      },
      { everyMs: 1, patienceMs },
    );
  };

  it('leaves a server alone that answers, or that fails to', async () => {
    start(0);
    await turns(10);
    server.answer = () => Promise.reject(new Error('restarting'));
    await turns(10);
    expect(server.pings).to.be.above(2);
    expect(server.kills).to.equal(0);
  });

  it('ends a server that does not answer, once for each ping in vain', async () => {
    server.answer = () => new Promise(() => {});
    start(10);
    while (server.kills < 2) await turns(1);
    expect(server.pings).to.be.within(2, 3);
  });

  it('waits out its patience first', async () => {
    server.answer = () => new Promise(() => {});
    start(60_000);
    await turns(10);
    expect(server.kills).to.equal(0);
    expect(server.pings).to.equal(1);
  });

  it('asks nothing of a server that is not running', async () => {
    server.running = false;
    start(0);
    await turns(5);
    expect(server.pings + server.kills).to.equal(0);
  });

  it('looks no more once it is stopped', async () => {
    start(0);
    stop();
    await turns(5);
    expect(server.pings).to.equal(0);
  });
});

describe('extension/restarts', () => {
  it('starts again four times in three minutes, then no more', () => {
    let now = 0;
    const restarts = new Restarts(() => now);
    expect([0, 1, 2, 3, 4].map(() => restarts.died())).to.deep.equal([true, true, true, true, false]);
    expect(restarts.total).to.equal(4);
    now = 181_000;
    expect(restarts.died()).to.equal(true);
  });

  it('forgives when a person asks for a new start', () => {
    const restarts = new Restarts(() => 0);
    for (let death = 0; death < 6; death++) restarts.died();
    restarts.forgive();
    expect(restarts.died()).to.equal(true);
  });
});
