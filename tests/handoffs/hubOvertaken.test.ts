/** What a hub says while another instance was faster: it counts once, calls nobody twice, and the trail has nothing that did not happen. */
import { withHub, withoutHub } from '../../bot/handoffs/hub';
import type { Turns } from '../../bot/turn';
import { createHandoffStage, type HandoffStage } from '../agentsStage';

let stage: HandoffStage;
let number = 0;
const called: string[] = [];
const counted: (Readonly<Record<string, string>> | undefined)[] = [];
beforeAll(async () => { stage = await createHandoffStage(); });
afterAll(() => stage?.stop());
beforeEach(() => { called.length = 0; counted.length = 0; });

/** Somebody whose handoff waits at a hub. */
async function asked(): Promise<{ readonly conversation: string; readonly conversationId: string; readonly handoffId: string }> {
  const oid = `oid-${(number += 1)}`;
  const conversation = `a:${oid}`;
  await stage.send({ oid, name: 'Ana' }, conversation, { text: 'hello' });
  const conversationId = `msteams|${conversation}`;
  const handoffId = await stage.asks(conversationId, 'Where are the licences?');
  await stage.world.lotse.database.prisma.handoff.update({ where: { id: handoffId }, data: { via: 'hub' } });
  return { conversation, conversationId, handoffId };
}

function partsWith(tell: Turns['tell']) {
  const { services } = stage.world.lotse;
  return {
    turns: { ...stage.turns, tell }, handoffs: services.handoffs, audit: services.audit, clock: services.clock, calls: { call: async (id: string) => void called.push(id) },
    log: { info: () => {}, error: () => {} } as never, metrics: { count: (_name: string, labels?: Readonly<Record<string, string>>) => void counted.push(labels) } as never,
  };
}

const acts = async (subject: string) => (await stage.world.lotse.services.audit.read({ subject }, 10)).rows.map(({ act }) => act);
const channel = { id: 'msteams', handOver: () => ({}) } as never;

it('a status that was played here in vain, since another instance had done the same by then, is counted and called there alone', async () => {
  const { conversation, handoffId } = await asked();
  const { prisma } = stage.world.lotse.database;
  const { hear } = withHub(partsWith(async (conversationId, activityId, telling) => {
    await prisma.$transaction(async (transaction) => {
      for (const effect of telling.effects ?? []) await effect(transaction, { conversationId, activityId, at: new Date() });
      throw new Error('overtaken');
    }).catch(() => {});
    // The other instance.
    await stage.turns.tell(conversationId, activityId, { mustCount: true });
    return stage.turns.tell(conversationId, activityId, telling);
  }));
  await hear({ kind: 'status', conversation, address: '{}', id: 'status-1', heard: { text: '', hasAttachments: false, isDirect: true }, status: { state: 'failed', handoffId } }, channel);
  expect([called, counted, await acts(handoffId)]).toEqual([[], [{ status: 'ignored' }], []]);
});

it('what somebody at the hub has taken just now is not taken back, and the trail does not say so', async () => {
  const { conversationId, handoffId } = await asked();
  const { services } = stage.world.lotse;
  const missed = withoutHub(partsWith(async (id, name, telling) => {
    await stage.turns.tell(id, 'joins', { effects: [services.handoffs.hub.heed(handoffId, 'accepted', 'join')] });
    return stage.turns.tell(id, name, telling);
  }), async () => {});
  await missed({ conversationId, activityId: `open|${handoffId}` }, 'undelivered');
  expect([called, await acts(handoffId)]).toEqual([[], []]);
  expect(await services.handoffs.find(handoffId)).toMatchObject({ state: 'joined', via: 'hub' });
});

it('what waits there still is taken back, called, and in the trail', async () => {
  const { conversationId, handoffId } = await asked();
  await withoutHub(partsWith(stage.turns.tell), async () => {})({ conversationId, activityId: `open|${handoffId}` }, 'undelivered');
  expect([called, await acts(handoffId)]).toEqual([[handoffId], ['handoff.transfer']]);
});
