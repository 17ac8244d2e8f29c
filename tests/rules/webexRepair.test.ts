/** What is wrong with webhooks, and what is left alone. */
import { WATCHED } from '../../bot/channels/webex/event';
import { repairsOf, targetOf } from '../../bot/channels/webex/repair';

const SECRET = 'the secret';
const made = (targetUrl: string) => WATCHED.map(({ resource, event }, place) => ({ id: String(place), targetUrl, resource, event, secret: SECRET, status: 'active', created: '2026-01-01T00:00:00Z' }));
const repairs = (found: string, publicUrl: string) => repairsOf(made(found), targetOf(publicUrl), SECRET, () => false).map(({ kind }) => kind);

it.each(['https://lotse.example', 'https://lotse.example/', 'HTTPS://Lotse.Example:443/'])('%s is one and the same address, however it is written', (publicUrl) => {
  expect(targetOf(publicUrl)).toBe('https://lotse.example/api/webex');
  expect(repairs('https://lotse.example/api/webex', publicUrl)).toEqual([]);
  expect(repairs('https://Lotse.Example:443/api/webex', publicUrl)).toEqual([]);
});

it.each(['https://other.example/api/webex', 'https://lotse.example/api/webex?a', 'https://lotse.example/bot/api/webex', 'no address', ''])('"%s" leads elsewhere and is left alone', (found) => {
  expect(repairs(found, 'https://lotse.example')).toEqual(WATCHED.map(() => 'create'));
});

it('what is in front of the path stays there', () => expect(targetOf('https://host.example/lotse/')).toBe('https://host.example/lotse/api/webex'));
