/**
 * Whether the audit trail still holds. The whole chain is gone through once a day and whenever somebody asks; a look at the page
 * goes through what came since, from the row at which the last check ended. What that check found is sealed with a key that is not
 * in the database: whoever can write there can neither move that row nor make up a result. They can make the whole chain be checked,
 * or put back an older result, which counts for no longer than a little over a day. A chain needs no key to be hashed anew: it holds only
 * where that row is still part of it, however old the result is.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Anchor, Audit, Chain } from './audit';
import type { Clock } from './clock';
import type { Memory } from './memory';

export interface CheckedChain extends Chain {
  /** When the whole chain was gone through. */
  readonly wholeAt: Date;
}

export interface AuditChecks {
  /** What the last check found, and what came since. */
  look(): Promise<CheckedChain>;
  /** Goes through the whole chain; who asks meanwhile gets the same answer. */
  check(): Promise<CheckedChain>;
}

interface Found extends Chain {
  readonly at: string;
  readonly end: Anchor | null;
}

const CHECKED = 'audit.checked';
/** A day, and the time that the daily check may take: by a clock that was set back, too. */
const LONGEST_MS = 26 * 3_600_000;
/** Whoever is overtaken more often leaves the keeping to the others. */
const MOST_TRIES = 5;

export interface AuditCheckParts {
  readonly audit: Pick<Audit, 'verifyFrom' | 'hasKept'>;
  readonly memory: Pick<Memory, 'find' | 'begin' | 'replace'>;
  readonly clock: Clock;
  readonly key: Buffer;
}

export function createAuditChecks(parts: AuditCheckParts): AuditChecks {
  const { audit, clock } = parts;
  const seals = createSeals(parts);
  let running: Promise<CheckedChain> | undefined;

  async function whole(): Promise<CheckedChain> {
    const wholeAt = clock.now();
    const sealed = await seals.end();
    const { chain, end } = (await audit.verifyFrom(undefined))!;
    const isRewritten = chain.holds && sealed && !(await audit.hasKept(sealed));
    const found: Chain = isRewritten ? { ...chain, holds: false, brokenAt: sealed.id } : chain;
    // What is broken proves nothing new: the row that was seen before must be found the next time, too.
    const anchor = found.holds ? end : sealed ?? end;
    await seals.keep({ ...found, at: wholeAt.toISOString(), end: anchor ? { id: anchor.id, hash: anchor.hash } : null });
    return { ...found, wholeAt };
  }

  const check = () => (running ??= whole().finally(() => { running = undefined; }));

  return {
    check,
    look: async () => {
      const found = await seals.last();
      if (!found) return check();
      const { holds, rows, brokenAt, at, end } = found;
      const wholeAt = new Date(at);
      // It stays broken until somebody has gone through all of it again.
      if (!holds) return { holds, rows, brokenAt, wholeAt };
      const since = end && await audit.verifyFrom(end);
      return since ? { ...since.chain, rows: rows + since.chain.rows, wholeAt } : check();
    },
  };
}

/** What was found last, kept under its seal. */
function createSeals({ memory, clock, key }: AuditCheckParts) {
  const sealOf = (text: string) => createHmac('sha256', key).update(text).digest();
  const opened = (kept = ''): Found | undefined => {
    const [seal, text] = [Buffer.from(kept.slice(0, kept.indexOf(' ') + 1), 'base64url'), kept.slice(kept.indexOf(' ') + 1)];
    const expected = sealOf(text);
    return seal.length === expected.length && timingSafeEqual(seal, expected) ? JSON.parse(text) as Found : undefined;
  };
  return {
    /** The row up to which the chain was seen to hold, however long ago. */
    end: async (): Promise<Anchor | null | undefined> => opened(await memory.find(CHECKED))?.end,
    last: async (): Promise<Found | undefined> => {
      const found = opened(await memory.find(CHECKED));
      return found && Math.abs(clock.now().getTime() - Date.parse(found.at)) <= LONGEST_MS ? found : undefined;
    },
    /** Whoever began earlier, on another instance, does not cover what was found later; what comes from the future is of a clock that was set back since. */
    keep: async (found: Found): Promise<void> => {
      const text = JSON.stringify(found);
      const value = `${sealOf(text).toString('base64url')} ${text}`;
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const kept = await memory.find(CHECKED);
        const before = opened(kept);
        if (before && before.at > found.at && new Date(before.at) <= clock.now()) return;
        if (kept === undefined ? await memory.begin(CHECKED, value) === value : await memory.replace(CHECKED, kept, value)) return;
      }
    },
  };
}
