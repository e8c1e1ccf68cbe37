import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const DOCUMENTS = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(path.join(ROOT, 'docs')).map((name) => `docs/${name}`),
];

/** The anchors that a renderer gives a document's headings. */
function anchorsOf(document: string): string[] {
  return [...read(document).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly configuration: readonly { readonly properties: Readonly<Record<string, unknown>> }[];
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: {
      readonly commandPalette: readonly { readonly command: string; readonly when: string }[];
    };
  };
}

const manifest = JSON.parse(read('package.json')) as Manifest;

describe('the documents', () => {
  for (const document of DOCUMENTS) {
    it(`${document}: its links lead somewhere`, () => {
      const links = [...read(document).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)];
      for (const [whole, target = '', anchor] of links) {
        const file = target === '' ? document : path.join(path.dirname(document), target);
        expect(existsSync(path.join(ROOT, file)), whole).to.equal(true);
        if (anchor !== undefined) expect(anchorsOf(file), whole).to.include(anchor);
      }
    });

    it(`${document}: the scripts of npm that it names are there`, () => {
      for (const [, script = ''] of read(document).matchAll(/\bnpm run ([\w:-]+)/g)) {
        expect(manifest.scripts).to.have.property(script);
      }
    });
  }

  it('README.md: lists every setting and every command', () => {
    const readme = read('README.md').replaceAll(/\s+/g, ' ');
    for (const { properties } of manifest.contributes.configuration) {
      for (const setting of Object.keys(properties)) expect(readme).to.include(`| \`${setting}\` |`);
    }
    const { commands, menus } = manifest.contributes;
    const hidden = menus.commandPalette.filter(({ when }) => when === 'false').map(({ command }) => command);
    for (const { command, title } of commands) {
      if (!hidden.includes(command)) expect(readme).to.include(title);
    }
  });

  it('ARCHITECTURE.md: has a row for every folder of src', () => {
    const rows = read('ARCHITECTURE.md');
    for (const entry of readdirSync(path.join(ROOT, 'src'), { withFileTypes: true })) {
      if (entry.isDirectory()) expect(rows).to.match(new RegExp(`^\\|.*\`src/${entry.name}/\`.*\\|`, 'm'));
    }
  });
});
