/** Whether the database can be used and is up to date, and whether the pepper is the one that it was begun with. */
import type { Network } from '../../services/network';
import type { Settings } from '../env';
import { explain } from '../failure';
import type { Door } from '../wiring';
import { readyFinding } from './address';
import { notSet, ok, wrong, type Finding, type Look } from './finding';
import { reasonOf } from './reason';

const NAME = 'Database';
const PEPPER = 'Pepper';
const TIMEOUT_MS = 10_000;
const MEGABYTE = 1024 * 1024;

/** What prisma/inspect.ts saw. */
export interface Inspection {
  readonly version: string;
  readonly role: string;
  readonly sizeBytes: number;
  readonly mayChangeTables: boolean;
  /** Undefined where no Lotse has ever started on it. */
  readonly migrations?: Readonly<Record<'pending' | 'failed' | 'edited' | 'unknown', readonly string[]>> | undefined;
  /** Of the pepper that it was begun with. */
  readonly fingerprint?: string;
  /** Whether processes can ring each other through it. */
  readonly rings?: boolean;
}

export interface DatabaseParts {
  readonly network: Network;
  readonly settings: Settings['database'];
  /** The process that has the embedded folder open. */
  readonly findHolder: () => { readonly pid: number; readonly door?: Door } | undefined;
  /** Undefined where there is no embedded database yet. */
  readonly inspect: () => Promise<Inspection | undefined>;
  /** How the key is kept, and its fingerprint; undefined where there is none yet. Throws where it cannot be read. */
  readonly findPepper: () => { readonly where: string; readonly fingerprint: string } | undefined;
}

export function databaseLook(parts: DatabaseParts): Look {
  return async () => {
    const holder = parts.settings.url === undefined ? parts.findHolder() : undefined;
    if (holder) return [await askHolder(parts, holder), pepperFinding(parts, undefined)];
    try {
      const found = await parts.inspect();
      return [stateFinding(parts.settings, found), pepperFinding(parts, found)];
    } catch (error) {
      return [wrong(NAME, explain(error) ?? reasonOf(error), parts.settings.url === undefined ? `Check the folder ${parts.settings.folder} (DATA_DIR).` : 'Check DATABASE_URL and MIGRATE_DATABASE_URL.'), pepperFinding(parts, undefined)];
    }
  };
}

/** Two processes may not open the folder, so the one that has it open is asked how it is. */
async function askHolder({ network, settings: { folder } }: DatabaseParts, { pid, door }: { readonly pid: number; readonly door?: Door }): Promise<Finding> {
  if (!door) return wrong(NAME, `the folder ${folder} is held by process ${pid}, which does not listen: a Lotse that starts, or another command.`, 'Try again when it has ended or listens.');
  try {
    const { text, ...finding } = readyFinding(await network.request({ method: 'GET', url: `http://127.0.0.1:${door.port}/readyz`, timeoutMs: TIMEOUT_MS }), NAME);
    return { ...finding, text: `the folder ${folder} is held by the running Lotse (process ${pid}), whose ${text}` };
  } catch (error) {
    return wrong(NAME, `the folder ${folder} is held by process ${pid}: ${reasonOf(error)}`, 'The log of that Lotse says more.');
  }
}

function stateFinding({ url, migrateUrl, folder }: Settings['database'], found: Inspection | undefined): Finding {
  if (!found) return notSet(NAME, `there is none in ${folder} yet.`, 'The first npm start lays it.');
  if (!found.migrations) return notSet(NAME, 'it can be opened, but is empty.', 'The first npm start lays its tables.');
  const { pending, failed, edited, unknown } = found.migrations;
  if (failed.length > 0) return wrong(NAME, `migration ${failed.join(', ')} failed earlier.`, 'Resolve it, then delete its row in _prisma_migrations.');
  if (edited.length > 0) return wrong(NAME, `migration ${edited.join(', ')} was edited after it was applied.`, 'Put the file back as it was.');
  if (unknown.length > 0) return wrong(NAME, `it knows a migration that this Lotse does not have (${unknown.join(', ')}).`, 'Start the newer Lotse that made it.');
  if (pending.length > 0) return wrong(NAME, `${pending.length} of its migrations are still to come (${pending[0]} first).`, 'npm start applies them.');
  if (found.rings === false) return wrong(NAME, 'LISTEN does not come through to it, as behind a pooler in transaction mode: open pages of the console learn of changes by looking, and hear no calls.', 'Let DATABASE_URL lead to PostgreSQL itself, or to a pooler in session mode.');
  const kind = url === undefined ? 'embedded' : `as ${found.role}`;
  const owning = url !== undefined && migrateUrl === undefined && found.mayChangeTables ? ' The serving role may change tables; MIGRATE_DATABASE_URL would keep that from it.' : '';
  return ok(NAME, `PostgreSQL ${found.version.split(' ', 1)[0]} (${kind}), ${Math.max(1, Math.round(found.sizeBytes / MEGABYTE))} MB, all migrations are there.${owning}`);
}

function pepperFinding({ settings: { url }, findPepper }: DatabaseParts, found: Inspection | undefined): Finding {
  try {
    const pepper = findPepper();
    if (!pepper && found?.fingerprint !== undefined) return wrong(PEPPER, 'the key that this database was begun with is not here.', 'Set CODE_PEPPER, or put DATA_DIR/pepper back from a copy.');
    if (!pepper) return notSet(PEPPER, 'there is none yet.', 'The first npm start makes one in DATA_DIR/pepper; set CODE_PEPPER where several instances share a database.');
    if (found?.fingerprint !== undefined && found.fingerprint !== pepper.fingerprint) return wrong(PEPPER, `the database was begun with another one than that of ${pepper.where}: no address can be confirmed and no list imported.`, 'Set the one that it was begun with.');
    const belongs = found?.fingerprint === undefined ? '' : '; the database was begun with it';
    return ok(PEPPER, `kept in ${pepper.where}${belongs}.${url !== undefined && pepper.where !== 'CODE_PEPPER' ? ' Where several instances share the database, set CODE_PEPPER.' : ''}`);
  } catch (error) {
    return wrong(PEPPER, reasonOf(error), 'Put the key of a copy there.');
  }
}
