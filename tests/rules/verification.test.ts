import fc from 'fast-check';
import { codeOf, hashOfAddress, isCode, nameOfTry, nextMailAt, type CodeLimits } from '../../services/verification/rules';

const PEPPER = Buffer.from('the pepper of the tests, known to all');
const purpose = { challengeId: 'challenge', contactId: 'ana', emailKey: 'ana@firma.example' };

/** How far counts are from equal ones, in standard deviations of the chi-square statistic: it is close to normal for so many cells. */
function strangeness(counts: Uint32Array): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const freedom = counts.length - 1;
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // Wilson and Hilferty's cube root, good for few cells, too.
  return (Math.cbrt(statistic / freedom) - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom));
}

describe('a code', () => {
  it('is any of a million, each as likely as the others: 500,000 of them, digit by digit and in a thousand buckets', () => {
    const digits = Array.from({ length: 6 }, () => new Uint32Array(10));
    const buckets = new Uint32Array(1000);
    const strays = new Uint32Array(1000);
    for (let number = 0; number < 500_000; number += 1) {
      const code = codeOf(PEPPER, { ...purpose, challengeId: `challenge-${number}` });
      for (let place = 0; place < 6; place += 1) digits[place]![code.charCodeAt(place) - 48]! += 1;
      buckets[Math.floor(Number(code) / 1000)]! += 1;
      strays[Number(code) % 1000]! += 1;
    }
    // The pepper is fixed, so this passes always or never; four standard deviations are one chance in 30,000.
    for (const counts of [...digits, buckets, strays]) expect(Math.abs(strangeness(counts))).toBeLessThan(4);
  }, 180_000);

  it('is six digits, zeros in front included', () => {
    const codes = Array.from({ length: 5000 }, (_, number) => codeOf(PEPPER, { ...purpose, challengeId: `challenge-${number}` }));
    expect(codes.filter((code) => !/^\d{6}$/.test(code))).toEqual([]);
    expect(codes.some((code) => code.startsWith('00'))).toBe(true);
  });

  it('belongs to one pepper, contact, address and challenge', () => {
    const others = [{ challengeId: 'other' }, { contactId: 'luis' }, { emailKey: 'luis@firma.example' }].map((other) => codeOf(PEPPER, { ...purpose, ...other }));
    expect(new Set([codeOf(PEPPER, purpose), codeOf(Buffer.from('another pepper'), purpose), ...others]).size).toBe(5);
    expect(isCode(PEPPER, purpose, codeOf(PEPPER, purpose))).toBe(true);
    for (const other of [...others, '', '12345', `${codeOf(PEPPER, purpose)} `, '１２３４５６']) expect(isCode(PEPPER, purpose, other)).toBe(false);
  });

  it('is not to be read from what is stored of a try or an address', () => {
    expect(nameOfTry(PEPPER, 'activity', '123456')).toMatch(/^[\w-]{43}$/);
    expect(nameOfTry(PEPPER, 'activity', '123456')).not.toBe(nameOfTry(PEPPER, 'activity', '123457'));
    expect(hashOfAddress(PEPPER, purpose.emailKey)).not.toContain('ana');
  });
});

describe('when the next mail may go out', () => {
  const limits: CodeLimits = { lifeMinutes: 60, tries: 5, coolDownSeconds: 60, perContactHour: 3, perContactDay: 10, perAddressHour: 5, perAddressDay: 20, perInstallationHour: 200, failuresInARow: 50 };
  const now = Date.UTC(2027, 0, 31, 12);
  const HOUR = 3_600_000;
  const ago = fc.integer({ min: 0, max: 25 * HOUR }).map((ms) => new Date(now - ms));
  const sent = fc.record({ byContact: fc.array(ago, { maxLength: 14 }), toAddress: fc.array(ago, { maxLength: 26 }), inAll: fc.array(fc.integer({ min: 0, max: 2 * HOUR }).map((ms) => new Date(now - ms)), { maxLength: 260, size: 'max' }) });
  /** Whether all limits allow a mail at a time, counted anew. */
  const mayAt = (time: number, { byContact, toAddress, inAll }: { byContact: readonly Date[]; toAddress: readonly Date[]; inAll: readonly Date[] }) => {
    const within = (dates: readonly Date[], ms: number) => dates.filter((date) => date.getTime() > time - ms).length;
    return within(byContact, 60_000) === 0 && within(byContact, HOUR) < 3 && within(byContact, 24 * HOUR) < 10 && within(toAddress, HOUR) < 5 && within(toAddress, 24 * HOUR) < 20 && within(inAll, HOUR) < 200;
  };

  it('is the first millisecond at which every limit allows it', () => {
    fc.assert(fc.property(sent, (before) => {
      const { at, isOverall } = nextMailAt(new Date(now), before, limits);
      expect(mayAt(at.getTime(), before)).toBe(true);
      if (at.getTime() > now) expect(mayAt(at.getTime() - 1, before)).toBe(false);
      else expect(at.getTime()).toBe(now);
      expect(isOverall).toBe(before.inAll.filter((date) => date.getTime() > now - HOUR).length >= 200);
    }), { seed: 20261121, numRuns: 3000 });
  });
});
