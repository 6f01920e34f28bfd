import { create } from 'zustand';
import type { SocketPhase } from './freshness';
import { applyLiveMessage, EMPTY_LIVE, type LiveMessage, type LiveState } from './live-state';

/** The scope that a page follows beside the network. */
export type DetailScope = { readonly regionId: string } | { readonly centreId: string };

/** All that is live: the network always, and one region or centre while its page is open. */
interface LiveStore {
  readonly network: LiveState;
  readonly networkSocket: SocketPhase;
  /** Local time at which the socket was last seen open; null: never. */
  readonly socketOpenAt: number | null;
  readonly detailKey: string | null;
  readonly detail: LiveState;
}

/** Names a scope. */
export function scopeKey(scope: DetailScope): string {
  return 'regionId' in scope ? `region:${scope.regionId}` : `centre:${scope.centreId}`;
}

export const useLiveStore = create<LiveStore>(() => ({
  network: EMPTY_LIVE,
  networkSocket: 'connecting',
  socketOpenAt: null,
  detailKey: null,
  detail: EMPTY_LIVE,
}));

/** Applies a message of the network; false when it does not follow on. */
export function receiveNetwork(message: LiveMessage, receivedAt: number): boolean {
  const network = applyLiveMessage(useLiveStore.getState().network, message, receivedAt);
  useLiveStore.setState({ network, socketOpenAt: receivedAt });
  return !network.awaitingSnapshot;
}

/** Applies a message of the scope `key`; messages of a scope that is no longer followed are dropped. */
export function receiveDetail(key: string, message: LiveMessage, receivedAt: number): boolean {
  const state = useLiveStore.getState();
  if (state.detailKey !== key) return true;
  const detail = applyLiveMessage(state.detail, message, receivedAt);
  useLiveStore.setState({ detail });
  return !detail.awaitingSnapshot;
}

/** What the network's socket does now. */
export function setSocketPhase(phase: SocketPhase, now: number): void {
  const { networkSocket, socketOpenAt } = useLiveStore.getState();
  if (networkSocket === phase) return;
  useLiveStore.setState({
    networkSocket: phase,
    socketOpenAt: phase === 'open' || networkSocket === 'open' ? now : socketOpenAt,
  });
}

/** Drops the live state of the former scope and sets the new one. */
export function beginDetail(key: string | null): void {
  if (useLiveStore.getState().detailKey !== key) useLiveStore.setState({ detailKey: key, detail: EMPTY_LIVE });
}
