/** Files on the console: what contacts attached is fetched here and nowhere else, and what agents send comes in. */
import type { Response } from 'restify';
import type { AgentFiles } from '../../services/agents/agentFiles';
import { answerJson, HttpError } from '../answers';
import { parseBody, readBody } from '../body';
import type { Door } from '../serving';
import type { FileView } from './api';
import { pathId, textOf } from './asking';
import type { Doorway } from './gate';
import { TALKS } from './reading';

export interface FilesParts {
  readonly doorway: Doorway;
  readonly files: AgentFiles;
  readonly limitBytes: number;
}

/** Nothing in it runs, whatever it is and however it is opened. */
const POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'";
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const STATUS = { tooLarge: 413, tooMany: 429, type: 415, empty: 415 } as const;
const NAME = 300;
/** Around the bytes. */
const ENVELOPE = 4096;

export function fileDoors({ doorway, files, limitBytes }: FilesParts): readonly Door[] {
  const textLimit = Math.ceil(limitBytes / 3) * 4;
  return [
    doorway.inside('get', '/console/api/files/:id', TALKS, async (request, response) => {
      const file = await files.read(pathId(request));
      if (!file) throw new HttpError(404, 'NotFound', 'There is nothing here.');
      answerFile(response, file);
    }),
    doorway.inside('post', '/console/api/files', TALKS, async (request, response, { agent }) => {
      const body = parseBody(await readBody(request, textLimit + ENVELOPE));
      const bytes = bytesOf(textOf(body, 'base64', textLimit));
      const kept = await files.keep(agent.id, textOf(body, 'name', NAME), bytes);
      if (kept.kind === 'refused') throw new HttpError(STATUS[kept.reason], 'File', `The file cannot be sent (${kept.reason}).`);
      answerJson(response, 200, { ...kept.file, state: 'kept', reason: null } satisfies FileView);
    }),
  ];
}

function bytesOf(base64: string): Buffer {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) throw new HttpError(400, 'BadRequest', 'base64 is the file in base64.');
  return Buffer.from(base64, 'base64');
}

function answerFile(response: Response, { name, contentType, bytes }: { readonly name: string | null; readonly contentType: string; readonly bytes: Buffer }): void {
  const isPicture = PICTURES.has(contentType);
  const plain = (name ?? 'file').replace(/[^\w.-]/g, '_');
  const encoded = encodeURIComponent(name ?? 'file').replace(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
  response.writeHead(200, {
    'content-type': isPicture ? contentType : 'application/octet-stream', 'content-length': String(bytes.length), 'content-security-policy': POLICY,
    'content-disposition': `${isPicture ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${encoded}`,
  });
  response.end(bytes);
}

