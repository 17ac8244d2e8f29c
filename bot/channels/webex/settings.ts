/** What is set of Webex; all of it undefined where there is no token. */
import type { Reader } from '../../settingReader';
import type { WebexSettings } from './webex';

const API_URL = 'https://webexapis.com/v1';
const LOOPBACK = /^(?:localhost|\[::1\]|127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/;

export function readWebex(read: Reader): Omit<WebexSettings, 'timeoutMs' | 'fileTimeoutMs'> | undefined {
  const token = read.text('WEBEX_ACCESS_TOKEN', '');
  const secret = read.text('WEBEX_WEBHOOK_SECRET', '');
  const url = read.url('WEBEX_API_URL', ['https:', 'http:']) ?? API_URL;
  const checkMinutes = read.number('WEBEX_CHECK_MINUTES', 5, 1, 60);
  if (url.startsWith('http:') && !LOOPBACK.test(new URL(url).hostname)) read.problems.push('WEBEX_API_URL must begin with https://, so that the token stays secret; http:// is for this machine only.');
  if (token === '') return undefined;
  if (/\s/.test(token)) read.problems.push('WEBEX_ACCESS_TOKEN holds blanks: expected the bot\'s access token alone.');
  if (secret === '') read.problems.push('WEBEX_WEBHOOK_SECRET is missing: it belongs to WEBEX_ACCESS_TOKEN and proves that events come from Webex.');
  return { token, secret, url, checkMinutes };
}
