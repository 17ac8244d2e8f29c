/** Where replies may go: the hosts of the Bot Framework, or in local mode this machine. Checked before a turn and before each send. */

export interface ServiceUrlRule {
  readonly isLocal: boolean;
  /** Host names; `*.` stands for one or more labels. */
  readonly hosts: readonly string[];
}

const USUAL_LENGTH = 1000;

export function isServiceUrlAllowed(rule: ServiceUrlRule, serviceUrl: unknown, longest = USUAL_LENGTH): boolean {
  if (typeof serviceUrl !== 'string' || serviceUrl.length > longest || !URL.canParse(serviceUrl)) return false;
  const url = new URL(serviceUrl);
  if (url.username !== '' || url.password !== '' || url.hash !== '') return false;
  if (rule.isLocal) return (url.protocol === 'http:' || url.protocol === 'https:') && isLoopback(url.hostname);
  return url.protocol === 'https:' && url.port === '' && rule.hosts.some((host) => matches(url.hostname, host));
}

/** 127.0.0.0/8 (the URL parser has already turned decimal and octal forms into dotted ones), ::1, and localhost. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}

function matches(hostname: string, allowed: string): boolean {
  if (!allowed.startsWith('*.')) return hostname === allowed;
  const suffix = allowed.slice(1);
  return hostname.length > suffix.length && hostname.endsWith(suffix);
}
