/** Why Lotse could not start, in a sentence that says what to do; undefined for what nobody expected. Pure. */

const SENTENCES: Readonly<Record<string, (error: NodeJS.ErrnoException & { address?: string; port?: number }) => string>> = {
  EADDRINUSE: ({ port }) => `Port ${port} is taken by another process: stop it, or choose another one with PORT.`,
  EACCES: ({ path, port }) => (port ? `Port ${port} may not be used: choose one above 1023 with PORT.` : `${path} may not be written: choose another DATA_DIR.`),
  EEXIST: ({ path }) => `${path} is not a folder: choose another DATA_DIR.`,
  ENOTDIR: ({ path }) => `${path} is not a folder: choose another DATA_DIR.`,
  ECONNREFUSED: () => 'The database does not answer: check DATABASE_URL (and MIGRATE_DATABASE_URL), and that the server runs.',
  ENOTFOUND: () => 'The host of DATABASE_URL is not known: check its name.',
  '28P01': () => 'The database refuses the password in DATABASE_URL.',
  '3D000': () => 'The database that DATABASE_URL names does not exist: create it first.',
};

export function explain(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'SettingsError' || /held by process|^Migration /.test(error.message)) return error.message;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return SENTENCES[code]?.(error) ?? (/timeout exceeded when trying to connect|timeout expired/.test(error.message) ? 'The database does not answer in time: check DATABASE_URL.' : undefined);
}
