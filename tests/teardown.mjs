/** Once per run, at its end: the database on the server from which those of the tests were made. */
import pg from 'pg';

export default async function teardown() {
  const { TEST_DATABASE_URL: server, LOTSE_TEST_TEMPLATE_DATABASE: name } = process.env;
  if (!server || !name) return;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await client.end();
}
