/** How a transcript is written down: its lines read from text and laid out again, and a message as a reader sees it. Pure. */
import type { Button, Seen } from './person';

/** Played: a contact, the clock, a restart. Heard: what came. A remark is for readers only. */
export interface Line {
  readonly kind: 'played' | 'heard' | 'remark';
  readonly speaker: string;
  readonly rows: readonly string[];
}

export interface Transcript {
  /** What it tells: the first line. */
  readonly headline: string;
  readonly options: Readonly<Record<string, string>>;
  readonly lines: readonly Line[];
}

const HEARD = ['bot', 'mail', 'console', 'hub', 'STOPPED'];
const INDENT = 9;

export function parseTranscript(source: string): Transcript {
  const [first = '', ...rest] = source.split('\n');
  if (!first.startsWith('# ')) throw new Error('A transcript begins with "# " and what it tells, in one sentence.');
  const lines: Line[] = [];
  let options = {};
  for (const row of rest) {
    const [, speaker, words = ''] = /^([\p{L}]+):(.*)$/u.exec(row) ?? [];
    if (row.startsWith('@ ')) options = parseOptions(row);
    else if (row.startsWith('# ')) lines.push({ kind: 'remark', speaker: '#', rows: [row.slice(2)] });
    else if (speaker) lines.push({ kind: HEARD.includes(speaker) ? 'heard' : 'played', speaker, rows: [words.trim()] });
    else if (row.trim() !== '') lines.push(continued(lines.pop(), row.trim()));
  }
  return { headline: first.slice(2), options, lines };
}

/** The whole file: every speaker's words in one column, a free line before each contact's turn. */
export function layOut({ headline, options, lines }: Transcript): string {
  const entries = Object.entries(options);
  const header = [`# ${headline}`, ...(entries.length > 0 ? [`@ ${entries.map(([name, value]) => `${name === 'userAgent' ? 'ua' : name}=${value}`).join(' ')}`] : [])];
  const body = lines.flatMap(({ kind, speaker, rows }) => {
    if (kind === 'remark') return ['', `# ${rows[0]}`];
    const shown = rows.map((row, index) => ((index === 0 ? `${speaker}:`.padEnd(INDENT) : ' '.repeat(INDENT)) + row).trimEnd());
    return kind === 'played' ? ['', ...shown] : shown;
  });
  return [...header, ...body, ''].join('\n');
}

/** The text without the numbers of its choices, which stand as buttons in the last row. Links that open a page carry an arrow. */
export function showSeen(seen: Seen): string[] {
  const { buttons } = seen;
  const text = withName(seen);
  const choices = buttons.filter((button) => button.choice !== undefined && button.choice !== 'words');
  const numbered = choices.map((button, index) => `${index + 1}. ${button.title}`);
  const rows = text.split('\n').filter((row) => row.trim() !== '');
  // Whoever types a number counts the buttons: their order on the card and in the text must be one.
  const said = rows.slice(0, rows.length - numbered.length);
  const listed = rows.slice(said.length).join('\n');
  // What stands beside the way has no numbers: those belong to the place.
  if (listed !== numbered.join('\n') && listed !== choices.map((button) => `• ${button.title}`).join('\n')) throw new Error(`The text numbers its choices otherwise than the card shows them: ${rows.slice(said.length).join(' | ')}`);
  // A finished mail to open is a long coded address: its button stands for it here, and letter.test.ts reads it.
  const mails = buttons.filter(({ url }) => url?.startsWith('mailto:') && url.includes('?'));
  // Addresses at Lotse are signed, and so different each time.
  const shown = said.map((row) => row.replace(/http:\/\/127\.0\.0\.1:\d+\/(?:media\/|console)\S+/, '(link)').replace(/LOTSE-[\w-]{8}/, 'LOTSE-••••••••')).filter((row, index) => !mails.some(({ title, url }) => row.endsWith(url!) || (row.startsWith(title) && said[index + 1] === url)));
  return buttons.length > 0 ? [...shown, buttons.map(showButton).join(' ')] : shown;
}

/** A person's words carry the name of who says them: the web chat shows it beside them, Teams in bold, Webex with a colon. */
function withName({ text, activity: { channelData, textFormat } }: Seen): string {
  const { person } = (channelData as { lotse?: { person?: string } } | undefined)?.lotse ?? {};
  if (person !== undefined) return `${person}:\n${text}`;
  return textFormat === 'xml' ? text.replace('\n', ':\n') : text;
}

function showButton({ title, url }: Button): string {
  return url === undefined ? `[${title}]` : `[↗ ${title}]`;
}

function parseOptions(row: string): Record<string, string> {
  const [, pairs = '', userAgent] = /^@ (.*?)(?:\s*ua=(.*))?$/.exec(row) ?? [];
  const options = Object.fromEntries(pairs.split(' ').filter(Boolean).map((pair) => pair.split('=') as [string, string]));
  return { ...options, ...(userAgent && { userAgent }) };
}

function continued(line: Line | undefined, row: string): Line {
  if (!line || line.kind === 'remark') throw new Error(`Nobody says "${row}": write "name: words".`);
  return { ...line, rows: [...line.rows, row] };
}
