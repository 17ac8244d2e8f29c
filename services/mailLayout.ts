/** Lays out a mail: the same words as plain text and as HTML that fetches nothing and keeps the colours of its reader. Pure. */
import { isolate, isRightToLeft, type Language } from '../locales';

export interface MailWords {
  readonly language: Language;
  readonly subject: string;
  /** The first one leads up to the code, where there is one. */
  readonly paragraphs: readonly string[];
  readonly code?: string;
  /** Who wrote, and why. */
  readonly closing: string;
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
  code: "margin:8px 0 24px;padding:14px 8px;border:1px solid #808080;border-radius:8px;text-align:center;direction:ltr;unicode-bidi:isolate;font-family:Consolas,Menlo,'Noto Sans Mono',monospace;font-size:32px;line-height:1.2;font-weight:bold;letter-spacing:2px;white-space:nowrap",
  closing: 'margin:24px 0 0;padding-top:12px;border-top:1px solid #808080;font-size:14px',
} as const;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function layOutMail(words: MailWords): MailBody {
  return { subject: words.subject, text: writeText(words), html: writeHtml(words) };
}

function writeText({ language, paragraphs: [first, ...rest], code, closing }: MailWords): string {
  const shown = code !== undefined && (isRightToLeft(language) ? isolate(group(code)) : group(code));
  return `${[first, shown, ...rest, closing].filter((part) => typeof part === 'string').join('\n\n')}\n`;
}

function writeHtml({ language, subject, paragraphs: [first, ...rest], code, closing }: MailWords): string {
  const parts = [
    first !== undefined && element('p', 'paragraph', first),
    code !== undefined && `<div dir="ltr" style="${escape(STYLES.code)}">${escape(group(code))}</div>`,
    ...rest.map((paragraph) => element('p', 'paragraph', paragraph)),
    element('p', 'closing', closing),
  ].filter((part) => part !== false);
  const direction = isRightToLeft(language) ? 'rtl' : 'ltr';
  return `<!DOCTYPE html>
<html lang="${language}" dir="${direction}" style="color-scheme:light dark">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escape(subject)}</title></head>
<body style="${escape(STYLES.body)}">
<div lang="${language}" dir="${direction}" style="${STYLES.sheet}">
${parts.join('\n')}
</div>
</body>
</html>
`;
}

function element(name: 'p', style: 'paragraph' | 'closing', text: string): string {
  return `<${name} style="${STYLES[style]}">${escape(text).replaceAll('\n', '<br>')}</${name}>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** "123456" as "123 456". */
function group(code: string): string {
  return code.replace(/\B(?=(?:\d{3})+$)/g, ' ');
}
