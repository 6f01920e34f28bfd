import { z } from 'zod';
import { nameIn } from '../network/network-view.js';
import { COMPONENTS } from './components.js';
import { language } from './query-parameters.js';
import { restRoute } from './rest-route.js';

const id = z.string();
const name = z.string();
const answer = z
  .object({
    network: z.object({
      id,
      name,
      timeZone: z.string(),
      serviceLevelTarget: z.number(),
      satisfactionTarget: z.number(),
    }),
    regions: z.array(z.object({ id, name })),
    centres: z.array(
      z.object({
        id,
        name,
        regionId: z.string(),
        kind: z.string(),
        latitude: z.number().nullable(),
        longitude: z.number().nullable(),
        timeZone: z.string(),
        serviceIds: z.array(z.string()),
        desks: z.array(z.object({ id, name, serviceIds: z.array(z.string()).describe('Empty: all of the centre') })),
      }),
    ),
    services: z.array(
      z.object({
        id,
        name,
        agencyId: z.string().nullable(),
        targetSeconds: z.number().nullable(),
        shortestSeconds: z.number().nullable(),
      }),
    ),
    agencies: z.array(z.object({ id, name })),
  })
  .register(COMPONENTS, { id: 'Network' });

/** Places and services, as the viewer may see them. The network is in memory, and grows with its centres alone. */
export const networkRoute = restRoute({
  name: 'network',
  summary: 'Regions, centres, desks, services and agencies',
  description: 'What the viewer may see of the network, with names in one language.',
  query: z.object({ language }),
  answer,
  isList: false,
  respond: ({ language: wanted }, { visible }) => {
    const named = (one: { readonly id: string; readonly names: Readonly<Record<string, string>> }) => ({
      id: one.id,
      name: nameIn(one.names, one.id)({ language: wanted }),
    });
    const { network, regions, centres, services, agencies } = visible;
    const { timeZone, serviceLevelTarget, satisfactionTarget } = network;
    return Promise.resolve({
      body: {
        network: { ...named(network), timeZone, serviceLevelTarget, satisfactionTarget },
        regions: regions.map(named),
        centres: centres.map((centre) => ({
          ...named(centre),
          regionId: centre.regionId,
          kind: centre.kind,
          latitude: centre.latitude,
          longitude: centre.longitude,
          timeZone: centre.calendar.timeZone,
          serviceIds: [...centre.serviceIds],
          desks: centre.desks.map((desk) => ({ ...named(desk), serviceIds: [...desk.serviceIds] })),
        })),
        services: services.map((service) => ({
          ...named(service),
          agencyId: service.agencyId,
          targetSeconds: service.targetSeconds,
          shortestSeconds: service.shortestSeconds,
        })),
        agencies: agencies.map(named),
      },
    });
  },
});
