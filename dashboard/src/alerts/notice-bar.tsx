import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { SeverityMark } from '../components/tiles/severity-mark';
import type { NoticesQuery } from '../gql/graphql';
import { useFormats } from '../language/use-formats';
import { useCatalogue } from '../live/catalogue/catalogue';
import { change, usePolled } from '../live/graphql-client';
import { NOTICES, NOTICES_SHOWN } from './alert-operations';
import { playAlertSound } from './sound';

type Notice = NoticesQuery['notices'][number];

const EVERY_MS = 2_000;
const SHOWN_AT_ONCE = 2;
const CLOSED_KEY = 'mnara.noticesClosed';

/** Ids of notices grow: closing one closes those before it. */
const isNewer = ({ id }: Notice, closed: string): boolean => BigInt(id) > BigInt(closed);

/**
 * The dashboard as a channel: messages to a signed-in centre manager or member of the secretariat, on
 * every page, until they are closed. A message that a visible page shows is delivered, and says so on the timelines
 * of its alerts.
 */
export function NoticeBar() {
  const role = useCatalogue()?.viewer.role;
  return role === 'operator' || role === 'manager' ? <Notices /> : null;
}

function Notices() {
  const { t } = useTranslation();
  const formats = useFormats();
  const answer = usePolled(NOTICES, NO_VARIABLES, EVERY_MS);
  const [closed, setClosed] = useState(() => sessionStorage.getItem(CLOSED_KEY) ?? '0');
  const all = answer.data?.notices;
  const open = (all ?? []).filter((notice) => isNewer(notice, closed));
  const shown = open.slice(0, SHOWN_AT_ONCE);
  useNoticeSound(all);
  useDeliveryReport(shown);
  function close() {
    const newest = open[0]?.id ?? closed;
    sessionStorage.setItem(CLOSED_KEY, newest);
    setClosed(newest);
  }
  return (
    <aside className="notices" aria-label={t('notice.title')} data-testid="notices">
      <ul aria-live="polite" aria-relevant="additions">
        {shown.map((notice) => (
          <NoticeItem key={notice.id} notice={notice} time={formats.time(notice.madeAt)} />
        ))}
      </ul>
      {shown.length === 0 ? null : (
        <p className="notices-end">
          {open.length > shown.length ? (
            <span>{t('notice.earlier', { count: open.length - shown.length })}</span>
          ) : null}
          <button type="button" onClick={close} data-testid="close-notices">
            {t('notice.close')}
          </button>
        </p>
      )}
    </aside>
  );
}

const NO_VARIABLES = {};

function NoticeItem({ notice, time }: { readonly notice: Notice; readonly time: string }) {
  const { t } = useTranslation();
  const { alertIds, kind, severity, paragraphs, subject } = notice;
  const [only, ...others] = alertIds;
  const lines = paragraphs.slice(1, -1).flat();
  const look = kind === 'resolved' ? 'over' : severity;
  return (
    <li className={`notice notice-${look}`} data-testid="notice" data-kind={kind} data-notice={notice.id}>
      <p className="notice-head">
        {/* The subject says the severity in words. */}
        <SeverityMark severity={look === 'critical' || look === 'warning' ? look : 'normal'} hasText />
        <b>{subject}</b>
        <span className="notice-to">
          {time} · {t('notice.for', { name: notice.to })}
        </span>
      </p>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {only === undefined ? null : (
        <Link to={others.length === 0 ? `/alerts/${encodeURIComponent(only)}` : '/alerts'}>
          {t(others.length === 0 ? 'notice.open' : 'notice.openAll')}
        </Link>
      )}
    </li>
  );
}

/** A new notification plays a sound; those that were there when the page opened do not. */
function useNoticeSound(all: readonly Notice[] | undefined): void {
  const known = useRef<string | null>(null);
  useEffect(() => {
    if (all === undefined) return;
    const before = known.current;
    known.current = all[0]?.id ?? before ?? '0';
    if (before !== null && all.some((notice) => notice.kind === 'page' && isNewer(notice, before))) playAlertSound();
  }, [all]);
}

/** Reports to the server which notices are on the screen; a failed report is repeated with the next answer. */
function useDeliveryReport(shown: readonly Notice[]): void {
  const ids = shown.filter(({ shownAt }) => shownAt === null).map(({ id }) => id);
  const key = ids.join(' ');
  useEffect(() => {
    if (key === '') return;
    const report = () => {
      if (document.visibilityState === 'visible')
        void change(NOTICES_SHOWN, { ids: key.split(' ') }).catch(() => undefined);
    };
    report();
    document.addEventListener('visibilitychange', report);
    return () => document.removeEventListener('visibilitychange', report);
  }, [key]);
}
