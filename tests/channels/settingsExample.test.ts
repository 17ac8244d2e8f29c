/** .env.example is complete and true: every setting that is read stands there, nothing else does, and the values shown are the defaults. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readSettings } from '../../bot/env';
import { createReader } from '../../bot/settingReader';
import { readTeamsApp } from '../../bot/teams-app/settings';

const EXAMPLE = readFileSync(path.resolve(__dirname, '../../.env.example'), 'utf8');
const SHOWN = [...EXAMPLE.matchAll(/^#([A-Za-z_0-9]+)=(.*)$/gm)].map(([, name, value]) => [name!, value!] as const);
/** Away from local mode, with everything that makes others be read. */
const CREDENTIALS = { MicrosoftAppId: 'app', MicrosoftAppPassword: 'secret', PUBLIC_URL: 'https://lotse.example', OIDC_ISSUER: 'https://login.microsoftonline.com/tenant/v2.0', OIDC_CLIENT_ID: 'id', OIDC_CLIENT_SECRET: 'secret', WEBEX_ACCESS_TOKEN: 'token', WEBEX_WEBHOOK_SECRET: 'secret' };
/** No setting of Lotse's own, and an example where nothing can be a default. */
const NODE = 'NODE_ENV';
const ONLY_AN_EXAMPLE = ['MAIL_FROM'];

it('names every setting that is read, and no other, each once', () => {
  const asked = new Set<string>();
  const env = new Proxy<NodeJS.ProcessEnv>(CREDENTIALS, { get: (target, name) => { if (typeof name === 'string') asked.add(name); return Reflect.get(target, name) as string | undefined; } });
  readSettings(env);
  readTeamsApp(createReader(env));
  asked.delete(NODE);
  expect(SHOWN.map(([name]) => name).sort()).toEqual([...asked].sort());
});

it('shows the defaults', () => {
  const shown = Object.fromEntries(SHOWN.filter(([name, value]) => value !== '' && !ONLY_AN_EXAMPLE.includes(name)));
  expect(Object.keys(shown).length).toBeGreaterThan(70);
  expect(readSettings({ ...shown, ...CREDENTIALS })).toEqual(readSettings(CREDENTIALS));
});

it('says in a line above what each is for', () => {
  const lines = EXAMPLE.split('\n');
  const bare = lines.filter((line, at) => /^#[A-Za-z_0-9]+=/.test(line) && !/^#(?: |[A-Za-z_0-9]+=)/.test(lines[at - 1] ?? ''));
  expect(bare).toEqual([]);
});
