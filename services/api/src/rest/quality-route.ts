import { z } from 'zod';
import { QualityStore } from '#store/quality/quality-store.js';
import { COMPONENTS } from './components.js';
import { iso, isoOrNull } from './iso-time.js';
import { localDay } from './local-period.js';
import { PERIOD } from './query-parameters.js';
import { restRoute } from './rest-route.js';

const n = z.number();
const answer = z
  .object({
    agents: z.array(
      z.object({
        agentId: z.string(),
        outboxId: z.string(),
        centreId: z.string().nullable(),
        recorded: n,
        applied: n,
        duplicates: n,
        deadLetters: n,
        lost: n,
        inFlight: n,
        redelivered: n,
        lastReceivedAt: z.iso.datetime().nullable(),
      }),
    ),
    deadLetters: z.array(
      z.object({
        agentId: z.string(),
        centreId: z.string(),
        code: z.string(),
        reason: z.string(),
        n,
        newestAt: z.iso.datetime(),
      }),
    ),
    defects: z.array(z.object({ centreId: z.string(), defect: z.string(), n })),
  })
  .register(COMPONENTS, { id: 'Quality' });

/** How well the pipeline does. Grows with agents, and with the kinds of faults: at most 10,000 are given. */
export const qualityRoute = restRoute({
  name: 'quality',
  summary: 'What arrived, what could not be used, and defects of the data',
  description: 'Positions of agents and dead letters as they are now, and defects of the days of the period.',
  query: z.object(PERIOD),
  answer,
  isList: false,
  respond: async (asked, { viewer, visible, now, read }) => {
    const zone = visible.network.timeZone;
    const [from, to] = [localDay('from', asked, now, zone), localDay('to', asked, now, zone)];
    const body = await read(async (database) => {
      const store = new QualityStore(database);
      const agents = await store.positions(viewer.scope);
      const deadLetters = await store.deadLetters(viewer.scope);
      return {
        agents: agents.map(({ lastReceivedAt: at, ...agent }) => ({
          ...agent,
          lastReceivedAt: isoOrNull(at),
        })),
        deadLetters: deadLetters.map((one) => ({ ...one, newestAt: iso(one.newestAt) })),
        defects: [...(await store.defects(viewer.scope, from, to))],
      };
    });
    return { body };
  },
});
