/** All that a database holds, as text: what is not in it is nowhere. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Database } from '../prisma/database';

/** Every row of every table, and on a server what its own pg_dump says, too, where that is installed. */
export async function dumpOf(database: Database): Promise<string> {
  const { prisma } = database;
  const tables = await prisma.$queryRaw<{ name: string }[]>`SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`;
  const rows: string[] = [];
  for (const { name } of tables) {
    const found = await prisma.$queryRawUnsafe<{ row: string }[]>(`SELECT row_to_json(t)::text AS row FROM "${name}" t`);
    rows.push(...found.map(({ row }) => `${name} ${row}`));
  }
  return [...rows, await ownDump(database)].join('\n');
}

/** The address of a database on the server of the tests; undefined for an embedded one. */
export async function urlOf({ kind, prisma }: Database): Promise<string | undefined> {
  if (kind === 'embedded') return undefined;
  const [row] = await prisma.$queryRaw<{ name: string }[]>`SELECT current_database()::text AS name`;
  return Object.assign(new URL(process.env.TEST_DATABASE_URL!), { pathname: `/${row!.name}` }).href;
}

async function ownDump(database: Database): Promise<string> {
  const [url, program] = [await urlOf(database), findProgram()];
  return url && program ? execFileSync(program, ['--data-only', url], { encoding: 'utf8', maxBuffer: 2 ** 28 }) : '';
}

function findProgram(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), ...(existsSync(debian) ? readdirSync(debian).map((version) => path.join(debian, version, 'bin')) : [])];
  return folders.map((folder) => path.join(folder, 'pg_dump')).find((file) => existsSync(file));
}

/** Which of the words stand in a text, in whatever case. */
export function foundIn(text: string, words: readonly string[]): string[] {
  const plain = text.toLowerCase();
  return words.filter((word) => plain.includes(word.toLowerCase()));
}
