/** One JSON line per event on standard error. Says which conversation, never what was said, and no secret of an error's text. */
export interface Log {
  info(event: string, fields: Fields): void;
  error(event: string, fields: Fields & { readonly error?: unknown }): void;
}

export type Fields = Readonly<Record<string, unknown>>;

export function createLog(now: () => Date, write: (line: string) => void = (line) => void process.stderr.write(line)): Log {
  const note = (level: string, event: string, fields: Fields) => write(`${JSON.stringify({ at: now().toISOString(), level, event, ...fields })}\n`);
  return {
    info: (event, fields) => note('info', event, fields),
    error: (event, { error, ...fields }) => note('error', event, { ...fields, ...describe(error) }),
  };
}

/** The kind of an error, its code and where it happened; messages of drivers and parsers may quote what people wrote. */
function describe(thrown: unknown): Fields {
  if (!(thrown instanceof Error)) return thrown === undefined ? {} : { error: typeof thrown };
  const error = unwrap(thrown);
  const { code } = error as NodeJS.ErrnoException;
  return { error: error.name, ...(code !== undefined && { code }), where: placesOf(error) };
}

/** Dialogs wrap what is thrown in them; where that happened is what helps. */
function unwrap(error: Error): Error {
  const { error: wrapped } = error as { readonly error?: unknown };
  return wrapped instanceof Error ? wrapped : error;
}

/** The stack without the message in front of it, whose lines may look like places. */
function placesOf({ stack = '', message }: Error): string[] {
  const begins = message === '' ? 0 : stack.lastIndexOf(message);
  const places = begins < 0 ? [] : stack.slice(begins + message.length).split('\n').map((line) => line.trim()).filter((line) => line.startsWith('at '));
  return places.slice(0, 6).map((place) => place.replace(/\(?(?:file:\/\/)?\/.*?\/((?:bot|dialogs|services|prisma|locales|node_modules)\/)/, '($1'));
}
