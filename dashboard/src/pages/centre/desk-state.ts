import type { InsidePartsFragment } from '../../gql/graphql';

/** The live status of a desk. */
export type DeskStatus = InsidePartsFragment['desks'][number];

/** What a desk does, as the name of its words under `desk.` in the language files. */
type DeskStateKey = 'available' | 'serving' | 'wrap_up' | 'break' | 'back_office' | 'loggedOut' | 'closed';

const STATES: readonly string[] = ['available', 'serving', 'wrap_up', 'break', 'back_office'];

/** A desk that is closed or without staff is shown so, whatever state was reported last. */
export function deskStateKey(desk: Pick<DeskStatus, 'isOpen' | 'isLoggedIn' | 'state'>): DeskStateKey {
  if (desk.state !== null && STATES.includes(desk.state) && desk.isLoggedIn) return desk.state as DeskStateKey;
  if (!desk.isOpen) return 'closed';
  return desk.isLoggedIn ? 'available' : 'loggedOut';
}
