/** What a code is and how many may be asked for: a code follows from the pepper and what it is for, limits from what was sent before. Pure. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a code proves: that this contact reads this mailbox, in this challenge, and nothing else. */
export interface CodePurpose {
  readonly challengeId: string;
  readonly contactId: string;
  readonly emailKey: string;
}

/** Limits of codes; promises of C1 and C6. */
export interface CodeLimits {
  readonly lifeMinutes: number;
  readonly tries: number;
  readonly coolDownSeconds: number;
  readonly perContactHour: number;
  readonly perContactDay: number;
  readonly perAddressHour: number;
  readonly perAddressDay: number;
  readonly perInstallationHour: number;
  /** Wrong codes in a row after which only an agent lets a contact try again. */
  readonly failuresInARow: number;
}

/** When mails with codes were sent: for this contact, to this address, and all together in the last hour. */
export interface SentCodes {
  readonly byContact: readonly Date[];
  readonly toAddress: readonly Date[];
  readonly inAll: readonly Date[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const CODES = 1_000_000;
/** The largest multiple of a million below 2^32: numbers above it would make some codes likelier than others. */
const FAIR = Math.floor(2 ** 32 / CODES) * CODES;

/** Six digits, never stored. */
export function codeOf(pepper: Buffer, { challengeId, contactId, emailKey }: CodePurpose): string {
  for (let round = 0; ; round += 1) {
    const digest = createHmac('sha256', pepper).update(['v1', 'address', contactId, emailKey, challengeId, round].join('|')).digest();
    for (let place = 0; place + 4 <= digest.length; place += 4) {
      const number = digest.readUInt32BE(place);
      if (number < FAIR) return String(number % CODES).padStart(6, '0');
    }
  }
}

/** Takes the same time for every wrong code. */
export function isCode(pepper: Buffer, purpose: CodePurpose, typed: string): boolean {
  const expected = Buffer.from(codeOf(pepper, purpose));
  const given = Buffer.from(typed);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** A keyed hash of an address: the same address meets itself, and nobody reads it back. */
export function hashOfAddress(pepper: Buffer, emailKey: string): string {
  return createHmac('sha256', pepper).update(`address|${emailKey}`).digest('base64url');
}

/** A keyed name of one try: the same activity with the same code is the same try however often it comes, with another code it is another one. */
export function nameOfTry(pepper: Buffer, activityId: string, code: string): string {
  return createHmac('sha256', pepper).update(['try', code, activityId].join('|')).digest('base64url');
}

/** When the next mail with a code may go out: now, or later, and whether the whole installation is at its limit. */
export function nextMailAt(now: Date, sent: SentCodes, limits: CodeLimits): { readonly at: Date; readonly isOverall: boolean } {
  const own = [
    afterLatest(sent.byContact, limits.coolDownSeconds * 1000),
    freeAgain(sent.byContact, HOUR_MS, limits.perContactHour, now), freeAgain(sent.byContact, DAY_MS, limits.perContactDay, now),
    freeAgain(sent.toAddress, HOUR_MS, limits.perAddressHour, now), freeAgain(sent.toAddress, DAY_MS, limits.perAddressDay, now),
  ];
  const overall = freeAgain(sent.inAll, HOUR_MS, limits.perInstallationHour, now);
  const at = new Date(Math.max(now.getTime(), overall, ...own));
  return { at, isOverall: overall > now.getTime() };
}

function afterLatest(sent: readonly Date[], waitMs: number): number {
  return Math.max(0, ...sent.map((date) => date.getTime() + waitMs));
}

/** The moment at which fewer than `most` lie within the window. */
function freeAgain(sent: readonly Date[], windowMs: number, most: number, now: Date): number {
  const within = sent.map((date) => date.getTime()).filter((time) => time > now.getTime() - windowMs).sort((a, b) => a - b);
  return within.length < most ? 0 : within[within.length - most]! + windowMs;
}
