/** The checks of `npm run check:…` in a short form, on the server of TEST_DATABASE_URL. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { onServer } from './database';

/** Runs a check on a database of its own; answers with its last line. */
export async function runCheck(file: string, env: Readonly<Record<string, string>>): Promise<{ readonly holds: boolean }> {
  const server = process.env.TEST_DATABASE_URL!;
  const name = `lotse_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  try {
    const output = await new Promise<string>((resolve) => {
      const options = { env: { PATH: process.env.PATH, DATABASE_URL: Object.assign(new URL(server), { pathname: `/${name}` }).href, ...env } };
      execFile(process.execPath, [path.resolve(__dirname, file)], options, (_error, stdout, stderr) => resolve(stdout || JSON.stringify({ holds: false, stderr })));
    });
    return JSON.parse(output.trim().split('\n').at(-1)!) as { holds: boolean };
  } finally {
    await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
  }
}
