/** The key that codes and signatures follow from: a setting, or else made once and kept beside the data, never in the database. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Random } from '../services/random';

const NAME = 'pepper';
const BYTES = 32;

/** Several instances need the same one: that is what the setting is for. `folder` undefined: a new one each time (tests). */
export function readPepper(setting: string, folder: string | undefined, random: Random): Buffer {
  if (setting) return Buffer.from(setting, 'utf8');
  if (folder === undefined) return Buffer.from(random.token(BYTES));
  const file = path.join(folder, NAME);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    try {
      writeFileSync(file, random.token(BYTES), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      // Another process was faster; its pepper is as good.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return Buffer.from(readFileSync(file, 'utf8').trim(), 'utf8');
}
