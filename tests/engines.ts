/**
 * Embedded engines for tests. To make one costs most of a second of the processor, so whoever is done with one hands it
 * back, and the next finds it as empty as new; one that cannot be emptied, or whose tables were altered, is thrown away.
 */
import { openAsBlob } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { migrate } from '../prisma/migrate';

/** Empties what is filled and lets every count begin anew: a script for both kinds of database. */
export const EMPTY = `DO $$ DECLARE each record; is_filled boolean; filled text[] := '{}';
  BEGIN
    FOR each IN SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations' LOOP
      EXECUTE format('SELECT EXISTS (SELECT 1 FROM %s)', each.name) INTO is_filled;
      IF is_filled THEN filled := filled || each.name; END IF;
    END LOOP;
    IF cardinality(filled) > 0 THEN EXECUTE 'TRUNCATE ' || array_to_string(filled, ', ') || ' CASCADE'; END IF;
    FOR each IN SELECT oid::regclass AS name FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace LOOP PERFORM setval(each.name, 1, false); END LOOP;
  END $$`;
/** What a test may have altered beside the rows. */
export const SHAPE = `SELECT md5(concat(
  (SELECT string_agg(concat_ws('.', relname, attname, atttypid, attnotnull), ',' ORDER BY relname, attnum) FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'public'::regnamespace AND attnum > 0),
  (SELECT string_agg(concat(tgname, tgenabled), ',' ORDER BY tgname) FROM pg_trigger WHERE NOT tgisinternal),
  (SELECT string_agg(concat(relname, pg_get_expr(adbin, adrelid)), ',' ORDER BY relname, adnum) FROM pg_attrdef JOIN pg_class c ON c.oid = adrelid WHERE relnamespace = 'public'::regnamespace),
  (SELECT string_agg(concat(relname, relacl), ',' ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
  (SELECT string_agg(pg_get_indexdef(indexrelid), ',' ORDER BY c.relname) FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE relnamespace = 'public'::regnamespace),
  (SELECT string_agg(concat(conrelid::regclass, conname, pg_get_constraintdef(oid)), ',' ORDER BY conrelid::regclass::text, conname) FROM pg_constraint WHERE connamespace = 'public'::regnamespace),
  (SELECT string_agg(concat(oid::regprocedure, prosrc, proconfig, provolatile, proacl), ',' ORDER BY oid::regprocedure::text) FROM pg_proc WHERE pronamespace = 'public'::regnamespace))) AS shape`;
const PATIENCE_MS = 5000;
/** A world, and one beside it; more only takes memory. */
const MOST_IDLE = 2;

interface Made {
  readonly engine: PGlite;
  readonly shape: string;
}

export interface Lent {
  /** For as long as it is lent: then it is as good as closed, whoever still holds it. */
  readonly engine: PGlite;
  giveBack(): Promise<void>;
}

const idle: Made[] = [];
let isEnding = false;

// What is given back after this, by the hooks of the file itself, is closed then.
afterAll(async () => {
  isEnding = true;
  for (const { engine } of idle.splice(0)) if (!engine.closed) await engine.close();
});

export async function lendEngine(): Promise<Lent> {
  const made = idle.pop() ?? await make();
  const ends: (() => Promise<void>)[] = [];
  let isOver = false;
  const engine = new Proxy(made.engine, {
    get: (target, name) => {
      if (name === 'closed') return isOver || target.closed;
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return async (...values: unknown[]) => {
        if (isOver) throw new Error('PGlite is closed');
        const result: unknown = await Reflect.apply(value, target, values);
        if (name === 'listen') ends.push(result as () => Promise<void>);
        return result;
      };
    },
  });
  return {
    engine,
    giveBack: async () => {
      isOver = true;
      await takeBack(made, ends);
    },
  };
}

async function make(): Promise<Made> {
  // Little memory to lay out: no test has much to keep in it.
  const engine = await PGlite.create({ loadDataDir: await openAsBlob(process.env.LOTSE_TEST_TEMPLATE!), startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'] });
  // What is built may know fewer migrations than the sources.
  await migrate(engine);
  return { engine, shape: await shapeOf(engine) };
}

async function takeBack(made: Made, ends: readonly (() => Promise<void>)[]): Promise<void> {
  if (!isEnding && await isEmptied(made, ends) && idle.length < MOST_IDLE) idle.push(made);
  else await made.engine.close().catch(() => {});
}

async function isEmptied(made: Made, ends: readonly (() => Promise<void>)[]): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<false>((resolve) => { timer = setTimeout(() => resolve(false), PATIENCE_MS); });
  return Promise.race([empty(made, ends).catch(() => false), tooLong]).finally(() => clearTimeout(timer));
}

async function empty({ engine, shape }: Made, ends: readonly (() => Promise<void>)[]): Promise<boolean> {
  for (const end of ends) await end();
  await engine.exec(EMPTY);
  await engine.exec('DISCARD ALL');
  return await shapeOf(engine) === shape;
}

async function shapeOf(engine: PGlite): Promise<string> {
  return (await engine.query<{ shape: string }>(SHAPE)).rows[0]!.shape;
}
