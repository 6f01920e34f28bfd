import type { CentreRecord, Directory } from '#store/network/directory.js';
import type { CentreView } from './centre-view.js';
import { addSums, type CentreSums, NO_CENTRES, type RegionPicture, regionPicture } from './region-picture.js';

interface Kept {
  readonly version: number;
  readonly picture: RegionPicture;
}

/** The part of the network that one kind of viewer sees, by region. */
interface Share {
  readonly centres: ReadonlyMap<string, readonly CentreRecord[]>;
  readonly kept: Map<string, Kept>;
}

/**
 * Pictures of regions, rebuilt only after one of their centres has changed: a country has few regions and very many
 * centres.
 */
export class RegionPictures {
  readonly #versions = new Map<string, number>();
  readonly #shares = new WeakMap<Directory, Share>();

  /** Reports that a centre of that region changed. */
  changed(regionId: string): void {
    this.#versions.set(regionId, (this.#versions.get(regionId) ?? 0) + 1);
  }

  /**
   * Pictures of every region in a part of the network. @param view returns a centre's view for the viewers of that part
   */
  of(visible: Directory, view: (id: string) => CentreView | undefined): readonly RegionPicture[] {
    const { centres, kept } = this.#share(visible);
    return [...centres].map(([regionId, records]) => {
      const version = this.#versions.get(regionId) ?? 0;
      const known = kept.get(regionId);
      if (known?.version === version) return known.picture;
      const made = regionPicture(
        regionId,
        records.flatMap(({ id }) => view(id) ?? []),
      );
      // A contact changes a centre's age and not the region's cell.
      const isSame = known !== undefined && JSON.stringify(known.picture.status) === JSON.stringify(made.status);
      const picture = isSame ? { ...made, status: known.picture.status } : made;
      kept.set(regionId, { version, picture });
      return picture;
    });
  }

  #share(visible: Directory): Share {
    const known = this.#shares.get(visible);
    if (known !== undefined) return known;
    const share = { centres: Map.groupBy(visible.centres, ({ regionId }) => regionId), kept: new Map() };
    this.#shares.set(visible, share);
    return share;
  }
}

/** The sums of several regions together. */
export const sumsOfRegions = (regions: readonly RegionPicture[]): CentreSums =>
  regions.map(({ sums }) => sums).reduce(addSums, NO_CENTRES);
