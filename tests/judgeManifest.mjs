/** Reads `[["manifest" | "language", file], …]` from standard input and writes what Microsoft's package @microsoft/app-manifest finds wrong with each: its newest schemas, without the network. A process of its own, since jest cannot load that package. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { text } from 'node:stream/consumers';

const require = createRequire(import.meta.url);
const { AppManifestUtils, ManifestUtil } = require('@microsoft/app-manifest');
const folder = path.join(path.dirname(require.resolve('@microsoft/app-manifest')), 'json-schemas/teams');
const [newest] = readdirSync(folder).filter((name) => /^v\d+\.\d+$/.test(name)).sort((one, other) => Number(other.split('.')[1]) - Number(one.split('.')[1]));
/** One pattern of the schema lacks a backslash and is no pattern for a strict reader. */
const schemaOf = (name) => JSON.parse(readFileSync(path.join(folder, newest, name), 'utf8').replaceAll('\\\\b]', '\\\\b\\\\]'));
const schemas = { manifest: schemaOf('MicrosoftTeams.schema.json'), language: schemaOf('MicrosoftTeams.Localization.schema.json') };

const verdicts = [];
for (const [kind, file] of JSON.parse(await text(process.stdin))) {
  const found = file.$schema?.includes(`/${newest}/`) ? [] : [`It names ${file.$schema}, the newest schema is ${newest}.`];
  found.push(...await ManifestUtil.validateManifestAgainstSchema(file, schemas[kind]));
  if (kind === 'manifest') found.push(...await AppManifestUtils.validateAgainstSchema(file));
  verdicts.push(found);
}
process.stdout.write(JSON.stringify(verdicts));
