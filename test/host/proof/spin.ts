describe('a run that spins', () => {
  it('never gives the thread back', function () {
    this.timeout(0);
    for (;;);
  });
});
