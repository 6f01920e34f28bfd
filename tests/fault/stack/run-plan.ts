import type { RoundReport } from './fault-round.js';
import type { Fault } from './faults.js';
import { type Random, seeded, shuffled } from './random.js';

/** The rounds of a short run, of which few are slow. */
const HANDFUL = { quick: 6, slow: 2 };
const USUAL_SEED = 20_261_125;
/** The live status must be correct within this time after the repair. */
const PROMISED_MS = 10_000;

/** The settings of a run. */
export interface RunPlan {
  /** 0: a short run. */
  readonly rounds: number;
  /** The first round, from 1: a long run can be split. */
  readonly from: number;
  /** Seed of all random choices. */
  readonly seed: number;
}

export function fromEnvironment(environment: NodeJS.ProcessEnv): RunPlan {
  const number = (name: string, otherwise: number): number => Number(environment[name] ?? otherwise);
  return {
    rounds: number('MNARA_FAULT_ROUNDS', 0),
    from: number('MNARA_FAULT_FROM', 1),
    seed: number('MNARA_FAULT_SEED', USUAL_SEED),
  };
}

/** The random numbers of one round, independent of the rounds before it. */
export const chanceOf = ({ seed }: RunPlan, round: number): Random => seeded(seed + round * 0x9e3779b1);

/** A round of a run. */
export interface Round {
  /** From 1. */
  readonly number: number;
  readonly fault: Fault;
}

/** The rounds of a run, in their order. */
export function planned(faults: readonly Fault[], plan: RunPlan): Round[] {
  const all = chosen(faults, plan.from - 1 + plan.rounds, plan.rounds === 0, seeded(plan.seed));
  return all.map((fault, index) => ({ number: index + 1, fault })).slice(plan.from - 1);
}

/** The shuffled table of faults, repeated as often as needed; or a short selection. */
function chosen(faults: readonly Fault[], rounds: number, isHandful: boolean, random: Random): Fault[] {
  if (isHandful) {
    const quick = shuffled(
      faults.filter(({ isSlow }) => !isSlow),
      random,
    ).slice(0, HANDFUL.quick);
    const slow = shuffled(
      faults.filter(({ isSlow, lasts }) => isSlow && lasts[1] < 20_000),
      random,
    );
    return shuffled([...quick, ...slow.slice(0, HANDFUL.slow)], random);
  }
  const plan: Fault[] = [];
  while (plan.length < rounds) plan.push(...shuffled(faults, random));
  return plan.slice(0, rounds);
}

/** How long the live status took, over all rounds and for each fault, as Markdown. */
export function spread(reports: readonly RoundReport[]): string {
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  const at = (times: readonly number[], share: number): number =>
    times[Math.min(times.length - 1, Math.ceil(share * times.length) - 1)] ?? 0;
  const row = (name: string, of: readonly RoundReport[]): string => {
    const live = of.map(({ liveMs }) => liveMs).sort((a, b) => a - b);
    const start = of.map(({ startMs }) => startMs).sort((a, b) => a - b);
    const kept = live.filter((ms) => ms <= PROMISED_MS).length;
    const wrong = of.filter((one) => one.wrong.length > 0).length;
    return `| ${[name, of.length, wrong, seconds(at(start, 1)), ...[0.5, 0.9, 1].map((share) => seconds(at(live, share))), `${kept} of ${of.length}`].join(' | ')} |`;
  };
  const names = [...new Set(reports.map(({ fault }) => fault))];
  return [
    '| fault | rounds | wrong | longest start, s | live again, median s | p90 | longest | within 10 s |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...names.map((name) =>
      row(
        name,
        reports.filter(({ fault }) => fault === name),
      ),
    ),
    row('all', reports),
  ].join('\n');
}
