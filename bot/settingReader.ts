/** Reads settings one by one, each with what it may be, and gathers what is wrong instead of stopping at the first. */

export interface Reader {
  /** One sentence for each setting that is not what was expected. */
  readonly problems: string[];
  text(name: string, otherwise: string): string;
  /** Parts between commas. */
  list(name: string, otherwise: string[]): string[];
  /** Origins such as https://partner.example between commas. */
  origins(name: string): string[];
  number(name: string, otherwise: number, least: number, most: number): number;
  url(name: string, protocols: readonly string[]): string | undefined;
  /** An IANA name such as Europe/Zurich. */
  timeZone(name: string, otherwise: string): string;
  /** Such as 08:00. */
  timeOfDay(name: string, otherwise: string): string;
  oneOf<T extends string>(name: string, values: readonly T[], otherwise: T): T;
}

export function createReader(source: Readonly<Record<string, string | undefined>>): Reader {
  const problems: string[] = [];
  const found = (name: string) => source[name]?.trim() || undefined;
  return {
    problems,
    text: (name, otherwise) => found(name) ?? otherwise,
    list: (name, otherwise) => found(name)?.split(',').map((part) => part.trim()).filter(Boolean) ?? otherwise,
    origins: (name) => {
      const parts = found(name)?.split(',').map((part) => part.trim()).filter(Boolean) ?? [];
      const wrong = parts.filter((part) => !URL.canParse(part) || new URL(part).origin !== part);
      if (wrong.length > 0) problems.push(`${name} holds "${wrong.join('", "')}": expected origins such as https://partner.example, between commas.`);
      return parts;
    },
    number: (name, otherwise, least, most) => {
      const text = found(name);
      const value = text === undefined ? otherwise : Number(text);
      if (Number.isInteger(value) && value >= least && value <= most) return value;
      problems.push(`${name} is "${text}": expected a whole number from ${least} to ${most}.`);
      return otherwise;
    },
    url: (name, protocols) => {
      const text = found(name);
      if (text === undefined || (URL.canParse(text) && protocols.includes(new URL(text).protocol))) return text;
      // The value is not repeated: an address may hold a password.
      problems.push(`${name} is not an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}.`);
      return undefined;
    },
    ...timeReaders(found, problems),
    oneOf: <T extends string>(name: string, values: readonly T[], otherwise: T): T => {
      const text = found(name);
      if (text === undefined || values.includes(text as T)) return (text as T | undefined) ?? otherwise;
      problems.push(`${name} is "${text}": expected ${values.join(', ')}.`);
      return otherwise;
    },
  };
}

function timeReaders(found: (name: string) => string | undefined, problems: string[]): Pick<Reader, 'timeZone' | 'timeOfDay'> {
  return {
    timeZone: (name, otherwise) => {
      const text = found(name) ?? otherwise;
      if (text === 'UTC' || Intl.supportedValuesOf('timeZone').includes(text)) return text;
      problems.push(`${name} is "${text}": expected a time zone such as Europe/Zurich.`);
      return otherwise;
    },
    timeOfDay: (name, otherwise) => {
      const text = found(name) ?? otherwise;
      if (/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text)) return text;
      problems.push(`${name} is "${text}": expected a time of day from 00:00 to 23:59.`);
      return otherwise;
    },
  };
}
