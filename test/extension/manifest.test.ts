import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { SERVER_SETTINGS } from '../../src/protocol/settings.ts';
import { readSettings } from '../../src/server/settings.ts';

const ROOT = path.join(import.meta.dirname, '../..');

const manifestSchema = v.object({
  main: v.string(),
  browser: v.string(),
  activationEvents: v.array(v.string()),
  capabilities: v.object({
    untrustedWorkspaces: v.object({ supported: v.boolean() }),
    virtualWorkspaces: v.boolean(),
  }),
  contributes: v.object({
    commands: v.array(v.object({ command: v.string(), title: v.string(), category: v.literal('Wattlens') })),
    configuration: v.array(
      v.object({
        properties: v.record(
          v.string(),
          v.looseObject({
            default: v.unknown(),
            description: v.optional(v.string()),
            markdownDescription: v.optional(v.string()),
          }),
        ),
      }),
    ),
  }),
});

const manifest = v.parse(manifestSchema, JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')));
const properties = Object.assign(
  {},
  ...manifest.contributes.configuration.map((part) => part.properties),
) as Record<string, { default: unknown; description?: string; markdownDescription?: string }>;

describe('the manifest', () => {
  it('declares every setting that the server reads, and none that nobody reads', () => {
    const declared = Object.keys(properties).map((name) => name.replace('wattlens.', ''));
    expect(declared).to.have.members([...SERVER_SETTINGS, 'statusBar.enabled', 'trace.server']);
  });

  it('describes every setting', () => {
    for (const [name, { description, markdownDescription }] of Object.entries(properties)) {
      expect((description ?? markdownDescription ?? '').length, name).to.be.above(20);
    }
  });

  it('has defaults that change nothing', () => {
    const values = Object.fromEntries(
      SERVER_SETTINGS.map((key) => [
        key,
        { value: properties[`wattlens.${key}`]?.default, origin: 'user-setting' as const },
      ]),
    );
    expect(readSettings(values)).to.deep.equal(readSettings({}));
  });

  it('declares every command that the code registers', () => {
    const source = ['src/extension/commands.ts', 'src/protocol/server.ts']
      .map((file) => readFileSync(path.join(ROOT, file), 'utf8'))
      .join();
    const registered = new Set(
      source.match(/wattlens\.(?:show|set|edit|reset|remove|toggle|copy|restart)\w+/g),
    );
    expect(manifest.contributes.commands.map(({ command }) => command)).to.have.members([...registered]);
  });

  it('runs in untrusted and in virtual workspaces', () => {
    expect(manifest.capabilities).to.deep.equal({
      untrustedWorkspaces: { supported: true },
      virtualWorkspaces: true,
    });
    expect(manifest.activationEvents).to.include('onLanguage:python');
  });
});
