describe('a run that never ends', () => {
  it('waits for what never comes', async function () {
    this.timeout(0);
    await new Promise(() => undefined);
  });
});
