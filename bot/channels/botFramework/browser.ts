/** What a contact's browser says about itself, in words for a support mail (TRB-10). */
import { parse } from 'bowser';

/** What a browser is called; an agent that somebody made up is nobody's browser. */
const PLAIN = /^[\w .()-]{1,60}$/;

/** "Firefox 133.0 (Windows 10)" from the user agent that the web chat noted with the message; undefined elsewhere. */
export function browserOf(channelData: unknown): string | undefined {
  const agent = (channelData as { userAgent?: unknown } | undefined)?.userAgent;
  if (typeof agent !== 'string' || agent === '' || agent.length > 512) return undefined;
  const { browser, os } = parse(agent);
  if (!browser.name) return undefined;
  const system = [os.name, os.versionName ?? os.version].filter(Boolean).join(' ');
  const version = browser.version?.split('.').slice(0, 2).join('.') ?? '';
  const words = `${browser.name} ${version}`.trim() + (system ? ` (${system})` : '');
  return PLAIN.test(words) ? words : undefined;
}
