import { describe, expect, it } from 'vitest';
import { readDefaultRules } from '#config-files/rules/default-rules.js';
import { DEMO_SEED, demoCentres } from './demo-centres.js';
import { chooseTimeZone, demoNetwork } from './demo-network.js';
import { incidentsOf } from './simulator/incidents.js';
import { dateOf } from './simulator/local-day.js';

describe('chooseTimeZone', () => {
  it('returns a zone in which it is mid-morning, for every minute of the day', () => {
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      const now = Date.UTC(2026, 10, 24, 0, minute);
      const format = new Intl.DateTimeFormat('en-GB', {
        timeZone: chooseTimeZone(now),
        hour: '2-digit',
        minute: '2-digit',
      });
      const [hour = 0, past = 0] = format.format(now).split(':').map(Number);
      expect(Math.abs(hour * 60 + past - 615)).toBeLessThanOrEqual(30);
    }
  });
});

describe('demoNetwork', () => {
  const { network, yamlText } = demoNetwork(Date.UTC(2026, 10, 24, 4, 15));

  it('has the 47 counties, each with a centre and a tile of the map', () => {
    expect(network.network.timeZone).toBe('Etc/GMT-6');
    expect(yamlText).toContain('timeZone: Etc/GMT-6');
    expect(network.regions).toHaveLength(47);
    const withCentre = new Set(network.centres.map((centre) => centre.region));
    expect(network.regions.filter((region) => !withCentre.has(region.id) || !region.tile)).toEqual([]);
    expect(network.regions.filter((region) => region.tile?.label.length !== 3)).toEqual([]);
  });

  it('has 55 centres whose desks together serve every service that they offer', () => {
    expect(network.centres).toHaveLength(55);
    expect(network.services.length).toBeGreaterThanOrEqual(40);
    for (const centre of network.centres) {
      const given = new Set(centre.desks.flatMap((desk) => desk.services ?? []));
      const offered = centre.services ?? network.services.map((service) => service.id);
      expect(offered.filter((id) => !given.has(id))).toEqual([]);
    }
  });

  it('has a power cut soon after the first start that fires an alert of the default rules and ends', () => {
    const start = Date.UTC(2026, 10, 24, 4, 15);
    const cuts = demoCentres(network).flatMap((centre) => {
      const incidents = incidentsOf(centre, dateOf(start, centre.calendar.timeZone), DEMO_SEED, start);
      return incidents.powerCuts.map(({ from, to }) => [centre.id, from - start, to - start]);
    });
    expect(cuts).toEqual([['homa-bay', 15_000, 495_000]]);
    const rule = readDefaultRules().rules.find(({ watch }) => watch === 'power_down');
    expect(rule?.forSeconds).toBeLessThanOrEqual(60);
  });
});
