/** The chat page and what belongs to it, read once at start; nothing of it comes from another host. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { LANGUAGES, word, type Language, type TextKey } from '../locales';
import type { Route } from './answers';
import pageWords from '../locales/en/common.json';

const PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

/** `folder` holds the built pages. */
export function createPages(folder: string): Record<string, Route> {
  const file = (name: string, type: string, headers: Record<string, string> = {}): Route => bytes(readFileSync(path.join(folder, name)), type, headers);
  return {
    '/': file('chat.html', 'text/html; charset=utf-8', { 'content-security-policy': PAGE_POLICY }),
    '/chat.js': file('chat.js', 'text/javascript; charset=utf-8'),
    '/chat.css': file('chat.css', 'text/css; charset=utf-8'),
    '/favicon.svg': file('favicon.svg', 'image/svg+xml'),
    ...Object.fromEntries(LANGUAGES.map((language) => [`/texts/${language}.json`, bytes(Buffer.from(JSON.stringify(wordsOfPage(language))), 'application/json; charset=utf-8')])),
  };
}

function wordsOfPage(language: Language): Record<string, string> {
  const own = Object.fromEntries(Object.keys(pageWords.page).map((name) => [name, word(language, `page.${name}` as TextKey)])) as Record<string, string>;
  const shared: TextKey[] = ['letter.copy', 'letter.copied', 'buttons.send', 'buttons.language', 'languageName'];
  return { ...own, ...(Object.fromEntries(shared.map((key) => [key.split('.').at(-1), word(language, key)])) as Record<string, string>) };
}

/** What does not change while Lotse runs, packed once. */
export function bytes(body: Buffer, type: string, headers: Record<string, string> = {}): Route {
  const packed = gzipSync(body);
  return async (request, response) => {
    const isPacked = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    const sent = isPacked ? packed : body;
    response.writeHead(200, { 'content-type': type, 'content-length': String(sent.length), vary: 'accept-encoding', ...(isPacked && { 'content-encoding': 'gzip' }), ...headers });
    response.end(sent);
  };
}
