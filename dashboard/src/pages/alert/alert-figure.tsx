import { useTranslation } from 'react-i18next';
import type { Alert } from '../../alerts/alert-state';
import { ageWords } from '../../language/format';
import { useFormats } from '../../language/use-formats';

const SECONDS: ReadonlySet<string> = new Set(['longest_wait_now', 'agent_silent', 'not_opened', 'clock_skew']);
const SHARES: ReadonlySet<string> = new Set(['desks_open_share', 'service_level', 'satisfaction']);
const FLAGS: ReadonlySet<string> = new Set(['power_down', 'upstream_down']);

/** What the rule watches, as it was when the alert last changed, and its threshold. */
export function AlertFigure({ alert }: { readonly alert: Alert }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { watch, value, threshold, signal, signalReason } = alert;
  const [id = ''] = watch.split(':');
  if (FLAGS.has(id)) return null;
  const isTime = SECONDS.has(id) || /^(wait|service_time|handling|time)_/.test(id) || /_(seconds|time)$/.test(id);
  const words = (figure: number | null): string => {
    if (figure === null) return '–';
    if (isTime) return ageWords(figure * 1000, t);
    if (SHARES.has(id) || id.endsWith('_rate')) return formats.share(figure);
    return Number.isInteger(figure) ? formats.count(figure) : formats.precise(figure);
  };
  return (
    <p className="alert-figure">
      {t('alert.figure', {
        watch: t(`alert.watch_${id}`, { defaultValue: watch }),
        value: words(value),
        threshold: words(threshold),
      })}
      {signal === 'ok' || signalReason === null
        ? ''
        : ` · ${t(`alert.signal_${signal}`)}: ${t(`alert.reason_${signalReason}`, { defaultValue: signalReason })}`}
    </p>
  );
}
