import { useTranslation } from 'react-i18next';
import { ageWords, type Formats, tickingClock } from '../../language/format';
import { useFormats } from '../../language/use-formats';
import { useCatalogue } from '../../live/catalogue/catalogue';
import type { Freshness } from '../../live/freshness';
import type { LiveState, ScopeFigures, Severity } from '../../live/live-state';
import { FigureTile } from './figure-tile';

/** The figures that can be shown, in the order of importance. */
export type FigureName =
  | 'waitingNow'
  | 'longestWait'
  | 'serviceLevel'
  | 'satisfaction'
  | 'servedThisHour'
  | 'servedToday'
  | 'desksOpen'
  | 'agentsSilent'
  | 'staffLoggedIn';

interface FiguresBandProps {
  readonly figures: ScopeFigures | null;
  readonly freshness: Freshness;
  readonly names: readonly FigureName[];
  /** Server's clock. */
  readonly now: number;
  /** Where the longest wait is looked up, to say whose trouble it is; null: do not say. */
  readonly network: LiveState | null;
}

/** The figures of a scope, each against its target or its usual. */
export function FiguresBand({ figures, freshness, names, now, network }: FiguresBandProps) {
  return (
    <div className="figures" data-testid="figures" data-count={names.length}>
      {names.map((name) => (
        <Figure key={name} name={name} figures={figures} freshness={freshness} now={now} network={network} />
      ))}
    </div>
  );
}

interface FigureProps extends Omit<FiguresBandProps, 'names'> {
  readonly name: FigureName;
}

function Figure({ name, figures, freshness, now, network }: FigureProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const catalogue = useCatalogue();
  const label = t(`figure.${name}`);
  const tile = { testId: TEST_IDS[name], label, freshness };
  if (figures === null) return <FigureTile {...tile} value={null} />;
  const base = { ...tile, figures, formats };
  switch (name) {
    case 'waitingNow':
      return <Waiting {...base} now={now} />;
    case 'longestWait':
      return <LongestWait {...tile} figures={figures} now={now} network={network} />;
    case 'serviceLevel':
      return <TargetTile {...base} figure={figures.serviceLevelToday} target={catalogue?.serviceLevelTarget ?? null} />;
    case 'satisfaction': {
      const note = t('figure.ratings', { count: figures.ratingsToday, n: formats.count(figures.ratingsToday) });
      const target = catalogue?.satisfactionTarget ?? null;
      return <TargetTile {...base} figure={figures.satisfactionToday} target={target} note={note} />;
    }
    case 'servedThisHour':
      return <UsualTile {...base} value={figures.servedThisHour} usual={figures.servedUsualThisHour} />;
    case 'servedToday':
      return <UsualTile {...base} value={figures.servedToday} usual={figures.servedUsualToday} />;
    case 'desksOpen':
      return <Desks {...base} />;
    case 'agentsSilent':
      return <Agents {...base} />;
    case 'staffLoggedIn':
      return <Staff {...base} />;
  }
}

/** The names that tests find the tiles by. */
const TEST_IDS: Readonly<Record<FigureName, string>> = {
  waitingNow: 'waiting-now',
  longestWait: 'longest-wait',
  serviceLevel: 'service-level',
  satisfaction: 'satisfaction',
  servedThisHour: 'served-this-hour',
  servedToday: 'served-today',
  desksOpen: 'desks-open',
  agentsSilent: 'agents-silent',
  staffLoggedIn: 'staff-logged-in',
};

interface TileBase {
  readonly testId: string;
  readonly label: string;
  readonly freshness: Freshness;
}

interface CountTileProps extends TileBase {
  readonly figures: ScopeFigures;
  readonly formats: Formats;
}

function Waiting({ figures, formats, now, ...tile }: CountTileProps & { readonly now: number }) {
  const { t } = useTranslation();
  const since = figures.meanWaitingSince;
  const note = since === null ? t('figure.nobodyWaits') : t('figure.meanSoFar', { value: ageWords(now - since, t) });
  return <FigureTile {...tile} value={formats.count(figures.waitingNow)} note={note} />;
}

