/** Where a card may lead: web pages and mail, nothing else. */
const SCHEMES = ['https:', 'http:', 'mailto:'];

export function isSafe(url: string | undefined): boolean {
  return SCHEMES.includes(schemeOf(url));
}

export function follow(url: string | undefined): void {
  if (!url || !isSafe(url)) return;
  if (schemeOf(url) === 'mailto:') location.assign(url);
  else window.open(url, '_blank', 'noopener,noreferrer');
}

function schemeOf(url: string | undefined): string {
  try {
    return new URL(url ?? '').protocol;
  } catch {
    return '';
  }
}
