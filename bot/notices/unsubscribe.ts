/** /unsubscribe: a page that says what it means and changes nothing (mail gateways open links), and the POST that stops the reminders, by its button or by a mail program's own. */
import { createHash } from 'node:crypto';
import type { Request, Response } from 'restify';
import { isRightToLeft, languageOf, word, type Language, type TextKey } from '../../locales';
import { escapeHtml } from '../../services/mailLayout';
import type { Unsubscribing } from '../../services/unsubscribing';
import type { Route } from '../answers';
import { BodyError } from '../body';

export interface UnsubscribeParts {
  readonly unsubscribing: Unsubscribing;
  /** From then on Lotse does not write to the contact first; once or often. False where the contact is gone. */
  readonly optOut: (contactId: string) => Promise<boolean>;
  /** As things stand; nothing is known of whoever is gone. */
  readonly find: (contactId: string) => Promise<{ readonly language: Language | undefined; readonly mayWriteFirst: boolean | undefined }>;
}

type Page = 'ask' | 'done' | 'gone' | 'wrong';

/** Mail programs and our own button send about 30 bytes; the address says it all. */
const BODY_BYTES = 4096;
const TEXTS: Readonly<Record<Page, readonly TextKey[]>> = {
  ask: ['mails:unsubscribe.title', 'mails:unsubscribe.text', 'mails:unsubscribe.consequence'],
  done: ['mails:unsubscribe.doneTitle', 'mails:unsubscribe.done'],
  gone: ['mails:unsubscribe.goneTitle', 'mails:unsubscribe.gone'],
  wrong: ['mails:unsubscribe.wrongTitle', 'mails:unsubscribe.wrong'],
};
/** Whether Lotse may write first decides what whoever opens the address sees. */
const PAGES: ReadonlyMap<boolean | undefined, Page> = new Map([[true, 'ask'], [false, 'done']]);
const STYLE = `:root{color-scheme:light dark}
body{margin:0;padding:24px 16px;font:16px/1.55 'Segoe UI',Roboto,'Helvetica Neue','Noto Sans','Noto Sans Arabic',Arial,sans-serif}
main{max-width:560px;margin:0 auto;padding-top:20px;border-top:4px solid #2f80c2;overflow-wrap:anywhere}
h1{font-size:22px;line-height:1.3}
button{min-height:44px;padding:8px 20px;border:2px solid #2f80c2;border-radius:8px;font:inherit;cursor:pointer}`;
const HEADERS = {
  'content-type': 'text/html; charset=utf-8', 'x-robots-tag': 'noindex',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  // With no-referrer a browser would not say where the button's POST comes from, and Lotse would take it for one from elsewhere.
  'referrer-policy': 'strict-origin',
};

export function createUnsubscribeRoutes({ unsubscribing, optOut, find }: UnsubscribeParts): Readonly<Record<'show' | 'act', Route>> {
  const answer = (pageFor: (contactId: string) => Promise<Page>): Route => async (request, response) => {
    await readAway(request);
    const contactId = unsubscribing.find(request.url ?? '');
    if (contactId === undefined) return answerPage(response, 403, writePage(languageWanted(request), 'wrong'));
    const page = await pageFor(contactId);
    answerPage(response, page === 'gone' ? 410 : 200, writePage((await find(contactId)).language ?? languageWanted(request), page));
  };
  return {
    show: answer(async (contactId) => PAGES.get((await find(contactId)).mayWriteFirst) ?? 'gone'),
    // Whoever is gone, and may have come back as somebody new, is told how it is done in the chat.
    act: answer(async (contactId) => ((await optOut(contactId)) ? 'done' : 'gone')),
  };
}

/** Read to its end, so that the answer arrives, and no further than anybody needs. */
async function readAway(request: Request): Promise<void> {
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES) throw new BodyError(413, `The body is larger than ${BODY_BYTES} bytes.`);
  }
}

function languageWanted(request: Request): Language {
  return (request.headers['accept-language'] ?? '').split(',').map(languageOf).find((language) => language !== undefined) ?? 'en';
}

function writePage(language: Language, page: Page): string {
  const [title = '', ...paragraphs] = TEXTS[page].map((key) => escapeHtml(word(language, key)));
  const button = `<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>${escapeHtml(word(language, 'mails:unsubscribe.button'))}</button></form>\n`;
  return `<!DOCTYPE html>
<html lang="${language}" dir="${isRightToLeft(language) ? 'rtl' : 'ltr'}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style></head>
<body><main>
<h1>${title}</h1>
${paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join('\n')}
${page === 'ask' ? button : ''}</main></body>
</html>
`;
}

function answerPage(response: Response, status: number, page: string): void {
  const bytes = Buffer.from(page);
  response.writeHead(status, { ...HEADERS, 'content-length': String(bytes.length) });
  response.end(bytes);
}
