/** One JSON line per event on standard error. Says which conversation, never what was said, and no secret of an error's text. */
export interface Log {
  info(event: string, fields?: Fields): void;
  error(event: string, fields?: Fields & { readonly error?: unknown }): void;
}

export type Fields = Readonly<Record<string, unknown>>;

export function createLog(now: () => Date, write: (line: string) => void = (line) => void process.stderr.write(line)): Log {
  const note = (level: string, event: string, fields: Fields) => write(`${JSON.stringify({ at: now().toISOString(), level, event, ...fields })}\n`);
  return {
    info: (event, fields = {}) => note('info', event, fields),
    error: (event, { error, ...fields } = {}) => note('error', event, { ...fields, ...describe(error) }),
  };
}

/** The kind of an error, its code and where it happened; messages of drivers and parsers may quote what people wrote. */
function describe(error: unknown): Fields {
  if (!(error instanceof Error)) return error === undefined ? {} : { error: typeof error };
  const { code } = error as NodeJS.ErrnoException;
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trim().startsWith('at ')).slice(0, 6).map((line) => line.trim().replace(/\(?(?:file:\/\/)?\/.*?\/((?:bot|dialogs|services|prisma|locales|node_modules)\/)/, '($1'));
  return { error: error.name, ...(code !== undefined && { code }), where: frames };
}
