/** `npm run teams:package [-- --agents] [FILE.zip]`: the app that an administrator uploads to Teams, for contacts or for people of support. 0 done, 2 settings are missing or wrong, 3 something else broke. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadEnvironment, SettingsError } from '../env';
import { createReader } from '../settingReader';
import type { Audience } from '../teams-app/manifest';
import { packTeamsApp } from '../teams-app/package';
import { readTeamsApp, type TeamsAppSettings } from '../teams-app/settings';
import { finish, refuse, writeLine } from './ending';

const USAGE = 'Use: npm run teams:package [-- FILE.zip], or for people of support: npm run teams:package -- --agents [FILE.zip]';
const FILES: Readonly<Record<Audience, string>> = { contacts: 'dist/teams/lotse-teams.zip', agents: 'dist/teams/lotse-teams-agents.zip' };
/** Built, this file lies in dist/bot/cli. */
const PACKAGE = path.resolve(__dirname, '../../../package.json');

function start(): void {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { agents: { type: 'boolean' } } });
    const audience: Audience = values.agents ? 'agents' : 'contacts';
    const [file = FILES[audience], ...more] = positionals;
    if (more.length > 0) return refuse(USAGE);
    finish(pack(loadTeamsApp(audience), audience, file));
  } catch (error) {
    refuse(error instanceof SettingsError ? error.message : `${(error as Error).message}\n${USAGE}`);
  }
}

function loadTeamsApp(audience: Audience): TeamsAppSettings {
  const read = createReader(loadEnvironment());
  const settings = readTeamsApp(read, audience);
  if (read.problems.length > 0) throw new SettingsError(read.problems, 'The app package for Teams cannot be made with these settings');
  return settings;
}

async function pack(settings: TeamsAppSettings, audience: Audience, file: string): Promise<number> {
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string };
  const bytes = await packTeamsApp(settings, version, audience);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  await writeLine(`${file} holds Lotse ${version} for Teams (${bytes.length} bytes). Upload it in the Teams admin center; docs/connecting.md says how.`);
  return 0;
}

start();