function Desks({ figures, formats, ...tile }: CountTileProps) {
  const { t } = useTranslation();
  const { desksOpen, desksTotal } = figures;
  return (
    <FigureTile
      {...tile}
      value={formats.count(desksOpen)}
      aside={t('figure.of', { total: formats.count(desksTotal) })}
      note={t('figure.staff', { value: formats.count(figures.staffLoggedIn) })}
      meter={desksTotal > 0 ? { value: desksOpen / desksTotal, target: null } : undefined}
    />
  );
}

function Agents({ figures, formats, ...tile }: CountTileProps) {
  const { t } = useTranslation();
  const isAnySilent = figures.agentsSilent > 0;
  return (
    <FigureTile
      {...tile}
      value={formats.count(figures.agentsSilent)}
      severity={isAnySilent ? 'unknown' : 'normal'}
      aside={t('figure.ofAgents', { total: formats.count(figures.agentsTotal) })}
      note={isAnySilent ? t('figure.notTrusted') : t('figure.allOnline')}
    />
  );
}

function Staff({ figures, formats, ...tile }: CountTileProps) {
  const { t } = useTranslation();
  const note = `${t('figure.servingNow')}: ${formats.count(figures.servingNow)}`;
  return <FigureTile {...tile} value={formats.count(figures.staffLoggedIn)} note={note} />;
}

/** Ticks on its own between messages; takes the colour of the centre where that wait is a trouble. */
function LongestWait({
  figures,
  now,
  network,
  ...tile
}: TileBase & { readonly figures: ScopeFigures; readonly now: number; readonly network: LiveState | null }) {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  if (figures.longestWaitSince === null)
    return <FigureTile {...tile} value={tickingClock(0)} note={t('figure.nobodyWaits')} />;
  const centre = figures.longestWaitCentreId === null ? undefined : network?.centres.get(figures.longestWaitCentreId);
  const trouble = centre?.troubles.find(({ kind }) => kind === 'long_wait');
  const severity: Severity = trouble?.severity ?? 'normal';
  const where =
    network !== null && figures.centresTotal > 1 && figures.longestWaitCentreId !== null
      ? (catalogue?.shortName(figures.longestWaitCentreId) ?? '')
      : '';
  return (
    <FigureTile
      {...tile}
      value={tickingClock(now - figures.longestWaitSince)}
      severity={severity}
      severityText={t('figure.overLimit')}
      note={where}
    />
  );
}

interface TargetTileProps extends CountTileProps {
  readonly figure: ScopeFigures['serviceLevelToday'];
  readonly target: number | null;
  readonly formats: Formats;
  readonly note?: string;
}

/** A share against its target; under it the tile says so in words, colour and shape. */
function TargetTile({ figures: _, figure, target, formats, note, ...tile }: TargetTileProps) {
  const { t } = useTranslation();
  const isBelow = figure.value !== null && target !== null && figure.value < target;
  return (
    <FigureTile
      {...tile}
      value={figure.value === null ? null : formats.share(figure.value)}
      severity={isBelow ? 'warning' : 'normal'}
      aside={target === null ? undefined : `≥ ${formats.share(target)}`}
      severityText={isBelow ? t('figure.below') : undefined}
      note={isBelow ? '' : (note ?? t('figure.inTime', { n: formats.count(figure.n) }))}
      meter={figure.value === null ? undefined : { value: figure.value, target }}
    />
  );
}

/** A count against a usual day; never coloured, for a busy or a quiet day is not a fault. */
function UsualTile({
  value,
  usual,
  formats,
  ...tile
}: TileBase & { readonly value: number; readonly usual: number | null; readonly formats: Formats }) {
  const { t } = useTranslation();
  const change = usual !== null && usual > 0 ? formats.change(value / usual - 1) : undefined;
  const note = usual === null ? t('figure.noUsual') : t('figure.usual', { value: formats.count(usual) });
  return <FigureTile {...tile} value={formats.count(value)} aside={change} note={note} />;
}
