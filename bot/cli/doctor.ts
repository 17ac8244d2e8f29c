/** `npm run doctor`: what is well, what is wrong and what to do about it, one line each. It changes nothing and sends nothing. 0 nothing is wrong, 1 something is, 2 wrong use, 3 something broke. */
import { parseArgs } from 'node:util';
import { examine } from '../doctor/examination';
import { lineOf, sumOf, wrong } from '../doctor/finding';
import { secretsOf } from '../doctor/settings';
import { loadSettings, SettingsError, type Settings } from '../env';
import { openDoctor } from '../ground';
import { finish, refuse, writeLine } from './ending';

const USAGE = 'Use: npm run doctor';
const LOOK_UP = '.env.example says what each setting is for; the rest is looked at once they can be read.';

function start(): void {
  try {
    parseArgs({ options: {} });
  } catch (error) {
    return refuse(`${(error as Error).message}\n${USAGE}`);
  }
  finish(diagnose());
}

async function diagnose(): Promise<number> {
  let settings: Settings;
  try {
    settings = loadSettings();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    for (const problem of error.problems) await writeLine(lineOf(wrong('Settings', problem, LOOK_UP), []));
    return 1;
  }
  const parts = openDoctor(settings);
  try {
    const secrets = secretsOf(settings);
    const findings = await examine(settings, parts, (finding) => writeLine(lineOf(finding, secrets)));
    await writeLine(sumOf(findings));
    return findings.some(({ state }) => state === 'wrong') ? 1 : 0;
  } finally {
    parts.close();
  }
}

start();
