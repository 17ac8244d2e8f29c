/** Trains the model of the topics, where the lines or the way in which they are read have changed since. Takes the folder of the compiled services. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.resolve(import.meta.dirname, '../..');
const [compiled] = process.argv.slice(2);
const load = async (name) => (await import(pathToFileURL(path.join(root, compiled, 'services/understanding', `${name}.js`)))).default;
const [{ readLines }, { train }, { readModel, writeModel }] = await Promise.all(['lines', 'training', 'classifier'].map(load));
const file = path.join(root, 'services/understanding/trained/topics.bin');

const lines = readLines(path.join(root, 'locales'), ['en', 'de', 'fr', 'ru', 'ar']);
const made = madeOf();
if (!isThere()) {
  console.error(`Learning ${lines.length} lines ...`);
  // What an interrupted training has left goes as well.
  rmSync(path.dirname(file), { recursive: true, force: true });
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, writeModel(train(lines), made));
  renameSync(`${file}.${process.pid}`, file);
}

function madeOf() {
  const hash = createHash('sha256').update(JSON.stringify(lines));
  for (const file of ['services/understanding/features.js', 'services/understanding/training.js', 'services/understanding/classifier.js', 'locales/folding.js']) hash.update(readFileSync(path.join(root, compiled, file)));
  return hash.digest('hex');
}

function isThere() {
  try {
    return existsSync(file) && readModel(readFileSync(file)).made === made;
  } catch {
    return false;
  }
}
