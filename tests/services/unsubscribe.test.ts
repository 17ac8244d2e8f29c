/** The address under which a contact stops the reminders, and the headers by which a mail program offers it. */
import { createSmtp } from '../../services/smtp';
import { createUnsubscribing, unsubscribeHeaders } from '../../services/unsubscribing';
import { startMailServer } from '../fakes/mailServer';

const unsubscribing = createUnsubscribing({ key: Buffer.alloc(32, 7) });
const ANA = '01939f4e-7a11-7c40-8d52-6e1f5b0a9c01';

describe('the address', () => {
  const address = unsubscribing.sign(ANA);
  it('gives its contact, today and in ten years', () => {
    expect(address).toMatch(/^\/unsubscribe\?c=01939f4e-7a11-7c40-8d52-6e1f5b0a9c01&s=[\w-]{43}$/);
    expect(unsubscribing.find(address)).toBe(ANA);
  });
  it('is worth nothing with any bit of it flipped', () => {
    const bytes = Buffer.from(address);
    const forged = Array.from({ length: bytes.length * 8 }, (_, bit) => { const copy = Buffer.from(bytes); copy[bit >> 3]! ^= 1 << (bit & 7); return copy.toString('latin1'); });
    expect(forged.filter((each) => unsubscribing.find(each) !== undefined)).toEqual([]);
  });
  it.each(['', '/', '/unsubscribe', '/unsubscribe?', `/unsubscribe?c=${ANA}`, `/unsubscribe?c=${ANA}&s=`, '/unsubscribe?c=&s=', `/media/unsubscribe?c=${ANA}`, address.slice(0, -1), `${address}A`, address.replace(ANA, ANA.toUpperCase()), `/unsubscribe?c=${'a'.repeat(5000)}`])('%s is none', (wrong) => expect(unsubscribing.find(wrong)).toBeUndefined());
  it('is worth nothing under another key, nor are two signatures one', () => {
    expect(createUnsubscribing({ key: Buffer.alloc(32, 8) }).find(address)).toBeUndefined();
    expect(unsubscribing.find(`/unsubscribe?c=${ANA.replace('1', '2')}&${address.split('&')[1]!}`)).toBeUndefined();
  });
  it('bears what a mail program adds behind it', () => expect(unsubscribing.find(`${address}&utm_source=mail`)).toBe(ANA));
  it.each(['', 'a b', 'a&b', 'x'.repeat(65)])('is not made for the contact %j', (contactId) => expect(() => unsubscribing.sign(contactId)).toThrow('not the id of a contact'));
});

it('a mail server gets both headers of RFC 8058, whole, and a mail program finds the address in them', async () => {
  const server = await startMailServer();
  const smtp = createSmtp({ url: server.url, from: 'Lotse <lotse@bot.example>', timeoutMs: 1000, connections: 1 });
  try {
    const url = `https://lotse.also.example${unsubscribing.sign(ANA)}`;
    expect(await smtp.send({ to: 'ana@firma.ch', language: 'de', subject: 'Noch 30 Tage', text: 'Grüezi', html: '<p>Grüezi</p>', attachments: [], headers: unsubscribeHeaders(url) })).toEqual({ kind: 'accepted' });
    const headers = server.received[0]!.raw.split('\r\n\r\n')[0]!.replace(/\r\n(?=[ \t])/g, '').split('\r\n').filter((line) => line.startsWith('List-'));
    expect(headers).toEqual([`List-Unsubscribe: <${url}>`, 'List-Unsubscribe-Post: List-Unsubscribe=One-Click']);
    expect((await server.parse(0)).headers.get('list')).toMatchObject({ unsubscribe: { url } });
  } finally {
    smtp.close();
    await server.stop();
  }
});
