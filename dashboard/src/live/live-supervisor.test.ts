import { describe, expect, it } from 'vitest';
import { MAX_WAIT_MS } from './backoff';
import { aHeartbeat, aSnapshot } from './live-samples';
import type { LiveMessage } from './live-state';
import { type LiveSink, LiveSupervisor, SERVER_TIMEOUT_MS } from './live-supervisor';

/** A supervisor over transports that the test plays, and a clock that it turns. */
function stage(accept: (message: LiveMessage) => boolean = () => true) {
  const sinks: LiveSink[] = [];
  const closed: number[] = [];
  const phases: string[] = [];
  const messages: LiveMessage[] = [];
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  let now = 0;
  const supervisor = new LiveSupervisor(
    (sink) => {
      const index = sinks.push(sink) - 1;
      return () => closed.push(index);
    },
    {
      phase: (phase) => phases.push(phase),
      message: (message) => {
        messages.push(message);
        return accept(message);
      },
    },
    {
      after: (ms, run) => {
        const timer = { at: now + ms, run };
        timers.push(timer);
        return () => {
          timers = timers.filter((each) => each !== timer);
        };
      },
      random: () => 1,
    },
  );
  const wait = (ms: number) => {
    const until = now + ms;
    for (;;) {
      const due = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      timers = timers.filter((timer) => timer !== due);
      now = due.at;
      due.run();
    }
    now = until;
  };
  supervisor.start();
  return { supervisor, sinks, closed, phases, messages, wait, timers: () => timers.length };
}

describe('LiveSupervisor', () => {
  it('reconnects after every end, for ever, within the maximum wait', () => {
    const { sinks, wait } = stage();
    for (let end = 0; end < 50; end++) {
      sinks.at(-1)?.ended('fatal close code');
      wait(MAX_WAIT_MS);
      expect(sinks).toHaveLength(end + 2);
    }
  });

  it('gives a silent socket up and opens another', () => {
    const { sinks, closed, wait, phases } = stage();
    sinks[0]?.opened();
    sinks[0]?.message(aSnapshot());
    wait(SERVER_TIMEOUT_MS - 1);
    expect(sinks).toHaveLength(1);
    wait(MAX_WAIT_MS);
    expect(sinks).toHaveLength(2);
    expect(closed).toEqual([0]);
    expect(phases.at(-1)).toBe('connecting');
  });

  it('is not alarmed while heartbeats come', () => {
    const { sinks, wait } = stage();
    for (let beat = 0; beat < 20; beat++) {
      wait(5_000);
      sinks[0]?.message(aHeartbeat());
    }
    expect(sinks).toHaveLength(1);
  });

  it('asks for a fresh snapshot after a gap', () => {
    const { sinks, closed, wait } = stage((message) => message.seq !== 7);
    sinks[0]?.message(aHeartbeat({ seq: 7 }));
    wait(1_000);
    expect(sinks).toHaveLength(2);
    expect(closed).toEqual([0]);
  });

  it('ignores messages of a transport that it replaced', () => {
    const { sinks, messages, wait } = stage();
    sinks[0]?.ended('gone');
    wait(1_000);
    sinks[0]?.message(aSnapshot());
    sinks[0]?.ended('again');
    wait(1_000);
    expect(messages).toHaveLength(0);
    expect(sinks).toHaveLength(2);
  });

  it('renews without a blank: the old transport ends only once the new one speaks', () => {
    const { supervisor, sinks, closed, phases } = stage();
    sinks[0]?.opened();
    sinks[0]?.message(aSnapshot());
    supervisor.renew();
    expect(sinks).toHaveLength(2);
    expect(closed).toEqual([]);
    sinks[1]?.message(aSnapshot());
    expect(closed).toEqual([0]);
    expect(phases).toEqual(['connecting', 'open']);
  });

  it('leaves nothing behind when it stops', () => {
    const { supervisor, closed, timers, sinks, wait } = stage();
    sinks[0]?.message(aSnapshot());
    supervisor.stop();
    expect([closed, timers()]).toEqual([[0], 0]);
    wait(100_000);
    expect(sinks).toHaveLength(1);
  });
});
