/** An embedded engine goes from test to test only as it was: whatever a test alters beside the rows shows. */
import { lendEngine, SHAPE, type Lent } from '../engines';

let lent: Lent;
beforeAll(async () => { lent = await lendEngine(); });
afterAll(() => lent.giveBack());
const shape = async () => (await lent.engine.query<{ shape: string }>(SHAPE)).rows[0]!.shape;

it.each([
  ['an index', 'CREATE INDEX altered ON "Turn" ("at")'], ['an index that is gone', 'DROP INDEX "Agent_tenant_subject_key"'], ['a default', 'ALTER TABLE "Agent" ALTER COLUMN capacity SET DEFAULT 6'],
  ['what a function does', 'CREATE OR REPLACE FUNCTION lotse_look_again(partners text[]) RETURNS void LANGUAGE sql AS \'SELECT\''], ['a constraint', 'ALTER TABLE "Agent" ADD CONSTRAINT altered CHECK (capacity > 0)'], ['a grant', 'GRANT SELECT ON "Turn" TO PUBLIC'],
  ['a column', 'ALTER TABLE "Turn" ADD COLUMN altered text'],
])('%s', async (_what, statement) => {
  const before = await shape();
  await lent.engine.exec('BEGIN');
  await lent.engine.exec(statement);
  const after = await shape();
  await lent.engine.exec('ROLLBACK');
  expect(after).not.toBe(before);
  expect(await shape()).toBe(before);
});
