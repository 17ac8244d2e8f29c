/** Where the API begins: some give WEBEX_API_URL without its version, and are understood. */

const ME = '/people/me';
const VERSION = '/v1';

/** Asks who the bot is; under the version, where the address has no path and knows nobody. Answers with what to put in front of all paths from then on. */
export async function askWhoIs<T extends object>(url: string, get: (target: string) => Promise<T>): Promise<{ readonly root: string; readonly answer: T }> {
  const root = url.replace(/\/+$/, '');
  const answer = await get(root + ME);
  if (!isUnknown(answer) || new URL(root).pathname !== '/') return { root, answer };
  const versioned = await get(root + VERSION + ME);
  return isUnknown(versioned) || !('status' in versioned) ? { root, answer } : { root: root + VERSION, answer: versioned };
}

function isUnknown(answer: object): boolean {
  return 'status' in answer && answer.status === 404;
}
