declare const EXPECTED_HOST_KIND: 'node' | 'webworker';

/** The extension host that this bundle of the suite was built for. */
export const expectedHostKind = EXPECTED_HOST_KIND;
