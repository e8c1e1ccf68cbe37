// @ts-check
import { isBuiltin } from 'node:module';

/**
 * For bundles that run in a Web Worker or a page: a package's imports of Node's own modules (which it makes only where
 * there is a Node) become empty. The project's own sources may not have any: there the import is an error.
 *
 * @type {import('esbuild').Plugin}
 */
export const noNodeModules = {
  name: 'no-node-modules',
  setup(build) {
    build.onResolve({ filter: /^[a-z]/ }, ({ path, importer }) => {
      if (!isBuiltin(path)) return undefined;
      return importer.includes('node_modules')
        ? { path, namespace: 'no-node' }
        : { errors: [{ text: `${importer} imports Node's '${path}' into a bundle that runs without Node` }] };
    });
    build.onLoad({ filter: /.*/, namespace: 'no-node' }, () => ({ contents: 'module.exports = {};' }));
  },
};
