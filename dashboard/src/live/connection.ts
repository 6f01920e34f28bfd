import { useEffect } from 'react';
import { CENTRES_AT_MOST, NETWORK_LIVE, SCOPE_LIVE } from './live-operations';
import type { LiveMessage } from './live-state';
import {
  beginDetail,
  type DetailScope,
  receiveDetail,
  receiveNetwork,
  scopeKey,
  setSocketPhase,
  useLiveStore,
} from './live-store';
import { LiveSupervisor, type SupervisorClock, type SupervisorEvents } from './live-supervisor';
import { shouldReload } from './reload';
import { Session } from './session';
import { type LiveOperation, socketTransport, socketUrl } from './socket-transport';

const RELOAD_KEY = 'mnara.reloadedAt';

const clock: SupervisorClock = {
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

const supervisors = new Set<Pick<LiveSupervisor, 'renew'>>();

/** Shows the sign-in page, which leads back here. */
function showSignIn(): void {
  const here = location.pathname + location.search;
  if (location.pathname !== '/sign-in') location.replace(`/sign-in?next=${encodeURIComponent(here)}`);
}

/** The session of this page; renewing it opens every socket again, without a blank screen. */
export const session = new Session(() => {
  for (const supervisor of supervisors) supervisor.renew();
}, showSignIn);

const liveOf = ({ live }: { readonly live: LiveMessage }): LiveMessage => live;

const signIn = (): Promise<void> => session.ensure().catch(() => undefined);

function reloadForNewBuild(message: LiveMessage): void {
  if (message.__typename === 'LiveDelta') return;
  const known = useLiveStore.getState().network.buildId;
  const reloadedAt = Number(sessionStorage.getItem(RELOAD_KEY) ?? 0);
  if (!shouldReload(known, message.buildId, reloadedAt, Date.now())) return;
  sessionStorage.setItem(RELOAD_KEY, String(Date.now()));
  location.reload();
}

/** Keeps a subscription alive until the answer is called; it is opened again with each new session. */
export function supervise<Data, Message>(
  operation: LiveOperation<Data, Message>,
  events: SupervisorEvents<Message>,
): () => void {
  const supervisor = new LiveSupervisor(socketTransport(socketUrl(location), signIn, operation), events, clock);
  supervisors.add(supervisor);
  supervisor.start();
  return () => {
    supervisors.delete(supervisor);
    supervisor.stop();
  };
}

/** Follows the network for as long as the page lives; the answer ends it. */
export function followNetwork(): () => void {
  return supervise(
    { query: NETWORK_LIVE.toString(), variables: { centresAtMost: CENTRES_AT_MOST }, pick: liveOf },
    {
      phase: (phase) => setSocketPhase(phase, Date.now()),
      message: (message) => {
        reloadForNewBuild(message);
        return receiveNetwork(message, Date.now());
      },
    },
  );
}

/** Follows a region or a centre while the component is shown. */
export function useDetail(scope: DetailScope | null): void {
  const key = scope === null ? null : scopeKey(scope);
  useEffect(() => {
    if (key === null) return;
    beginDetail(key);
    const [kind, id] = [key.slice(0, key.indexOf(':')), key.slice(key.indexOf(':') + 1)];
    const end = supervise(
      {
        query: SCOPE_LIVE.toString(),
        variables: { scope: kind === 'region' ? { regionId: id } : { centreId: id } },
        pick: liveOf,
      },
      { phase: () => undefined, message: (message) => receiveDetail(key, message, Date.now()) },
    );
    return () => {
      end();
      beginDetail(null);
    };
  }, [key]);
}
