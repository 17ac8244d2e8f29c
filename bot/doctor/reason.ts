/** Why something did not work, in words that belong into the middle of a sentence. */
import { NetworkError } from '../../services/network';

const LIMIT = 200;

export function reasonOf(error: unknown): string {
  if (error instanceof NetworkError) return `no answer (${error.code})`;
  if (error instanceof SyntaxError) return 'an answer that is no JSON';
  const sentence = error instanceof Error ? error.message : String(error);
  return sentence.split('\n', 1)[0]!.slice(0, LIMIT);
}
