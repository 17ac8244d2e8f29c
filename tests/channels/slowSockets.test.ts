/** Connections that are opened and never used up must not keep others out. */
import net from 'node:net';
import { createHome, post, startLotse, type Home, type LotseProcess } from '../process';

const COUNT = 210;

let home: Home;
let lotse: LotseProcess;
const sockets: net.Socket[] = [];

beforeAll(async () => {
  home = await createHome();
  lotse = await startLotse(home);
});
afterEach(() => { for (const socket of sockets.splice(0)) socket.destroy(); });
afterAll(async () => {
  await lotse.end('SIGKILL');
  await home.remove();
});

/** Opens connections that send this much and then nothing; resolves when Lotse has all of it. */
async function openSlow(start: string): Promise<void> {
  const { hostname, port } = new URL(lotse.url);
  await Promise.all(Array.from({ length: COUNT }, () => new Promise<void>((resolve, reject) => {
    const socket = net.connect(Number(port), hostname, () => (start === '' ? resolve() : void socket.write(start, () => resolve())));
    socket.on('error', reject);
    sockets.push(socket);
  })));
}

const body = (id: number) => JSON.stringify({
  type: 'message', id: `s${id}`, channelId: 'msteams', serviceUrl: 'http://127.0.0.1:9/', deliveryMode: 'expectReplies', text: 'menu',
  from: { id: 'ana' }, recipient: { id: 'bot' }, conversation: { id: 'beside-slow-ones' },
});
const head = 'POST /api/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 400\r\n';

describe.each([
  { what: 'send nothing', start: '' },
  { what: 'send half of a header', start: head.slice(0, 40) },
  { what: 'send a header and no body', start: `${head}\r\n` },
  { what: 'send half of a body', start: `${head}\r\n${body(0).slice(0, 100)}` },
])(`${COUNT} connections that $what`, ({ start }) => {
  it('do not stop anybody else from being served in the same second', async () => {
    await openSlow(start);
    for (let id = 0; id < 5; id += 1) {
      const before = performance.now();
      const answer = await post(`${lotse.url}/api/messages`, body(id));
      expect({ status: answer.status, isSoon: performance.now() - before < 1000 }).toEqual({ status: 200, isSoon: true });
    }
    expect(sockets.filter((socket) => socket.destroyed)).toEqual([]);
  });
});
