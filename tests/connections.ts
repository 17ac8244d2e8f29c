/** Watches which connections this process opens: to Lotse itself and to the tests' own database it may, to nobody else. */
import net from 'node:net';

export interface Trap {
  /** `host:port` of each other connection. */
  readonly opened: string[];
  restore(): void;
}

/** `own`: Lotse's own address. */
export function trapConnections(own: string): Trap {
  const opened: string[] = [];
  const database = process.env.TEST_DATABASE_URL;
  const allowed = [own, ...(database ? [database] : [])].map((url) => { const { hostname, port } = new URL(url); return `${hostname}:${port || '5432'}`; });
  const connect = net.Socket.prototype.connect;
  const trap = jest.spyOn(net.Socket.prototype, 'connect').mockImplementation(function (this: net.Socket, ...args: unknown[]) {
    const target = targetOf(Array.isArray(args[0]) ? (args[0] as unknown[]) : args);
    if (!allowed.includes(target)) opened.push(target);
    return connect.apply(this, args as never);
  });
  return { opened, restore: () => trap.mockRestore() };
}

/** The two ways to name a target: an object, or port and host. */
function targetOf([first, second]: unknown[]): string {
  if (typeof first !== 'object' || first === null) return `${String(second)}:${String(first)}`;
  const { host, path, port } = first as { host?: string; path?: string; port?: number };
  return `${host ?? path}:${port}`;
}
