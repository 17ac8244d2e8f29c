/** Builds what understands free text, and nothing else: for commands that need neither a database nor channels. */
import { createUnderstanding, type Understanding } from '../services/understanding/understanding';

export function openUnderstanding(): Understanding {
  return createUnderstanding();
}
