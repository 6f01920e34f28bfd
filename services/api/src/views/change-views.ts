import { randomUUID } from 'node:crypto';
import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import { BUILT_IN_VIEWS } from '#domain/views/built-in-views.js';
import { checkView, VIEW_LIMITS } from '#domain/views/saved-view.js';
import type { SavedViewRecord, SavedViewStore, ViewRefusal } from '#store/views/saved-view-store.js';
import type { SavedViewInput } from '../gql/schema-types.js';

const isBuiltIn = (id: string): boolean => BUILT_IN_VIEWS.some((view) => view.id === id);

/** Changes of saved views. Every version stays; a change of a version that is not the newest is refused. */
export class ChangeViews {
  constructor(
    readonly store: SavedViewStore,
    readonly now: () => number,
  ) {}

  /** @throws RequestError BAD_VALUE, NOT_FOUND, FORBIDDEN, CONFLICT */
  async save(viewer: Viewer, input: SavedViewInput): Promise<SavedViewRecord> {
    const { id, version } = input;
    const content = checkView({ ...input, chart: input.chart ?? null });
    if ('fault' in content) throw new RequestError('BAD_VALUE', content.fault);
    if (id == null) return this.#saved(await this.store.add(viewer, randomUUID(), content, this.now()));
    if (isBuiltIn(id)) throw refusal('built_in');
    if (version == null)
      throw new RequestError('BAD_VALUE', 'Give the version of the view that you read, so that no change is lost.');
    return this.#saved(await this.store.change(viewer, { id, version, content }, this.now()));
  }

  /** @throws RequestError NOT_FOUND, FORBIDDEN */
  async delete(viewer: Viewer, id: string): Promise<void> {
    if (isBuiltIn(id)) throw refusal('built_in');
    const refused = await this.store.delete(viewer, id, this.now());
    if (refused !== undefined) throw refusal(refused.refused);
  }

  #saved(saved: Awaited<ReturnType<SavedViewStore['change']>>): SavedViewRecord {
    if ('refused' in saved) throw refusal(saved.refused, saved.current);
    return saved;
  }
}

function refusal(why: ViewRefusal | 'built_in', current?: number): RequestError {
  switch (why) {
    case 'unknown':
      return new RequestError('NOT_FOUND', 'There is no view with this id that you may see; it may have been deleted.');
    case 'not_owner':
      return new RequestError('FORBIDDEN', 'Only the owner can change this view; save it as a view of your own.');
    case 'built_in':
      return new RequestError('FORBIDDEN', 'Built-in views cannot be changed; save it as a view of your own.');
    case 'too_many':
      return new RequestError(
        'TOO_MUCH',
        `You have ${VIEW_LIMITS.perOwner} views, which is the maximum; delete one of them first.`,
      );
    case 'stale':
      return new RequestError(
        'CONFLICT',
        `Version ${current ?? '?'} of this view was saved since you opened it; open it again and repeat your change.`,
      );
  }
}
