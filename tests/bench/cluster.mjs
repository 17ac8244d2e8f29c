/** A PostgreSQL cluster of our own, from Debian's binaries, for as long as the bench runs. Durable: synchronous_commit is on. */
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { familyCpuOf } from './measures.mjs';
import { freePort, start, temporaryFolder, waitUntil } from './processes.mjs';

const VERSIONS = '/usr/lib/postgresql';
const ROLE = 'lotse';

/** Why there can be no cluster here, or undefined. */
export function whyNoCluster() {
  if (!findBinaries()) return `no PostgreSQL server binaries in ${VERSIONS}/*/bin (on Debian: apt-get install postgresql)`;
  if (process.getuid() === 0 && !findPostgresUser()) return 'we are root, PostgreSQL refuses root, and there is no user "postgres"';
  return undefined;
}

/** `extra`: settings of postgresql.conf beside ours. */
export async function startCluster(core, extra = {}) {
  const binaries = findBinaries();
  const folder = temporaryFolder();
  const owner = process.getuid() === 0 ? findPostgresUser() : {};
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid);
  const data = path.join(folder, 'data');
  initialise(path.join(binaries, 'initdb'), data, { ...owner, cwd: folder });
  const port = await freePort();
  const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '', synchronous_commit: 'on', fsync: 'on', ...extra };
  const command = [path.join(binaries, 'postgres'), '-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  // SIGINT is PostgreSQL's fast shutdown: it does not wait for open connections.
  const urlOf = (database) => `postgresql://${ROLE}@127.0.0.1:${port}/${database}`;
  let server;
  const launch = async () => {
    server = start(command, { env: { LC_ALL: 'C.UTF-8', PATH: process.env.PATH }, cwd: folder, log: path.join(folder, 'log'), core, signal: 'SIGINT', ...owner });
    await waitUntil(() => answers(urlOf('postgres')), server);
  };
  await launch();
  return {
    version: path.basename(path.dirname(binaries)),
    /** A new, empty database; resolves with its address. */
    createDatabase: async (name) => {
      await query(urlOf('postgres'), `CREATE DATABASE ${name}`);
      return urlOf(name);
    },
    /** Ends at once, as when the power fails (PostgreSQL's immediate shutdown), and comes up again. */
    crash: async () => {
      server.child.kill('SIGQUIT');
      await server.ended;
      await launch();
    },
    /** On-CPU milliseconds of the server and all its processes so far. */
    cpu: () => familyCpuOf(server.pid),
  };
}

/** The newest version that has a server (a machine may have only the client's programs). */
function findBinaries() {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => path.join(VERSIONS, version, 'bin')).find((folder) => existsSync(path.join(folder, 'initdb')) && existsSync(path.join(folder, 'postgres')));
}

function findPostgresUser() {
  const [, uid, gid] = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8')) ?? [];
  return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

function initialise(initdb, data, options) {
  const args = ['-D', data, '-U', ROLE, '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'];
  const { status, stderr, error } = spawnSync(initdb, args, { ...options, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0) throw new Error(`initdb failed: ${stderr || error?.message}`, { cause: error });
}

async function answers(url) {
  return query(url, 'SELECT 1').then(() => true, () => false);
}

async function query(connectionString, statement) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}
