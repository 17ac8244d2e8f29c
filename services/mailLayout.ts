/** Lays out a mail: the same words as plain text and as HTML that fetches nothing and keeps the colours of its reader. Pure. */
import { isolate, isRightToLeft, type Language } from '../locales';

/** A line of a mail that leads to a page: http or https. */
export interface MailLink {
  readonly text: string;
  readonly url: string;
}

export interface MailWords {
  readonly language: Language;
  readonly subject: string;
  /** The first one leads up to the code, where there is one. */
  readonly paragraphs: readonly string[];
  readonly code?: string;
  /** What belongs together but is not one sentence, after the paragraphs. */
  readonly list?: readonly string[];
  readonly links?: readonly MailLink[];
  /** Who wrote, and why. */
  readonly closing: string;
  /** How to get no more of these. */
  readonly unsubscribe?: MailLink;
}

export interface MailBody {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const FONT = "'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Noto Sans Arabic', Arial, sans-serif";
/** No colour but one that stands out on white and on black: mail programs turn the others as their reader likes it. */
const STYLES = {
  body: `margin:0;padding:24px 16px;font-family:${FONT};font-size:16px;line-height:1.55`,
  sheet: 'max-width:560px;margin:0 auto;overflow-wrap:anywhere;border-top:4px solid #2f80c2;padding-top:20px',
  paragraph: 'margin:0 0 16px',
  list: 'margin:0 0 16px;padding:0 24px',
  code: "margin:8px 0 24px;padding:14px 8px;border:1px solid #808080;border-radius:8px;text-align:center;direction:ltr;unicode-bidi:isolate;font-family:Consolas,Menlo,'Noto Sans Mono',monospace;font-size:32px;line-height:1.2;font-weight:bold;letter-spacing:2px;white-space:nowrap",
  closing: 'margin:24px 0 0;padding-top:12px;border-top:1px solid #808080;font-size:14px',
} as const;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function layOutMail(words: MailWords): MailBody {
  return { subject: words.subject, text: writeText(words), html: writeHtml(words) };
}

function writeText({ language, paragraphs: [first, ...rest], code, list = [], links = [], closing, unsubscribe }: MailWords): string {
  const leftToRight = (text: string) => (isRightToLeft(language) ? isolate(text) : text);
  const colon = language === 'fr' ? '\u202f:' : ':';
  const line = ({ text, url }: MailLink) => `${text}${colon} ${leftToRight(checked(url))}`;
  const parts = [
    first, code !== undefined && leftToRight(group(code)), ...rest, list.length > 0 && list.map((item) => `- ${item}`).join('\n'),
    ...links.map(line), closing, unsubscribe && line(unsubscribe),
  ];
  return `${parts.filter((part) => typeof part === 'string').join('\n\n').replaceAll('**', '')}\n`;
}

function writeHtml({ language, subject, paragraphs: [first, ...rest], code, list = [], links = [], closing, unsubscribe }: MailWords): string {
  const parts = [
    first !== undefined && element('paragraph', escapeLines(first)),
    code !== undefined && `<div dir="ltr" style="${escapeHtml(STYLES.code)}">${escapeHtml(group(code))}</div>`,
    ...rest.map((paragraph) => element('paragraph', escapeLines(paragraph))),
    list.length > 0 && `<ul style="${STYLES.list}">\n${list.map((item) => `<li>${escapeLines(item)}</li>`).join('\n')}\n</ul>`,
    ...links.map((link) => element('paragraph', anchor(link))),
    element('closing', unsubscribe ? `${escapeLines(closing)}<br><br>${anchor(unsubscribe)}` : escapeLines(closing)),
  ].filter((part) => part !== false);
  const direction = isRightToLeft(language) ? 'rtl' : 'ltr';
  return `<!DOCTYPE html>
<html lang="${language}" dir="${direction}" style="color-scheme:light dark">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escapeHtml(subject)}</title></head>
<body style="${escapeHtml(STYLES.body)}">
<div lang="${language}" dir="${direction}" style="${STYLES.sheet}">
${parts.join('\n')}
</div>
</body>
</html>
`;
}

function element(style: 'paragraph' | 'closing', html: string): string {
  return `<p style="${STYLES[style]}">${html}</p>`;
}

function anchor({ text, url }: MailLink): string {
  return `<a href="${escapeHtml(checked(url))}">${escapeHtml(text)}</a>`;
}

/** A mail leads to pages and to nothing else that a program might open. */
function checked(url: string): string {
  if (!/^https?:\/\/[^\s<>"]+$/.test(url)) throw new Error('A link of a mail begins with http: or https:, and has no spaces.');
  return url;
}

/** Words on Cisco's screens stand between `**`. */
function escapeLines(text: string): string {
  return escapeHtml(text).replaceAll('\n', '<br>').split('**').map((run, index) => (index % 2 === 1 ? `<strong>${run}</strong>` : run)).join('');
}

/** The text as text, whatever it looks like. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** "123456" as "123 456". */
function group(code: string): string {
  return code.replace(/\B(?=(?:\d{3})+$)/g, ' ');
}
